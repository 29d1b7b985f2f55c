"""The table of a sweep: all indicators of all what-ifs, and paired differences to the first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import indicators, tables
from simulation.faults import SimulationError
from simulation.outcome import Outcome
from simulation.paired import paired_table
from simulation.sweep import Sweep

COLUMNS = (
    "scenario", "indicator", "unit", "year", "replications", "mean", "p05", "median", "p95",
    "goal_met_share", "difference", "difference_low", "difference_high", "verdict",
)  # fmt: skip
KEYS = ["indicator", "year"]
FIRST, INCOMPARABLE = "first", "incomparable"


def sweep_table(swept: Sweep) -> pd.DataFrame:
    """One row per what-if, indicator and year, with COLUMNS; figures in the indicator's unit.

    p05, p95: quantiles over replications.  goal_met_share: replications on the good side of the
    indicator's goal in the goal's year, NaN elsewhere.  difference and its 95 % interval: to the
    first what-if that has replications, over those both have (`simulation.paired`).  verdict: of
    paired_table, "first" for the first itself, "incomparable" (and NaN) where the two have too few
    replications in common, or other enterprises or parks.
    """
    parts: list[pd.DataFrame] = []
    base: Outcome | None = None
    for one in swept.played:
        if one.outcome is None:
            continue
        outcome = swept.outcome(one.name)
        figures = tables.indicators_by_year(outcome)
        figures["scenario"], figures["replications"] = one.name, len(outcome)
        figures["goal_met_share"] = np.nan
        for name, indicator in indicators.ALL.items():
            if indicator.goal is not None and indicator.goal[0] in outcome.years:
                there = indicator.values(outcome)[:, outcome.years.index(indicator.goal[0])]
                good = there >= indicator.goal[1]
                met = (good if indicator.better == "up" else ~good).mean()
                row = (figures["indicator"] == name) & (figures["year"] == indicator.goal[0])
                figures.loc[row, "goal_met_share"] = met
        parts.append(_beside(figures, base, outcome))
        base = outcome if base is None else base
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _beside(figures: pd.DataFrame, base: Outcome | None, outcome: Outcome) -> pd.DataFrame:
    """The figures with the columns difference, its interval, and verdict."""
    empty = figures.assign(difference=np.nan, difference_low=np.nan, difference_high=np.nan)
    if base is None:
        return empty.assign(verdict=FIRST)
    try:
        compared = paired_table(base, outcome)
    except SimulationError:
        return empty.assign(verdict=INCOMPARABLE)
    compared = compared.rename(columns={"difference_mean": "difference"})
    wanted = [*KEYS, "difference", "difference_low", "difference_high", "verdict"]
    return figures.merge(compared[wanted], on=KEYS, how="left", validate="one_to_one")
