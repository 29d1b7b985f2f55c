"""The input tables: one file each, every column with unit, meaning and what an empty cell means."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geodata.tables import (
    anchors,
    bans,
    cities,
    city_quotas,
    duties,
    enterprises,
    facilities,
    industries,
    links,
    park_supply,
    parks,
    pins,
    progress,
)
from geodata.tables.column import SOURCE_ROW, Choice, Column, Table, unit_label

ALL: Mapping[str, Table] = {
    module.TABLE.name: module.TABLE
    for module in (
        enterprises,
        links,
        parks,
        park_supply,
        city_quotas,
        duties,
        bans,
        facilities,
        anchors,
        cities,
        industries,
        pins,
        progress,
    )
}
"""Table name -> Table, in the order in which people meet them."""


def complete(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as table `name`: every declared column in order and dtype, then source_row.

    Raises KeyError for an unknown table, ValueError for a column that the table does not declare.
    """
    return ALL[name].complete(frame)


def empty(name: str) -> pd.DataFrame:
    """Table `name` without rows."""
    return ALL[name].empty()


__all__ = ["ALL", "SOURCE_ROW", "Choice", "Column", "Table", "complete", "empty", "unit_label"]
