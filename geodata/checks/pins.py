"""Decisions by hand that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Finding, Severity
from geodata.report import at_rows


def check(given: Given) -> Iterator[Finding]:
    """An enterprise pinned to two places, or pinned where it is forbidden (blockers)."""
    if "pins" not in given.tables or given["pins"].empty:
        return
    frame = given["pins"]
    pins = frame[frame["kind"] == "pin"]
    choices = pins.groupby("enterprise_id", dropna=True)
    several = pd.Series(False, index=frame.index)
    for column in ("park_id", "year", "tenure"):
        count = choices[column].transform("nunique")
        several[pins.index[count > 1]] = True
    parks = frame["park_id"].groupby(frame["enterprise_id"]).transform(_joined)
    yield from at_rows(
        Severity.BLOCKER, "pinned_twice", "pins", frame, several, "enterprise_id", parks=parks
    )
    yield from _forbidden(frame, pins)


def _joined(parks: pd.Series) -> str:
    return "、".join(dict.fromkeys(str(park) for park in parks.dropna()))


def _forbidden(frame: pd.DataFrame, pins: pd.DataFrame) -> Iterator[Finding]:
    """A forbid covers a pin if it names the same park and leaves year and tenure open or equal."""
    forbids = frame[frame["kind"] == "forbid"]
    both = pins.reset_index().merge(
        forbids, on=["enterprise_id", "park_id"], suffixes=("", "_forbid")
    )
    covered = pd.Series(True, index=both.index)
    for column in ("year", "tenure"):
        forbidden = both[f"{column}_forbid"]
        covered &= forbidden.isna() | (forbidden == both[column])
    hit = both[covered]
    wrong = pd.Series(False, index=frame.index)
    wrong[hit["index"]] = True
    other = pd.Series(None, index=frame.index, dtype=object)
    other[hit["index"]] = hit["source_row_forbid"].to_numpy()
    yield from at_rows(
        Severity.BLOCKER, "pinned_and_forbidden", "pins", frame, wrong, "enterprise_id",
        park=frame["park_id"], other=other,
    )  # fmt: skip
