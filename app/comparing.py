"""Plans side by side: figures of each plan, differences to the first, and whether they are better.

Headless.  A plan is certain, so its figures need no interval; what would come of the plans is
uncertain and compared by `simulation.paired`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from matching.plan import Plan

Direction = Literal["up", "down", "neither"]
REGIONS = ("east", "west", "north")
SAME = 1e-9
"""Relative difference up to which two figures count as equal."""


@dataclass(frozen=True)
class PlanTables:
    """What the figures are made of: the plan, and its pairings with both ends beside them."""

    plan: Plan
    pairings: pd.DataFrame


@dataclass(frozen=True)
class Figure:
    """name: text key `page.figure.<name>`.  unit: as in `sim.unit`.

    better: which way is better by the aims of 粤府〔2016〕98号; neither where it depends.
    """

    name: str
    unit: str
    better: Direction
    value: Callable[[PlanTables], float]


def _sum(column: str) -> Callable[[PlanTables], float]:
    return lambda one: float(one.pairings[column].astype(float).sum())


def _tenure(column: str, tenure: str) -> Callable[[PlanTables], float]:
    def total(one: PlanTables) -> float:
        chosen = one.pairings["tenure"] == tenure
        return float(one.pairings.loc[chosen, column].astype(float).sum())

    return total


def _region(region: str) -> Callable[[PlanTables], float]:
    return lambda one: float((one.pairings["park_region"] == region).sum())


def _missed(one: PlanTables) -> float:
    """Projects that duties still lack; minima in money are counted by another figure."""
    limits = one.plan.limits
    duty = (limits["rule"] == "duty") & (limits["unit"] == "projects")
    return float(limits.loc[duty, "excess"].astype(float).clip(lower=0.0).sum())


def _share_placed(one: PlanTables) -> float:
    return len(one.pairings) / one.plan.enterprises if one.plan.enterprises else float("nan")


def _match(one: PlanTables) -> float:
    return float(one.pairings["match_share"].astype(float).mean())


FIGURES: tuple[Figure, ...] = (
    Figure("pairings", "enterprises", "up", lambda one: float(len(one.pairings))),
    Figure("placed_share", "share", "up", _share_placed),
    Figure("match", "share", "up", _match),
    Figure("output", "wan_yuan", "up", _sum("output_wan_yuan")),
    Figure("investment", "wan_yuan", "up", _sum("investment_wan_yuan")),
    Figure("jobs", "persons", "up", _sum("jobs_persons")),
    Figure("tax", "wan_yuan", "up", _sum("tax_wan_yuan")),
    Figure("duties_missed", "projects", "down", _missed),
    Figure("land", "mu", "neither", _tenure("land_mu", "land")),
    Figure("plant", "m2", "neither", _tenure("plant_m2", "plant")),
    *(Figure(region, "enterprises", "neither", _region(region)) for region in REGIONS),
    Figure("binding", "limits", "neither", lambda one: float(one.plan.limits["binding"].sum())),
    Figure("gap", "share", "down", lambda one: float(one.plan.gap)),
)
BY_NAME: Mapping[str, Figure] = {figure.name: figure for figure in FIGURES}


def verdict(difference: float, scale: float, better: Direction) -> str:
    """better, worse, higher, lower or same, for a difference against the first plan.

    scale: of the figures compared; a difference below its rounding is none.  "unknown" for NaN.
    """
    if difference != difference:
        return "unknown"
    if abs(difference) <= SAME * max(abs(scale), 1.0):
        return "same"
    if better == "neither":
        return "higher" if difference > 0 else "lower"
    return "better" if (difference > 0) == (better == "up") else "worse"


def figures_table(plans: Sequence[PlanTables]) -> pd.DataFrame:
    """Every figure of every plan, and its difference to that of the first.

    Returns a DataFrame[figure, unit, better, number, value, difference, verdict], one row for a
    figure and plan; number counts plans from 0, whose difference is 0 and verdict "same".
    """
    rows = []
    for figure in FIGURES:
        values = [figure.value(one) for one in plans]
        for number, value in enumerate(values):
            difference = value - values[0]
            rows.append(
                (figure.name, figure.unit, figure.better, number, value, difference,
                 verdict(difference, values[0], figure.better))
            )  # fmt: skip
    columns = ["figure", "unit", "better", "number", "value", "difference", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def moved(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Enterprises whose pairing differs from plan `a` to plan `b`.

    a, b: tables with enterprise_id, park_id, year, tenure.  Returns a DataFrame[enterprise_id,
    change, park_a, year_a, tenure_a, park_b, year_b, tenure_b]; change is gained, lost, park, year
    or tenure (the first that holds).
    """
    columns = ["enterprise_id", "park_id", "year", "tenure"]
    both = a[columns].merge(b[columns], on="enterprise_id", how="outer", suffixes=("_a", "_b"))
    change = pd.Series("", index=both.index, dtype=object)
    for name in ("tenure", "year", "park_id"):
        differs = both[f"{name}_a"].astype(object) != both[f"{name}_b"].astype(object)
        change[differs] = "park" if name == "park_id" else name
    change[both["park_id_a"].isna()] = "gained"
    change[both["park_id_b"].isna()] = "lost"
    both = both.rename(columns={"park_id_a": "park_a", "park_id_b": "park_b"})
    both.insert(1, "change", change)
    return both[both["change"] != ""].reset_index(drop=True)
