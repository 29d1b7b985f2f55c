"""What a recheck says to a planner: true sheet rows, names beside ids, and names that disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from geodata.findings import Finding, Severity
from geodata.world import World
from matching.check import CheckReport, PlanFinding

PLACEMENTS = "placements"
OF = {"enterprise": ("enterprises", "enterprise_id"), "park": ("parks", "park_id")}
"""Column of a stated name -> the table that knows it and the column of its id."""
UNKNOWN = ("plan_unknown_enterprise_id", "plan_unknown_park_id")


def for_planners(report: CheckReport, placements: pd.DataFrame, world: World) -> CheckReport:
    """`report` with its rows as in the sheet, names beside ids, and a blocker per wrong name.

    placements: as `read_placements` gives them; without the columns row, enterprise and park the
    rows stay as they are and no names are compared.
    """
    names = {what: _names(world, *place) for what, place in OF.items()}
    lines = placements["row"].tolist() if "row" in placements else None
    found = [_spoken(f, names, lines) for f in report.findings]
    return replace(report, findings=(*wrong_names(placements, world), *found))


def wrong_names(placements: pd.DataFrame, world: World) -> Iterator[Finding]:
    """A blocker for each cell whose name is none of the names of the id in its row.

    An empty name, and an id that nobody knows (a finding of its own), are passed over.
    """
    for what, (table, key) in OF.items():
        if what not in placements:
            continue
        names = _names(world, table, key)
        for row, code, stated in zip(
            placements["row"].tolist(), placements[key], placements[what], strict=True
        ):
            if stated and code in names and stated not in (*names[code], code):
                yield PlanFinding(
                    Severity.BLOCKER, f"plan_{what}_name_differs", PLACEMENTS, row=row,
                    value=stated, values={"id": code, "true": names[code][0]},
                )  # fmt: skip


def unknown_ids(report: CheckReport) -> int:
    """How many placements name an enterprise or a park that the data do not hold."""
    return sum(f.code in UNKNOWN for f in report.findings)


def _names(world: World, table: str, key: str) -> dict[str, list[str]]:
    """id -> its names in either language, at least one: the id where there is none."""
    frame = world[table]
    return {
        str(code): [str(n).strip() for n in pair if isinstance(n, str) and n.strip()] or [str(code)]
        for code, *pair in zip(frame[key], frame["name_zh"], frame["name_en"], strict=True)
    }


def _spoken(
    finding: Finding, names: Mapping[str, Mapping[str, list[str]]], lines: list[int] | None
) -> Finding:
    """The finding with its row in the sheet; firm and park by name and id."""
    if finding.table != PLACEMENTS or finding.row is None:
        return finding
    values = dict(finding.values)
    row = finding.row
    if lines is not None:
        # The check counts placements from 2, as in a sheet with nothing above its header.
        row = lines[row - 2]
        if isinstance(first := values.get("first"), int):
            values["first"] = lines[first - 2]
    value = finding.value
    if finding.code in ("plan_twice", "plan_not_eligible"):
        value = _named(value, names["enterprise"])
    if "park" in values:
        values["park"] = _named(str(values["park"]), names["park"])
    return replace(finding, row=row, value=value, values=values)


def _named(code: str, names: Mapping[str, list[str]]) -> str:
    name = names.get(code, [code])[0]
    return code if name == code else f"{name} ({code})"
