"""What the levers pin and forbid share: known enterprises, parks and years; later orders win."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from scenarios.case import Case
from scenarios.edits import table, with_policy, without_rows
from scenarios.faults import Fault, ScenarioError, closest
from scenarios.policy import Pin
from scenarios.scopes import texts


def known_enterprises(case: Case, ids: Sequence[str], key: str) -> None:
    """Raise ScenarioError for every id that is not in the enterprise list."""
    there = texts(table(case, "enterprises")["enterprise_id"])
    missing = [one for one in ids if one not in set(there)]
    if missing:
        raise ScenarioError(
            Fault("unknown_enterprise", key, values={"value": one}, close=closest(one, there))
            for one in missing
        )


def known_year(case: Case, year: int | None, key: str = "year") -> None:
    """Raise ScenarioError for a year that is not planned."""
    if year is not None and year not in case.world.years:
        years = tuple(str(planned) for planned in case.world.years)
        raise ScenarioError([Fault("unknown_year", key, values={"value": year}, known=years)])


def row_pin(row: pd.Series) -> Pin:
    """A row of the pins table as Pin."""
    return Pin(
        enterprise_id=str(row["enterprise_id"]),
        park_id=str(row["park_id"]),
        year=None if pd.isna(row["year"]) else int(row["year"]),
        tenure=None if pd.isna(row["tenure"]) else row["tenure"],
    )


def table_pins(case: Case, kind: str) -> list[Pin]:
    """The rows of the pins table of one kind ("pin" or "forbid")."""
    frame = table(case, "pins")
    return [row_pin(row) for _, row in frame[texts(frame["kind"]) == kind].iterrows()]


def without(case: Case, kind: str, drop: Callable[[Pin], bool]) -> Case:
    """The case without those pins or forbids, of the policy and of the table, that `drop` names."""
    field = f"{kind}s"
    kept = tuple(pin for pin in getattr(case.policy, field) if not drop(pin))
    if len(kept) < len(getattr(case.policy, field)):
        case = with_policy(case, **{field: kept})
    frame = table(case, "pins")
    rows = texts(frame["kind"]) == kind
    rows &= np.array([drop(row_pin(row)) for _, row in frame.iterrows()], dtype=bool)
    return without_rows(case, "pins", rows)
