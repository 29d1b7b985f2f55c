"""Numbers as people type them: "1,234.5", "１２", "约2.5亩", "3.2亿元", "35%".

A unit in the cell beats the unit of the header.  A bare 万 or 亿 multiplies persons, and counts as
yuan in money columns ("3.2亿" = 3.2 亿元).  Nothing is guessed: ranges, two numbers, words and
numbers whose separators make no sense are problems.
"""

from __future__ import annotations

import math
import re

from geodata import units
from geodata.cells.got import EMPTY, EMPTY_WORDS, ERRORS, Got, plain, without_apostrophe
from geodata.readers.raw import Cell
from geodata.tables.column import Column

LONGEST = 60
_SIMPLE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_NUMBER = (
    r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?"
    r"|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)"
)
_WHOLE = re.compile(
    rf"(?P<about>约|大约|大概|近|~|≈|ca\.?|about|approx\.?)?\s*"
    rf"(?P<bound>>=?|<=?|≥|≤|超过|超|逾|不低于|不超过|至少|至多|最多|over|under)?\s*"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>[^\d\s].*?)??\s*"
    rf"(?P<tail>左右|上下|以上|以下|多|余|\+)?",
    re.IGNORECASE,
)
_ANGLE = re.compile(
    r"""(?:[EN]|东经|北纬)?\s*(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?"""
    r"""(?:(\d{1,2}(?:\.\d+)?)\s*(?:["″秒]|''|′′)?\s*)?(?:[EN])?""",
    re.IGNORECASE,
)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "∞", "1.#inf", "1.#qnan"})
_TENS = {"万": 1e4, "亿": 1e8, "千": 1e3}


def read_number(cell: Cell, column: Column, factor: float = 1.0) -> Got:
    """The cell as a number in the column's unit.

    factor: from the header's unit to the column's.  A cell in an own unit ignores it.  Rules:
    degrees, unit_header, unit_cell, thousands, full_width, about, percent, apostrophe, empty_word.
    Problems: not_number, not_finite, error, formula, bound, unit.
    """
    if cell is None:
        return EMPTY
    if isinstance(cell, bool):
        return Got(None, "", "not_number")
    if isinstance(cell, float | int):
        return _finite(float(cell), factor, "")
    if _SIMPLE.fullmatch(cell):
        return _finite(float(cell), factor, "")
    return _read_text(cell, column, factor)


def _finite(number: float, factor: float, rule: str) -> Got:
    if not math.isfinite(number):
        return Got(None, "", "not_finite")
    if factor != 1.0 and number != 0.0:
        # 35 % is 35 / 100, not 35 * 0.01 = 0.35000000000000003.
        inverse = round(1 / factor) if factor < 1 else 0
        exact = inverse and abs(inverse * factor - 1) < 1e-12
        return Got(number / inverse if exact else number * factor, rule or "unit_header")
    return Got(number, rule)


def _read_text(cell: str, column: Column, factor: float) -> Got:
    text, guarded = without_apostrophe(cell.strip())
    wide = text
    text = plain(text)
    lower = text.casefold().removeprefix("+").removeprefix("-")
    if lower in _NOT_FINITE:
        return Got(None, "", "not_finite")
    if text.casefold() in ERRORS:
        return Got(None, "", "error")
    if not text:
        return EMPTY
    if text.casefold() in EMPTY_WORDS:
        return Got(None, "empty_word")
    if text.startswith("="):
        return Got(None, "", "formula")
    if column.unit == "degree" and (angle := _ANGLE.fullmatch(text)):
        degrees, minutes, seconds = (float(part or 0) for part in angle.groups())
        return Got(degrees + minutes / 60 + seconds / 3600, "degrees")
    found = _WHOLE.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return Got(None, "", "not_number")
    number = float(found["number"].replace(",", "").replace(" ", ""))
    rule = "apostrophe" if guarded else ""
    rule = "full_width" if wide != text else rule
    rule = "thousands" if re.search("[, ]", found["number"]) else rule
    if found["unit"]:
        own = _own_factor(found["unit"], column)
        if own is None:
            readable = units.parse(found["unit"]) or not re.search(r"\d", found["unit"])
            return Got(None, "", "unit" if readable else "not_number")
        rule = "percent" if found["unit"] == "%" else "unit_cell"
        factor = own
    if found["about"] or found["tail"] in ("左右", "上下"):
        rule = "about"
    got = _finite(number, factor, rule)
    bound = found["bound"] or found["tail"] in ("以上", "以下", "多", "余", "+")
    return Got(got.value, got.rule or "about", "bound") if bound and not got.problem else got


def _own_factor(unit: str, column: Column) -> float | None:
    """From a unit in a cell to the column's unit; None if it cannot be."""
    if unit in _TENS and column.unit in ("persons", "10k_persons"):
        return _TENS[unit] * (units.factor_between("persons", column.unit) or 1.0)
    return units.factor_between(unit, column.unit) if column.unit else None
