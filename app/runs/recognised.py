"""What was recognised in a recipe's files: sheets, tables, columns; for a planner to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.runs.records import Recipe
from geodata.findings import Finding
from geodata.readers import RawTable
from geodata.reading import read_sheets
from geodata.recognise import Recognised
from geodata.report import shown

SAMPLES = 3


@dataclass(frozen=True)
class ColumnSeen:
    """One column of a sheet.  column: canonical name, "" = not used.  sample: its first values.

    factor, unit: what its figures are multiplied by, and the unit found in the sheet ("" where it
    is ours).
    """

    header: str
    column: str
    sample: tuple[str, ...]
    factor: float = 1.0
    unit: str = ""


@dataclass(frozen=True)
class SheetSeen:
    """One sheet or layer.  place: file and sheet for people.  table: None = not recognised.

    provided: columns that need no header: ids made up by row, places taken from shapes.
    """

    file: str
    place: str
    table: str | None
    rows: int
    columns: tuple[ColumnSeen, ...]
    findings: tuple[Finding, ...]
    provided: tuple[str, ...] = ()


def look(recipe: Recipe, files: Mapping[str, Path]) -> list[SheetSeen]:
    """Every sheet of the recipe's files with what it was taken for, in the order of the files.

    files: name -> path.  A file that cannot be read is one entry without columns; its findings say
    why.  Raises KeyError for a file of the recipe that is not given.
    """
    seen: list[SheetSeen] = []
    for file in recipe.files:
        read = read_sheets(file.table, files[file.name], recipe.headers)
        if not read.sheets:
            findings = tuple(read.findings)
            seen.append(SheetSeen(file.name, file.name, file.table, 0, (), findings))
        for raw, found, findings in read.sheets:
            columns = tuple(_columns(raw, found))
            table = None if found is None else found.table.name
            every = (*findings, *(() if found is None else found.findings))
            seen.append(
                SheetSeen(
                    file.name,
                    raw.place,
                    table,
                    len(raw.rows),
                    columns,
                    tuple(every),
                    _provided(found),
                )
            )
    return seen


def _provided(found: Recognised | None) -> tuple[str, ...]:
    if found is None:
        return ()
    made = (found.generated_id,) if found.generated_id else ()
    return (*made, *(("lon", "lat") if found.from_shape else ()))


def _columns(raw: RawTable, found: Recognised | None) -> Iterator[ColumnSeen]:
    used = {} if found is None else {at: name for name, at in found.columns.items()}
    factors = {} if found is None else found.factors
    for at, header in enumerate(raw.headers):
        column = used.get(at, "")
        factor, unit = factors.get(column, (1.0, ""))
        yield ColumnSeen(header, column, _sample(raw.columns[at]), factor, unit)


def _sample(cells: list) -> tuple[str, ...]:
    filled = [shown(cell) for cell in cells if cell not in (None, "")]
    return tuple(filled[:SAMPLES])
