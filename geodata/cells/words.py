"""Free text, yes or no, and words out of a short list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from geodata.cells.got import EMPTY, EMPTY_WORDS, ERRORS, Got, plain, without_apostrophe
from geodata.readers.raw import Cell
from geodata.tables.column import Column

YES = ("是", "yes", "true")
NO = ("否", "no", "false")
_ALSO_YES = frozenset({"y", "t", "1", "√", "✓", "✔", "有", "对", "已", "达标", "合格", "v", "1.0"})
_ALSO_NO = frozenset(
    {"n", "f", "0", "×", "✗", "无", "不是", "没有", "未", "不达标", "不合格", "0.0"}
)


_NOTHING = frozenset({"无", "没有", "不需要", "否", "none", "no"})
_SEPARATOR = re.compile(r"[;；,，、/|\n]")


def read_text(cell: Cell, column: Column) -> Got:
    """The cell as text; whole numbers without decimals.  Rules: apostrophe.  Problem: error."""
    if cell is None:
        return EMPTY
    if isinstance(cell, bool):
        return Got("是" if cell else "否")
    if isinstance(cell, float | int):
        if cell != cell or abs(cell) == float("inf"):
            return Got(None, "", "not_finite")
        return Got(f"{cell:.0f}" if cell == int(cell) else repr(cell))
    text, guarded = without_apostrophe(cell.strip())
    if text.casefold() in ERRORS:
        return Got(None, "", "error")
    return Got(text, "apostrophe") if guarded else Got(text or None)


def read_flag(cell: Cell, column: Column) -> Got:
    """Yes or no.  Rule: flag_word (a sign or another word for it).  Problem: not_flag."""
    if cell is None:
        return EMPTY
    if isinstance(cell, bool):
        return Got(cell)
    word = plain(str(cell)).casefold()
    if word in YES or word in NO:
        return Got(word in YES)
    if word in _ALSO_YES or word in _ALSO_NO:
        return Got(word in _ALSO_YES, "flag_word")
    if not word:
        return EMPTY
    return Got(None, "empty_word") if word in EMPTY_WORDS else Got(None, "", "not_flag")


def word_key(text: str) -> str:
    """A word without width, case and spaces, as choices are compared."""
    return "".join(plain(text).casefold().split())


@lru_cache(maxsize=256)
def choice_words(column: Column) -> Mapping[str, tuple[str, bool]]:
    """Every accepted word of a choice column -> its value, and whether it is an official one."""
    words: dict[str, tuple[str, bool]] = {}
    for choice in column.choices:
        for word in choice.synonyms:
            words.setdefault(word_key(word), (choice.value, False))
    for choice in column.choices:
        for word in (choice.value, choice.zh, choice.en):
            words[word_key(word)] = (choice.value, True)
    return words


def read_choice(cell: Cell, column: Column) -> Got:
    """One of the column's words.  Rule: choice_word (a synonym).  Problem: not_choice."""
    if cell is None:
        return EMPTY
    text = (
        cell if isinstance(cell, str) else f"{cell:g}" if not isinstance(cell, bool) else str(cell)
    )
    word = word_key(text)
    if hit := choice_words(column).get(word):
        return Got(hit[0], "" if hit[1] else "choice_word")
    if not word:
        return EMPTY
    return Got(None, "empty_word") if word in EMPTY_WORDS else Got(None, "", "not_choice")


def read_choices(cell: Cell, column: Column) -> Got:
    """Several of the column's words as "seaport;rail", each once, in the order they came.

    Rules: choice_word (a synonym), list (other separators), empty_word.  Problem: not_choices; the
    words that are known stay, because dropping a need would be worse than keeping it.
    """
    if not isinstance(cell, str):
        got = read_choice(cell, column)
        return Got(None, "", "not_choices") if got.problem else got
    if word_key(cell) in _NOTHING:
        return Got(None, "empty_word")
    parts = [part for part in _SEPARATOR.split(cell) if part.strip()]
    got_of = [read_choice(part, column) for part in parts]
    joined = ";".join(dict.fromkeys(str(got.value) for got in got_of if got.value)) or None
    if any(got.problem for got in got_of):
        return Got(joined, "", "not_choices")
    rules = {got.rule for got in got_of} - {""}
    if not rules and _SEPARATOR.sub(";", cell) != cell:
        rules = {"list"}
    return Got(joined, min(rules, default=""))
