"""Values the user assumes for empty cells of an enterprise column; each filled cell is noted."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import numpy as np
import pandas as pd

from geodata.convert import READERS
from geodata.findings import Finding
from geodata.notes import NOTE_COLUMNS, join_notes
from geodata.report import blocker, label_of
from geodata.tables import ALL


def assume_values(
    frame: pd.DataFrame, assumed: Mapping[str, object]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Enterprises with empty cells filled, the notes (rule user_assumption), and what is no column.

    assumed: column -> value, as text or in its type.  A column that does not exist, or a value it
    cannot hold, is a blocker.
    """
    table = ALL["enterprises"]
    filled = frame.copy()
    notes = []
    findings: list[Finding] = []
    for name, value in assumed.items():
        column = table.by_name.get(name)
        if column is None or column.name in table.key or column.produced:
            close = get_close_matches(name, table.by_name, n=1)
            findings.append(
                blocker("assume_unknown", "enterprises", column=name, value=value,
                        close=close[0] if close else "division")
            )  # fmt: skip
            continue
        cell = value if isinstance(value, str | float | bool) else str(value)
        got = READERS[column.kind](cell, column)
        if got.value is None or got.problem:
            findings.append(
                blocker("assume_unreadable", "enterprises", column=name, value=value,
                        label=label_of(column))
            )  # fmt: skip
            continue
        rows = np.flatnonzero(frame[name].isna().to_numpy())
        filled[name] = frame[name].where(frame[name].notna(), got.value)
        part = pd.DataFrame(
            {
                "table": "enterprises",
                "row": frame["source_row"].to_numpy(dtype=object)[rows],
                "id": frame["enterprise_id"].to_numpy(dtype=object)[rows],
                "column": name,
                "kind": "estimated",
                "after": got.value,
                "unit": column.unit,
                "rule": "user_assumption",
                "source": "user",
            }
        )
        notes.append(part.reindex(columns=list(NOTE_COLUMNS)))
    return filled, join_notes(notes), findings
