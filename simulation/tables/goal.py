"""The share against its goal, with numerator, denominator and the chance of reaching it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import indicators
from simulation.outcome import Outcome
from simulation.tables.quantiles import chance, figures_of

BANDS = ("mean", "p05", "p95")


def goal_by_year(outcome: Outcome, indicator: str = "processing_share") -> pd.DataFrame:
    """One row a year: share_*, numerator_*, denominator_* and the chance of reaching the goal.

    Columns: year, share_mean, share_p05 .. share_p95, numerator_wan_yuan_mean, _p05, _p95, the same
    of the denominator, goal_share, chance_met with its 95 % interval chance_met_low and _high.
    The chance is NaN in a year without a share in any replication.
    goal_share stands in every row, the row of the goal's own year is the one that counts.  Raises
    KeyError for an indicator that is not there, ValueError for one without goal, numerator or
    denominator.
    """
    it = indicators.ALL[indicator]
    if it.goal is None or it.numerator is None or it.denominator is None:
        raise ValueError(f"{indicator} has no goal, or is no share")
    share = it.values(outcome)
    columns: dict[str, object] = {"year": list(outcome.years)}
    columns |= {f"share_{name}": figure for name, figure in figures_of(share).items()}
    for part, values in (("numerator", it.numerator(outcome)),
                         ("denominator", it.denominator(outcome))):  # fmt: skip
        for name, figure in figures_of(values, BANDS).items():
            columns[f"{part}_wan_yuan_{name}"] = figure
    columns["goal_share"] = it.goal[1]
    # A replication with nothing to divide by has not met the goal; where none has anything, because
    # the data hold no processing trade, there is nothing to judge.
    known = np.isfinite(share).any(axis=0)
    chances = chance(np.nan_to_num(share, nan=-np.inf) >= it.goal[1])
    for name, figure in zip(("chance_met", "chance_met_low", "chance_met_high"), chances,
                            strict=True):  # fmt: skip
        columns[name] = np.where(known, figure, np.nan)
    return pd.DataFrame(columns)
