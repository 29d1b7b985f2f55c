"""Notes on cells: every value that was converted, located or estimated; nothing changes silently.

A note table has one row per touched cell:

    table        row  id     column   kind       before  after  unit  low  high  rule
    enterprises  17   E0016  land_mu  estimated          42.0   mu    8.1  240   output_x_ratio
    enterprises  18   E0017  land_mu  converted  2.5 ha  37.5   mu               unit_ha
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

NOTE_KINDS = ("converted", "coerced", "located", "estimated")
NOTE_COLUMNS = (
    "table", "row", "id", "column", "kind", "before", "after", "unit", "low", "high", "rule",
    "source",
)  # fmt: skip


def no_notes() -> pd.DataFrame:
    """An empty note table with NOTE_COLUMNS."""
    return pd.DataFrame({column: pd.Series(dtype=object) for column in NOTE_COLUMNS})


def join_notes(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Note tables stacked in the order given; missing columns are left empty."""
    filled = [part.reindex(columns=list(NOTE_COLUMNS)) for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else no_notes()
