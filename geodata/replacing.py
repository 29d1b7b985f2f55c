"""What becomes of tables that refer to tables a user has replaced.

The shipped links, pins and progress speak of the shipped enterprises.  Other enterprises may have
the same ids by chance, so these tables are emptied, never matched.  Parks are matched by id and
name, because a planner may well edit the shipped park list and hand it in again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from geodata.findings import Finding
from geodata.report import doubt, label_of
from geodata.tables import ALL, empty

OF_ENTERPRISES = ("links", "pins", "progress")
OF_PARKS = (("park_supply", "park_id"), ("pins", "park_id"), ("progress", "park_id"))


def drop_stale(
    tables: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame], new: Collection[str]
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Tables without rows that speak of replaced enterprises or parks, and a doubt for each.

    tables: after replacing; before: the base world's; new: names of the replaced tables.
    """
    result = dict(tables)
    findings: list[Finding] = []

    def keep(name: str, rows: pd.Series, other: str) -> None:
        gone = int((~rows).sum())
        if gone:
            result[name] = result[name][rows].reset_index(drop=True)
            findings.append(
                doubt("rows_of_replaced_table", name, count=gone, label=label_of(ALL[name]),
                      other=label_of(ALL[other]))
            )  # fmt: skip

    if "enterprises" in new:
        for name in OF_ENTERPRISES:
            if name not in new and name in result:
                keep(name, pd.Series(False, index=result[name].index), "enterprises")
                result[name] = empty(name) if result[name].empty else result[name]
    if "parks" in new:
        same = _same_parks(before["parks"], result["parks"])
        for name, column in OF_PARKS:
            if name not in new and name in result:
                ids = result[name][column]
                keep(name, ids.isin(same) | ids.isna(), "parks")
        if "bans" not in new and "bans" in result:
            known = set(before["parks"]["park_id"])
            scope = result["bans"]["scope"]
            keep("bans", ~scope.isin(known - same), "parks")
    return result, findings


def _same_parks(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """Ids that mean the same park in both tables: same id and same name."""
    old = set(zip(before["park_id"], before["name_zh"], strict=True))
    new = set(zip(after["park_id"], after["name_zh"], strict=True))
    return {park_id for park_id, _ in old & new}
