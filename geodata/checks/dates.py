"""Years that stand in the wrong order, or outside the planning years."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Finding, Severity
from geodata.report import at_rows, label_of
from geodata.tables import ALL

ORDERED = (
    ("enterprises", "earliest_year", "latest_year", False),
    ("parks", "open_year", "close_year", True),
    ("facilities", "open_year", "close_year", True),
    ("anchors", "open_year", "close_year", True),
    ("duties", "from_year", "to_year", False),
    ("bans", "from_year", "to_year", False),
)
"""Table, first year, last year, whether both in the same year is impossible as well."""

PLANNED = ("park_supply", "city_quotas", "pins")


def check(given: Given) -> Iterator[Finding]:
    """Order of years (blocker); rows that say nothing about any planning year (doubt)."""
    for table, first, last, strictly in ORDERED:
        if table in given.tables:
            frame = given[table]
            wrong = frame[first] >= frame[last] if strictly else frame[first] > frame[last]
            yield from at_rows(
                Severity.BLOCKER, "years_reversed", table, frame, wrong, first,
                first_label=label_of(ALL[table][first]), last_label=label_of(ALL[table][last]),
                last=frame[last],
            )  # fmt: skip
    if not given.years:
        return
    start, end = given.years[0], given.years[-1]
    span: dict[str, object] = {"start": start, "end": end}
    for table in PLANNED:
        if table in given.tables:
            frame = given[table]
            outside = frame["year"].notna() & ~frame["year"].isin(list(given.years))
            severity = Severity.BLOCKER if table == "pins" else Severity.DOUBT
            code = "pin_year_outside" if table == "pins" else "year_outside_plan"
            yield from at_rows(severity, code, table, frame, outside, "year", **span)
    yield from _enterprises(given, start, end, span)
    yield from _duties(given, start, end, span)


def _enterprises(given: Given, start: int, end: int, span: dict[str, object]) -> Iterator[Finding]:
    if "enterprises" not in given.tables:
        return
    frame = given["enterprises"]
    never: list[tuple[str, pd.Series]] = [
        ("latest_year", frame["latest_year"] < start),
        ("earliest_year", frame["earliest_year"] > end),
    ]
    for column, wrong in never:
        yield from at_rows(
            Severity.DOUBT,
            "never_in_plan",
            "enterprises",
            frame,
            wrong,
            column,
            label=label_of(ALL["enterprises"][column]),
            **span,
        )


def _duties(given: Given, start: int, end: int, span: dict[str, object]) -> Iterator[Finding]:
    if "duties" not in given.tables:
        return
    frame = given["duties"]
    demanded = frame["min_projects"].fillna(0).gt(0) | frame["min_investment_wan_yuan"].fillna(
        0
    ).gt(0)
    past = (frame["to_year"] < start) | (frame["from_year"] > end)
    yield from at_rows(
        Severity.DOUBT, "duty_outside_plan", "duties", frame, demanded & past, "from_year",
        to_year=frame["to_year"], **span,
    )  # fmt: skip
