"""Years and quarters in the ways people write them."""

from __future__ import annotations

import re

from geodata.cells.got import EMPTY, EMPTY_WORDS, ERRORS, Got, plain
from geodata.readers.raw import Cell
from geodata.tables.column import Column

_DATE = re.compile(r"(\d{4})(?:\s*年|[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[ T].*)?|年\d{1,2}月.*)?")
_QUARTER = re.compile(
    r"(\d{4})\s*年?\s*[-/.]?\s*(?:q|第)?\s*([1-4一二三四])\s*(?:季度|季|q)?", re.IGNORECASE
)
_CHINESE_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def read_year(cell: Cell, column: Column) -> Got:
    """The year of a cell.  Rule: date (from "2016年", "2016-05-01").  Problems: not_year, error."""
    if cell is None:
        return EMPTY
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        whole = cell == cell and abs(cell) != float("inf") and cell == int(cell)
        return Got(float(cell)) if whole else Got(None, "", "not_year")
    text = plain(str(cell))
    if not text:
        return EMPTY
    if text.casefold() in EMPTY_WORDS:
        return Got(None, "empty_word")
    if text.casefold() in ERRORS:
        return Got(None, "", "error")
    if re.fullmatch(r"\d{4}(\.0+)?", text):
        return Got(float(text))
    found = _DATE.fullmatch(text)
    return Got(float(found[1]), "date") if found else Got(None, "", "not_year")


def read_quarter(cell: Cell, column: Column) -> Got:
    """A quarter as "2016Q3".  Rule: quarter (other ways of writing).  Problem: not_quarter."""
    if cell is None:
        return EMPTY
    text = plain(str(cell))
    if re.fullmatch(r"\d{4}Q[1-4]", text):
        return Got(text)
    found = _QUARTER.fullmatch(text)
    if found:
        number = _CHINESE_DIGITS.get(found[2], found[2])
        return Got(f"{found[1]}Q{number}", "quarter")
    day = re.fullmatch(r"(\d{4})-(\d{2})-\d{2}", text)
    if day and 1 <= int(day[2]) <= 12:
        return Got(f"{day[1]}Q{(int(day[2]) + 2) // 3}", "quarter")
    return Got(None, "", "not_quarter")
