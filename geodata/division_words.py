"""Guesses the division of GB/T 4754-2011 from words in the product or the name of an enterprise.

    product "锂电池"                       -> 38, confidence 0.95, matched 锂电池
    name    "Sunwoda Electronics Co., Ltd." -> 39, confidence 0.72, matched electronics

The last word of a phrase says what is made (塑胶玩具 and "plastic toys" are toys), the first item
of a list is the main one, and a product says more than a name.  Words and weights stand in
`geodata/guangdong/division_words.csv` (general knowledge of the classification).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from geodata.findings import Finding, Severity
from geodata.notes import NOTE_COLUMNS, no_notes
from geodata.place_names import words_of

MINIMUM_CONFIDENCE = 0.5
NAME_WEIGHT = 0.9
"""Names last longer than products: 某某五金厂 may make something else by now."""
EARLIER_WORD = 0.5
LATER_PRODUCT = 0.8
RIVAL = 0.5
"""Share of the confidence lost to an equally strong other division.  These four are assumptions."""
MOST_WORDS = 3
_LIST = re.compile("[、,，;；/|&＋+]|\\band\\b|以及|及|和")

GUESS_COLUMNS = ("division", "confidence", "matched")


@dataclass(frozen=True)
class _Words:
    """Known words -> (division, weight).  chinese: by first character, longest word first."""

    chinese: dict[str, dict[str, tuple[str, float]]]
    english: dict[tuple[str, ...], tuple[str, float]]


@cache
def _words() -> _Words:
    source = resources.files("geodata") / "guangdong" / "division_words.csv"
    with source.open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype={"division": str, "word": str})
    words = _Words({}, {})
    for row in sorted(table.to_dict("records"), key=lambda r: -len(r["word"])):
        meaning = (str(row["division"]), float(row["weight"]))
        if row["language"] == "zh":
            words.chinese.setdefault(row["word"][0], {})[row["word"]] = meaning
        else:
            words.english[words_of(row["word"])] = meaning
    return words


def _matches(phrase: str) -> list[tuple[str, str, float]]:
    """(word, division, weight) of one phrase; what is made stands last (LED照明 is lighting)."""
    found, rest = _chinese_matches(phrase)
    return _english_matches(words_of(rest)) + found


def _chinese_matches(phrase: str) -> tuple[list[tuple[str, str, float]], str]:
    """Matches in Chinese, and the phrase without them."""
    chinese = _words().chinese
    found, rest = [], []
    i = 0
    while i < len(phrase):
        for word in chinese.get(phrase[i], ()):
            if phrase.startswith(word, i):
                found.append((word, *chinese[phrase[i]][word]))
                rest.append(" ")
                i += len(word)
                break
        else:
            rest.append(phrase[i])
            i += 1
    return found, "".join(rest)


def _english_matches(words: tuple[str, ...]) -> list[tuple[str, str, float]]:
    english = _words().english
    found = []
    i = 0
    while i < len(words):
        for size in range(min(MOST_WORDS, len(words) - i), 0, -1):
            meaning = english.get(words[i : i + size])
            if meaning is not None:
                found.append((" ".join(words[i : i + size]), *meaning))
                i += size
                break
        else:
            i += 1
    return found


def _add(text: str, weight: float, scores: dict[str, tuple[float, str]]) -> None:
    for position, phrase in enumerate(_LIST.split(text)):
        matches = _matches(phrase)
        for i, (word, division, strength) in enumerate(matches):
            strength *= weight * LATER_PRODUCT**position
            strength *= 1.0 if i == len(matches) - 1 else EARLIER_WORD
            if strength > scores.get(division, (0.0, ""))[0]:
                scores[division] = (strength, word)


@cache
def _guess(product: str, name_zh: str, name_en: str) -> tuple[str | None, float, str]:
    scores: dict[str, tuple[float, str]] = {}
    _add(product, 1.0, scores)
    for name in (name_zh, name_en):
        _add(name, NAME_WEIGHT, scores)
    if not scores:
        return None, 0.0, ""
    ranked = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))
    division, (strength, word) = ranked[0]
    rival = ranked[1][1][0] if len(ranked) > 1 else 0.0
    confidence = round(strength * (1 - RIVAL * rival / strength), 3)
    if confidence < MINIMUM_CONFIDENCE:
        return None, confidence, word
    return division, confidence, word


def guess_divisions(
    product: Iterable[object], name_zh: Iterable[object], name_en: Iterable[object]
) -> pd.DataFrame:
    """The likely division of each enterprise, (n, 3) table of GUESS_COLUMNS.

    division: two digits, None below MINIMUM_CONFIDENCE; confidence: 0..1 (also where no division is
    given); matched: the word that decided.  Empty cells may be None or NaN.
    """

    def text(cell: object) -> str:
        return cell if isinstance(cell, str) else ""

    rows = [
        _guess(text(p), text(z), text(e)) for p, z, e in zip(product, name_zh, name_en, strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(GUESS_COLUMNS))
    for column in ("division", "matched"):
        values = table[column].astype(object)
        table[column] = values.where(values.notna(), None)
    return table.astype({"confidence": "float64"})


def fill_divisions(
    enterprises: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """A copy with empty divisions guessed, a note for each guess, and up to two doubts.

    Doubts: `division_guessed` and `division_unknown`, each with the count and the first rows.
    Stated divisions are never changed.
    """
    frame = enterprises.copy()
    if "division" not in frame.columns:
        frame["division"] = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    stated = frame["division"].astype(object)
    empty = (stated.isna() | (stated == "")).to_numpy(dtype=bool)
    if not empty.any():
        return frame, no_notes(), []

    def cells(column: str) -> list[object]:
        return list(frame.loc[empty, column]) if column in frame.columns else [None] * empty.sum()

    guess = guess_divisions(cells("product"), cells("name_zh"), cells("name_en"))
    found = guess["division"].notna().to_numpy()
    filled = stated.to_numpy(dtype=object).copy()
    filled[empty] = guess["division"].to_numpy(dtype=object)
    frame["division"] = pd.Series(filled, index=frame.index, dtype=object)
    rows, ids = cells("source_row"), cells("enterprise_id")
    notes = pd.DataFrame(
        {
            "table": "enterprises",
            "row": np.array(rows, dtype=object)[found],
            "id": np.array(ids, dtype=object)[found],
            "column": "division",
            "kind": "estimated",
            "before": None,
            "after": guess.loc[found, "division"].to_numpy(dtype=object),
            "unit": "",
            "rule": "division_from_words",
            "source": [
                f"{m} ({c:.2f})"
                for m, c in zip(guess["matched"][found], guess["confidence"][found], strict=True)
            ],
        }
    ).reindex(columns=list(NOTE_COLUMNS))
    findings = []
    for code, these in (("division_guessed", found), ("division_unknown", ~found)):
        if these.any():
            listed = [str(r if r is not None else i)
                      for r, i, this in zip(rows, ids, these, strict=True) if this]  # fmt: skip
            some = ", ".join(listed[:8]) + (", …" if len(listed) > 8 else "")
            values = {"count": len(listed), "rows": some}
            findings.append(
                Finding(Severity.DOUBT, code, "enterprises", None, "division", values=values)
            )
    return frame, notes, findings
