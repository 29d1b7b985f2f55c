"""Codes stay text: ids, adcodes, divisions, and ";"-separated lists of them.

Spreadsheets turn codes into numbers (440300.0) and cut long ones after 15 digits; people write
"39 计算机…", "C3911" or twelve-digit statistical codes.
"""

from __future__ import annotations

import re

from geodata.cells.got import EMPTY, EMPTY_WORDS, ERRORS, Got, plain, without_apostrophe
from geodata.readers.raw import Cell
from geodata.tables.column import Column

EXACT_DIGITS = 1e15
_DIVISION = re.compile(r"([A-Za-z]\s*-?)?(\d{2})(\d{1,2})?(?!\d)\s*(.*)", re.DOTALL)
_LIST = re.compile(r"\s*[;；,，、/|]\s*|\s+")


def is_division(column: Column) -> bool:
    """Whether a column holds divisions of GB/T 4754."""
    return column.name == "division" or column.refers == "industries.division"


def is_adcode(column: Column) -> bool:
    """Whether a column holds administrative division codes."""
    return column.name.endswith("adcode")


def read_code(cell: Cell, column: Column) -> Got:
    """The cell as a code.

    Rules: code_text (440300.0 written out), full_width, apostrophe, division (two digits taken),
    adcode (six digits taken), empty_word.  Problems: digits_lost, not_finite, error, formula.
    """
    if cell is None:
        return EMPTY
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell != cell or abs(cell) == float("inf"):
            return Got(None, "", "not_finite")
        if abs(cell) >= EXACT_DIGITS:
            return Got(f"{cell:.0f}", "", "digits_lost")
        text, rule = (f"{cell:.0f}", "") if cell == int(cell) else (repr(cell), "")
    else:
        text, guarded = without_apostrophe(str(cell).strip())
        straight = plain(text)
        rule = "full_width" if straight != text else "apostrophe" if guarded else ""
        text = straight
    if not text:
        return EMPTY
    if text.casefold() in ERRORS:
        return Got(None, "", "error")
    if text.casefold() in EMPTY_WORDS:
        return Got(None, "empty_word")
    if text.startswith("="):
        return Got(None, "", "formula")
    if text.casefold() == "nan":
        return Got(None, "", "not_finite")
    if re.fullmatch(r"\d+\.0+", text):
        text, rule = text.partition(".")[0], "code_text"
    if is_division(column):
        return _division(text, rule)
    if is_adcode(column):
        return _adcode(text, rule)
    return Got(text, rule)


def _division(text: str, rule: str) -> Got:
    """Two digits out of "C39", "3911", "39 计算机…"; other text is left for the table of names."""
    found = _DIVISION.fullmatch(text)
    if found is None:
        return Got(text, rule)
    return Got(found[2], rule if text == found[2] else "division")


def _adcode(text: str, rule: str) -> Got:
    """Six digits out of a 9 or 12-digit statistical code; names are left for the gazetteer."""
    if re.fullmatch(r"\d{9}|\d{12}", text):
        return Got(text[:6], "adcode")
    return Got(text, rule)


def read_codes(cell: Cell, column: Column) -> Got:
    """A list of codes as "34;39".  Rules as `read_code`, and list (other separators)."""
    if cell is None:
        return EMPTY
    if not isinstance(cell, str):
        return read_code(cell, column)
    text = plain(without_apostrophe(cell.strip())[0])
    if re.fullmatch(r"\d+\.0+", text):
        return read_code(text, column)
    parts = [part for part in re.split(r"[;,、|/]|\s*\n\s*", text) if part.strip()]
    if len(parts) == 1 and re.fullmatch(r"[\d\s]+", parts[0]):
        parts = parts[0].split()
    got = [read_code(part, column) for part in parts]
    for each in got:
        if each.problem:
            return each
    values = [str(each.value) for each in got if each.value is not None]
    joined = ";".join(dict.fromkeys(values))
    if not joined:
        return Got(None, "empty_word" if text else "")
    return Got(joined, "" if joined == cell.strip() else "list")
