"""What every column declares about itself: type, required, bounds, allowed words, unique key.

The declarations of `geodata.tables` become a pandera schema; its failure cases become findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import pandera.pandas as pa

from geodata.checks.given import Given
from geodata.findings import Both, Finding, Severity
from geodata.report import at_rows, label_of, rounded, unit_in_brackets, words_of
from geodata.tables import ALL
from geodata.tables.column import Column, Table

_CODES = {
    "not_nullable": "required_empty",
    "minimum": "below_minimum",
    "maximum": "above_maximum",
    "allowed": "not_allowed",
    "quarter": "cell_not_quarter",
    "finite": "cell_not_finite",
}


@lru_cache(maxsize=64)
def schema(table: str) -> Any:
    """The pandera schema of a table; checks carry the names in `_CODES`."""
    columns = {column.name: _column(column) for column in ALL[table].columns}
    return pa.DataFrameSchema(columns, strict=False, name=table)


def _column(column: Column) -> Any:
    checks = []
    bounded = column.name not in ("lon", "lat")  # pairs are judged together, in `places`
    if bounded and column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error="minimum"))
    if bounded and column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error="maximum"))
    if column.dtype == "float64":
        checks.append(pa.Check(lambda s: s.abs() != float("inf"), error="finite"))
    if column.kind == "choices":
        listed = partial(_all_among, frozenset(column.allowed))
        checks.append(pa.Check(listed, element_wise=True, error="allowed"))
    elif column.choices:
        checks.append(pa.Check.isin(column.allowed, error="allowed"))
    if column.kind == "quarter":
        checks.append(pa.Check.str_matches(r"^\d{4}Q[1-4]$", error="quarter"))
    dtype = None if column.dtype == "object" else column.dtype
    return pa.Column(dtype, checks, nullable=not column.required)


def _all_among(allowed: frozenset[str], cell: object) -> bool:
    return isinstance(cell, str) and set(cell.split(";")) <= allowed


def check(given: Given) -> Iterator[Finding]:
    """Every declared rule of every table that is given."""
    for name, table in ALL.items():
        if name in given.tables:
            frame = given[name]
            if len(frame):
                yield from _declared(table, frame)
                yield from _duplicates(table, frame)


def _declared(table: Table, frame: pd.DataFrame) -> Iterator[Finding]:
    try:
        schema(table.name).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (column, check), group in cases.groupby(["column", "check"], sort=False):
            code = _CODES.get(str(check), "wrong_type")
            rows = group["index"].dropna().astype(int)
            wrong = pd.Series(False, index=frame.index)
            wrong[frame.index[rows] if len(rows) else frame.index] = True
            spec = table[str(column)]
            yield from at_rows(
                Severity.BLOCKER, code, table.name, frame, wrong, spec.name, **_values(spec)
            )


def _values(column: Column) -> dict[str, object]:
    return {
        "label": label_of(column),
        "minimum": "" if column.minimum is None else rounded(column.minimum, 12),
        "maximum": "" if column.maximum is None else rounded(column.maximum, 12),
        "unit": unit_in_brackets(column),
        "allowed": words_of(column),
    }


def _duplicates(table: Table, frame: pd.DataFrame) -> Iterator[Finding]:
    """Every later row with a key that stood before; it names the row where it stood first.

    An own comparison instead of pandera's, which names both rows without saying which is which.
    """
    key = list(table.key)
    if not key:
        return
    complete = frame[[name for name in key if table[name].required]].notna().all(axis=1)
    again = frame.duplicated(key, keep="first") & complete
    if not again.any():
        return
    alike = frame[frame.duplicated(key, keep=False)]
    text = alike[key].astype(object).where(alike[key].notna(), "")
    joined = text.apply(lambda row: " / ".join(_plain(cell) for cell in row if cell != ""), axis=1)
    joined = joined.reindex(frame.index)
    first = frame["source_row"].groupby(joined).transform("first")
    labels = Both(
        "、".join(table[name].zh for name in key), ", ".join(table[name].en for name in key)
    )
    yield from at_rows(
        Severity.BLOCKER, "duplicate_key", table.name, frame, again, key[0],
        keys=joined, first=first, labels=labels,
    )  # fmt: skip


def _plain(cell: object) -> str:
    return rounded(cell, 12) if isinstance(cell, float) else str(cell)
