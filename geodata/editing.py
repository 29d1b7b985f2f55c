"""Cells that a planner puts right on screen: the sheet counts as if it had said so.

The file stays as it was sent.  An edited cell is read as any other of its column, in the unit of
the table (mu, wan yuan, ..), before anything is located, estimated or checked, and carries a note
with what stood there before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from geodata.convert import READERS, Converted
from geodata.findings import Finding
from geodata.notes import NOTE_COLUMNS, join_notes
from geodata.report import blocker, label_of
from geodata.tables import ALL
from geodata.tables.column import SOURCE_ROW

Parts = dict[str, list[tuple[str, Converted]]]
RULE = "user_edit"
CELL = ("cell_", "formula_without_result")
"""Findings about what stood in a cell before it was edited."""


@dataclass(frozen=True)
class Edit:
    """One cell put right.

    row: row number in the sheet, as findings tell it.  column: canonical name.  value: as text; ""
    empties the cell.  source: file and sheet as findings tell them, "" where only one has the row.
    """

    table: str
    row: int
    column: str
    value: str
    source: str = ""


def apply_edits(parts: Parts, edits: Sequence[Edit]) -> list[Finding]:
    """Put the edits into the converted sheets (in place, `parts` is the caller's own).

    parts: table -> (place, converted) of every sheet.  Returns a blocker for each edit that cannot
    be made: no such table, column or row, a value the column cannot hold, or a row that several
    sheets have.  Of two edits of one cell the later one holds.
    """
    findings: list[Finding] = []
    for edit in edits:
        found = _place(parts, edit)
        if isinstance(found, Finding):
            findings.append(found)
            continue
        place, converted = parts[edit.table][found]
        edited = _edited(converted, edit, place)
        if isinstance(edited, Finding):
            findings.append(edited)
        else:
            parts[edit.table][found] = (place, edited)
    return findings


def _place(parts: Mapping[str, Sequence[tuple[str, Converted]]], edit: Edit) -> int | Finding:
    """Which sheet of its table an edit means."""
    sheets = parts.get(edit.table, ())
    if not sheets:
        return _refused("edit_no_table", edit)
    named = [n for n, (place, _) in enumerate(sheets) if edit.source in ("", place)]
    having = [n for n in named if (sheets[n][1].frame[SOURCE_ROW] == edit.row).any()]
    if not having:
        return _refused("edit_no_row", edit)
    if len(having) > 1:
        places = ", ".join(sheets[n][0] for n in having)
        return _refused("edit_which_file", edit, places=places)
    return having[0]


def _edited(converted: Converted, edit: Edit, place: str) -> Converted | Finding:
    table = ALL[edit.table]
    column = table.by_name.get(edit.column)
    if column is None or column.produced:
        close = get_close_matches(edit.column, table.by_name, n=1) or list(table.by_name)[:1]
        return _refused("edit_no_column", edit, close=close[0])
    got = READERS[column.kind](edit.value.strip() or None, column)
    if got.problem or (edit.value.strip() and got.value is None):
        return _refused("edit_unreadable", edit, label=label_of(column))
    frame = converted.frame.copy()
    row = int(np.flatnonzero((frame[SOURCE_ROW] == edit.row).to_numpy())[0])
    before = frame[edit.column].iloc[row]
    cells = frame[edit.column].astype(object)
    cells.iloc[row] = got.value
    frame[edit.column] = cells.astype(frame[edit.column].dtype)
    note = {
        "table": edit.table, "row": edit.row, "id": frame[table.key[0]].iloc[row],
        "column": edit.column, "kind": "coerced", "before": None if pd.isna(before) else before,
        "after": got.value, "unit": column.unit, "rule": RULE, "source": "user",
    }  # fmt: skip
    old = converted.notes
    same = (old["row"] == edit.row) & (old["column"] == edit.column)
    return replace(
        converted,
        frame=frame,
        notes=join_notes([old[~same], pd.DataFrame([note], columns=list(NOTE_COLUMNS))]),
        findings=tuple(
            f
            for f in converted.findings
            if not ((f.row, f.column) == (edit.row, edit.column) and f.code.startswith(CELL))
        ),
    )


def _refused(code: str, edit: Edit, **values: object) -> Finding:
    return blocker(
        code, edit.table, row=edit.row, column=edit.column, value=edit.value, source=edit.source,
        **values,
    )  # fmt: skip
