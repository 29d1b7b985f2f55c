"""One worksheet of an .xlsx file, read in one pass: values, formulas and their results, merges.

Uses the stream parser directly, a callback per tag: a sheet of 30,000 rows by 40 columns must not
take ten seconds.  Document types and entities, the means of XML bombs, are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from geodata.readers.ooxml import Workbook, date_text
from geodata.readers.raw import MAX_COLUMNS, MAX_ROWS, Cell, Merge

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_DIGITS = "0123456789"
_LAST_DAY = 2_958_466
"""Day number of 10000-01-01: larger figures are no dates, whatever their format."""


class TooLarge(Exception):
    """The sheet has more rows or columns than we read; the text is the finding's code."""


class NotASheet(ValueError):
    """The XML is not that of a worksheet."""


@dataclass
class Sheet:
    """Rows of one sheet that hold anything; see `Grid` for what the fields mean."""

    cells: list[list[Cell]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)


def read_sheet(stream: IO[bytes], book: Workbook) -> Sheet:
    """Parses a whole sheet.

    Raises TooLarge, NotASheet, ValueError, KeyError, IndexError or ExpatError if it is not one.
    """
    sheet = Sheet()
    names: dict[str, str] = {}
    cell: dict[str, str] = {}
    row: list[Cell] = []
    value: str | None = None
    number = 0
    position = -1
    formula = False
    filled = False
    collecting = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell, row, value, number, position, formula, filled, collecting
        name = names.get(tag) or names.setdefault(tag, tag[tag.rfind(":") + 1 :])
        if name == "c":
            cell, value, formula = attributes, None, False
        elif name == "v" or name == "t":
            collecting = True
        elif name == "f":
            formula = True
        elif name == "row":
            number = int(attributes.get("r") or number + 1)
            row, position, filled = [], -1, False
        elif name == "mergeCell":
            sheet.merges.append(_merge(attributes["ref"]))

    def characters(text: str) -> None:
        nonlocal value
        if collecting:
            value = text if value is None else value + text

    def end(tag: str) -> None:
        nonlocal position, filled, collecting
        name = names[tag]
        if name == "v" or name == "t":
            collecting = False
        elif name == "c":
            where = cell.get("r")
            position = column_of(where.rstrip(_DIGITS)) if where else position + 1
            if value is None and not formula:
                return
            content = None if value is None else _content(value, cell, book)
            if formula:
                computed = content is not None or cell.get("t") == "str"
                sheet.formulas[number, position] = computed
            elif content is None:
                return
            if position >= MAX_COLUMNS:
                raise TooLarge("too_many_columns")
            if (missing := position - len(row)) >= 0:
                row.extend([None] * (missing + 1))
            row[position] = content
            filled = True
        elif name == "row" and filled:
            sheet.cells.append(row)
            sheet.rows.append(number)
            if len(sheet.cells) > MAX_ROWS + 1:
                raise TooLarge("too_many_rows")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ParseFile(stream)
    return sheet


def _refuse(*_: object) -> None:
    raise NotASheet("document type declarations are refused")


def _content(value: str, cell: dict[str, str], book: Workbook) -> Cell:
    kind = cell.get("t")
    if kind is None or kind == "n":
        if not value:
            return None
        number = float(value)
        if "s" in cell and int(cell["s"]) in book.date_styles and 0 <= number < _LAST_DAY:
            return date_text(number, book.epoch)
        return number
    text = book.texts[int(value)] if kind == "s" else value
    if kind == "b":
        return text in ("1", "true")
    return text if text and not text.isspace() else None


_columns: dict[str, int] = {}


def column_of(letters: str) -> int:
    """The position of a column, from 0: A -> 0, AA -> 26.  Raises NotASheet for anything else."""
    position = _columns.get(letters)
    if position is None:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise NotASheet(f"column {letters!r}")
        position = -1
        for letter in letters:
            position = (position + 1) * 26 + ord(letter) - 65
        _columns[letters] = position
    return position


def _merge(reference: str) -> Merge:
    corners = []
    for corner in (reference.partition(":")[0], reference.rpartition(":")[2]):
        found = _REFERENCE.fullmatch(corner)
        if found is None:
            raise NotASheet(f"merged cells {reference!r}")
        corners.append((int(found[2]), column_of(found[1])))
    (top, left), (bottom, right) = corners
    return Merge(top, left, bottom, right)
