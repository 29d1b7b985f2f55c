"""Short ways to write findings, and the cap that keeps a list of them readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pandas as pd

from geodata.findings import Finding, Severity
from geodata.tables.column import SOURCE_ROW

MAX_PER_CODE_AND_COLUMN = 1000
SHOWN_CHARACTERS = 120


def shown(value: object) -> str:
    """A cell as text short enough for a list of findings; "" for an empty cell."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def blocker(
    code: str,
    table: str,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    source: str = "",
    **values: object,
) -> Finding:
    """A finding that stops a run; `values` fill further placeholders of its sentence."""
    return Finding(Severity.BLOCKER, code, table, row, column, shown(value), source, values)


def doubt(
    code: str,
    table: str,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    source: str = "",
    **values: object,
) -> Finding:
    """A finding that is shown and recorded but stops nothing."""
    return Finding(Severity.DOUBT, code, table, row, column, shown(value), source, values)


def at_rows(
    severity: Severity,
    code: str,
    table: str,
    frame: pd.DataFrame,
    wrong: pd.Series,
    column: str | None = None,
    **values: object,
) -> Iterator[Finding]:
    """One finding for every row of `frame` where `wrong` (boolean, aligned) is true.

    A value among `values` that is a Series aligned with `frame` is read row by row.
    """
    picked = frame[wrong.fillna(False).astype(bool).to_numpy()]
    if picked.empty:
        return
    cells = picked[column] if column else pd.Series([None] * len(picked), index=picked.index)
    per_row = {k: v.reindex(picked.index) for k, v in values.items() if isinstance(v, pd.Series)}
    fixed = {k: v for k, v in values.items() if k not in per_row}
    for label, cell, number in zip(picked.index, cells, picked[SOURCE_ROW], strict=True):
        row = None if pd.isna(number) else int(number)
        mine = {k: shown(v[label]) for k, v in per_row.items()}
        yield Finding(severity, code, table, row, column, shown(cell), "", fixed | mine)


def capped(findings: Iterable[Finding], most: int = MAX_PER_CODE_AND_COLUMN) -> list[Finding]:
    """At most `most` findings of one code, table and column; one more says how many were left out.

    The extra finding has code `many_more` and the severity of those it stands for.
    """
    seen: Counter[tuple[str, str, str | None, Severity]] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        key = (finding.code, finding.table, finding.column, finding.severity)
        seen[key] += 1
        if seen[key] <= most:
            kept.append(finding)
    for (code, table, column, severity), count in seen.items():
        if count > most:
            values = {"code": code, "more": count - most, "total": count}
            kept.append(Finding(severity, "many_more", table, None, column, "", "", values))
    return kept
