"""Placements read back from what the exports wrote: plan.json, pairings.xlsx or pairings.csv.

A planner may have edited the workbook: rows added, removed or moved.  Four columns count:
enterprise id, park id, year and way of use (land or plant), under their headers in either language.
Names of enterprise and park are read where they stand beside them, to tell when they disagree.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pandas as pd

from app.errors import AppError
from app.exports.csv import unguard
from app.exports.json import read_plan
from geodata.findings import Both
from geodata.readers.archive import check_archive
from geodata.words import LANGS, say

WANTED = ("enterprise_id", "park_id", "year", "tenure")
Row = TypeVar("Row")
NAMES = ("enterprise", "park")
ROW = "row"
MOST_ROWS = 200_000
"""More rows than a plan of the whole province has: such a file is not one of ours."""
HEADER_WITHIN = 10
"""The header stands within the first ten rows."""


def read_placements(path: Path) -> pd.DataFrame:
    """Placements as enterprise_id, park_id, year (int) and tenure ("land" or "plant").

    From a sheet also enterprise, park (names, "" where none is stated) and row (in the sheet).

    Raises AppError if the file holds no such columns or a cell in them cannot be read, OSError if
    it cannot be opened.
    """
    kind = path.suffix.lower()
    if kind == ".json":
        return read_plan(path).placements[list(WANTED)].reset_index(drop=True)
    if kind == ".xlsx":
        return _from_rows(_workbook_rows(path), path.name)
    if kind == ".csv":
        return _from_rows([_csv_rows(path)], path.name)
    raise AppError("pairings_kind", file=path.name)


def _csv_rows(path: Path) -> list[list[str]]:
    """Rows of a csv as we write it, or as office programs save it again (GB18030)."""
    reason: Exception | None = None
    for encoding in ("utf-8-sig", "gb18030"):
        with path.open(encoding=encoding, newline="") as file:
            try:
                rows = [[unguard(cell) for cell in row] for row in _few(csv.reader(file), path)]
                return rows
            except (UnicodeDecodeError, csv.Error) as error:
                reason = error
    raise AppError("pairings_unreadable", file=path.name, reason=reason) from reason


def _few(rows: Iterable[Row], path: Path) -> list[Row]:
    """The rows, unless there are more than any plan has."""
    kept = list(islice(rows, MOST_ROWS + 1))
    if len(kept) > MOST_ROWS:
        raise AppError("pairings_unreadable", file=path.name, reason=f"> {MOST_ROWS:,}")
    return kept


def _workbook_rows(path: Path) -> Iterable[Sequence[Sequence[object]]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    for refused in check_archive(path):
        raise AppError(
            "pairings_unreadable",
            file=path.name,
            reason=Both(refused.problem("zh"), refused.problem("en")),
        )
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise AppError("pairings_unreadable", file=path.name, reason=error) from error
    try:
        for page in book.worksheets:
            yield _few(page.iter_rows(values_only=True), path)
    finally:
        book.close()


def _labels() -> dict[str, dict[str, str]]:
    """Column -> header in any language -> column, canonical names included."""
    return {
        name: {name: name} | {say(f"export.column.{name}", lang): name for lang in LANGS}
        for name in (*WANTED, *NAMES)
    }


def _from_rows(pages: Iterable[Sequence[Sequence[object]]], file: str) -> pd.DataFrame:
    labels = _labels()
    for rows in pages:
        for top, row in enumerate(rows[:HEADER_WITHIN]):
            header = [str(cell).strip() if cell is not None else "" for cell in row]
            where = {
                name: i for name in labels for i, cell in enumerate(header) if cell in labels[name]
            }
            if where.keys() >= set(WANTED):
                return _placements(rows[top + 1 :], where, top + 2, file)
    raise AppError("pairings_columns", file=file)


def _placements(
    rows: Sequence[Sequence[object]], where: dict[str, int], first: int, file: str
) -> pd.DataFrame:
    tenures = {say(f"export.tenure.{t}", lang): t for t in ("land", "plant") for lang in LANGS}
    tenures |= {"land": "land", "plant": "plant"}
    found: list[tuple[str, str, int, str, str, str, int]] = []
    for number, row in enumerate(rows, first):
        cells = {n: row[i] if i < len(row) else None for n, i in where.items()}
        texts = {n: "" if c is None else str(c).strip() for n, c in cells.items()}
        if not any(texts[name] for name in WANTED):
            continue
        try:
            year = _whole(texts["year"])
            tenure = tenures[texts["tenure"]]
        except (KeyError, ValueError) as error:
            raise AppError("pairings_cell", file=file, row=number, value=error) from error
        if not texts["enterprise_id"] or not texts["park_id"]:
            raise AppError("pairings_id", file=file, row=number)
        firm, park = (texts.get(name, "") for name in NAMES)
        ids = texts["enterprise_id"], texts["park_id"]
        found.append((*ids, year, tenure, firm, park, number))
    return pd.DataFrame(found, columns=[*WANTED, *NAMES, ROW])


def _whole(text: str) -> int:
    """The year a cell holds; ValueError for 2016.7 or inf, never another year."""
    number = float(text)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)
