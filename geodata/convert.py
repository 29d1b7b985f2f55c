"""Cells as read become typed tables; every cell that changed is noted, none is lost silently.

A cell that cannot be read stays empty and its original stands in a finding: a blocker in a required
column, else a doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from geodata import cells as reading
from geodata.cells import Got
from geodata.findings import Finding, Severity
from geodata.notes import join_notes
from geodata.quota_units import to_unit_of_kind
from geodata.readers.raw import Cell
from geodata.recognise import IDS_FILLED, Recognised
from geodata.report import (
    MAX_PER_CODE_AND_COLUMN,
    blocker,
    doubt,
    label_of,
    many_more,
    shown,
    unit_of,
    words_of,
)
from geodata.tables.column import NUMBER_KINDS, SOURCE_ROW, Column

READERS: dict[str, Callable[[Cell, Column], Got]] = {
    "text": reading.read_text,
    "code": reading.read_code,
    "codes": reading.read_codes,
    "number": reading.read_number,
    "integer": reading.read_number,
    "year": reading.read_year,
    "quarter": reading.read_quarter,
    "flag": reading.read_flag,
    "choice": reading.read_choice,
    "choices": reading.read_choices,
}
CONVERTING_RULES = frozenset({"unit_header", "unit_cell", "percent", "unit_of_kind", "datum"})
"""Rules that change the figure; all others only change how it is written ("coerced")."""


@dataclass(frozen=True, eq=False)
class Converted:
    """A typed table.  frame: complete (see `Table.complete`).  datum_applies: its coordinates are
    still in the datum the user declared."""

    table: str
    frame: pd.DataFrame
    notes: pd.DataFrame
    findings: tuple[Finding, ...]
    datum_applies: bool = True


def convert(found: Recognised) -> Converted:
    """The typed table of a recognised sheet.  Never raises for what stands in the cells."""
    table, raw = found.table, found.raw
    findings: list[Finding] = list(found.findings)
    values: dict[str, list[object]] = {}
    changes: list[pd.DataFrame] = []
    for name, position in found.columns.items():
        column = table[name]
        factor, unit = found.factors.get(name, (1.0, ""))
        loose = table.name == "city_quotas" and name == "unit"
        reader = reading.read_text if loose else READERS[column.kind]
        got = _read(raw.columns[position], column, reader, factor)
        values[name] = got.values
        changes.append(_changes(got, column, raw.columns[position], unit))
        findings.extend(_problems(got, table.name, column, raw.columns[position], found))
        findings.extend(_formulas(table.name, column, found, position))
        if name == IDS_FILLED.get(table.name):
            findings.extend(_fill_ids(got, table.name, column, found))
    if found.from_shape and raw.lon is not None and raw.lat is not None:
        values["lon"], values["lat"] = list(raw.lon), list(raw.lat)
    if found.generated_id:
        width = max(4, len(str(len(raw.rows))))
        values[found.generated_id] = [f"E{n:0{width}d}" for n in range(1, len(raw.rows) + 1)]
    values[SOURCE_ROW] = list(raw.rows)
    if table.name == "city_quotas" and {"kind", "value", "unit"} <= values.keys():
        notes, problems = to_unit_of_kind(values, raw.rows, raw.place)
        changes.append(notes)
        findings.extend(problems)
    frame = table.complete(pd.DataFrame(values))
    return Converted(
        table.name,
        frame,
        _notes(changes, table.name, frame, table.key[0], raw.rows),
        tuple(findings),
        datum_applies=not (found.from_shape and raw.exact_datum),
    )


@dataclass(eq=False)
class _Column:
    """values[i] per cell; changed and failed hold positions with their rule or problem."""

    values: list[object]
    changed: list[tuple[int, str]]
    failed: list[tuple[int, str]]


def _read(cells: list[Cell], column: Column, reader: Callable[..., Got], factor: float) -> _Column:
    read = partial(reader, column=column)
    if reader is reading.read_number:
        read = partial(read, factor=factor)
    # Each distinct cell is read once.  As keys True and 1.0 are equal, so flags go one by one.
    alike = not any(isinstance(cell, bool) for cell in cells)
    known = {cell: read(cell) for cell in set(cells)} if alike else {}
    got = [known[cell] for cell in cells] if alike else [read(cell) for cell in cells]
    result = _Column([each.value for each in got], [], [])
    if not alike or any(each.rule or each.problem for each in known.values()):
        result.changed = [(i, each.rule) for i, each in enumerate(got) if each.rule]
        result.failed = [(i, each.problem) for i, each in enumerate(got) if each.problem]
    if column.kind == "integer":
        for i, value in enumerate(result.values):
            if isinstance(value, float) and value % 1:
                result.values[i] = None
                result.failed.append((i, "not_whole"))
    if column.kind in NUMBER_KINDS:
        result.values = [float("nan") if v is None else v for v in result.values]
    return result


def _changes(got: _Column, column: Column, cells: list[Cell], unit: str) -> pd.DataFrame:
    """Position, column, kind, before, after, unit and rule of every changed cell."""
    rows = []
    for position, rule in got.changed:
        before = shown(cells[position])
        if rule == "unit_header":
            before = f"{before} {unit}"
        kind = "converted" if rule in CONVERTING_RULES else "coerced"
        after = got.values[position]
        rows.append((position, column.name, kind, before, after, column.unit, rule))
    return pd.DataFrame(rows, columns=list(_CHANGE_COLUMNS))


def _fill_ids(got: _Column, table: str, column: Column, found: Recognised) -> list[Finding]:
    """Makes up ids for empty cells in place, none of which is given already; one doubt for all.

    A cell that holds something unreadable stays empty, with its own finding.
    """
    unreadable = {position for position, _ in got.failed}
    empty = [i for i, v in enumerate(got.values) if v is None and i not in unreadable]
    if not empty:
        return []
    given = set(got.values)
    letter = table[0].upper()
    width = max(4, len(str(len(got.values))))
    for position in empty:
        made = f"{letter}{position + 1:0{width}d}"
        while made in given:
            made = f"{made}x"
        given.add(made)
        got.values[position] = made
    rows = [found.raw.rows[position] for position in empty]
    return [
        doubt("ids_filled", table, rows[0], column.name, source=found.raw.place,
              label=label_of(column), count=len(rows), last=rows[-1],
              first=got.values[empty[0]])
    ]  # fmt: skip


_CHANGE_COLUMNS = ("position", "column", "kind", "before", "after", "unit", "rule")


def _notes(
    changes: list[pd.DataFrame], table: str, frame: pd.DataFrame, key: str, rows: tuple[int, ...]
) -> pd.DataFrame:
    """The note table of `geodata.notes` from positions in the sheet."""
    filled = [change for change in changes if len(change)]
    if not filled:
        return join_notes([])
    notes = pd.concat(filled, ignore_index=True)
    positions = notes.pop("position").astype(int).to_numpy()
    notes.insert(0, "table", table)
    notes.insert(1, "row", [rows[position] for position in positions])
    notes.insert(2, "id", frame[key].to_numpy()[positions])
    return join_notes([notes])


def _problems(
    got: _Column, table: str, column: Column, cells: list[Cell], found: Recognised
) -> list[Finding]:
    raw = found.raw
    values = {
        "label": label_of(column),
        "allowed": words_of(column),
        "unit": unit_of(column),
    }
    findings = []
    count: Counter[str] = Counter()
    for position, problem in got.failed:
        count[problem] += 1
        if count[problem] > MAX_PER_CODE_AND_COLUMN:
            continue
        empty = got.values[position] is None or got.values[position] != got.values[position]
        say = blocker if column.required and empty else doubt
        findings.append(
            say(f"cell_{problem}", table, raw.rows[position], column.name, cells[position],
                raw.place, **values)
        )  # fmt: skip
    severity = Severity.BLOCKER if column.required else Severity.DOUBT
    for problem, total in count.items():
        if total > MAX_PER_CODE_AND_COLUMN:
            most = MAX_PER_CODE_AND_COLUMN
            findings.append(many_more(severity, f"cell_{problem}", table, column.name, total, most))
    return findings


def _formulas(table: str, column: Column, found: Recognised, position: int) -> list[Finding]:
    """One doubt for a column with computed formulas, a blocker for each without a result."""
    raw = found.raw
    formulas = raw.formulas.get(position, {})
    findings = [
        blocker(
            "formula_without_result",
            table,
            row,
            column.name,
            source=raw.place,
            label=label_of(column),
        )
        for row, computed in sorted(formulas.items())
        if not computed
    ]
    computed_rows = [row for row, computed in sorted(formulas.items()) if computed]
    if computed_rows:
        findings.append(
            doubt("formula_used", table, computed_rows[0], column.name, source=raw.place,
                  count=len(computed_rows), last=computed_rows[-1], label=label_of(column))
        )  # fmt: skip
    return findings
