"""The table of a sweep: every indicator of every what-if, and its paired difference to the first.

What-ifs share replication numbers and draws, so the difference is taken replication by replication;
its 95 % interval is mean +- 1.96 s / sqrt(R) over those differences (Glasserman and Yao 1992 on
common random numbers).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation import indicators
from simulation.outcome import Outcome
from simulation.sweep import Sweep

COLUMNS = (
    "scenario", "indicator", "unit", "year", "replications", "mean", "p05", "median", "p95",
    "goal_met_share", "difference", "difference_low", "difference_high",
)  # fmt: skip
NORMAL_95 = 1.96


def sweep_table(swept: Sweep) -> pd.DataFrame:
    """One row per what-if, indicator and year, with COLUMNS; figures in the indicator's unit.

    p05, p95: quantiles over replications.  goal_met_share: replications on the good side of the
    indicator's goal in the goal's year, NaN elsewhere.  difference: to the first what-if that has
    replications, over those both have; NaN for the first itself and with fewer than two of them.
    """
    rows: list[tuple[object, ...]] = []
    base: Outcome | None = None
    for one in swept.played:
        if one.outcome is None:
            continue
        outcome = swept.outcome(one.name)
        for name, indicator in indicators.ALL.items():
            values = indicator.values(outcome)
            other = None if base is None else indicator.values(base)
            for t, year in enumerate(outcome.years):
                difference = (np.nan, np.nan, np.nan)
                if base is not None and other is not None and year in base.years:
                    there = other[:, base.years.index(year)]
                    difference = paired(
                        values[:, t], outcome.replications, there, base.replications
                    )
                met = np.nan
                if indicator.goal is not None and indicator.goal[0] == year:
                    good = values[:, t] >= indicator.goal[1]
                    met = float((good if indicator.better == "up" else ~good).mean())
                here = values[:, t]
                low, median, high = np.quantile(here, (0.05, 0.5, 0.95))
                rows.append(
                    (one.name, name, indicator.unit, year, len(here), here.mean(), low, median,
                     high, met, *difference)
                )  # fmt: skip
        base = outcome if base is None else base
    return pd.DataFrame(rows, columns=list(COLUMNS))


def paired(
    a: npt.NDArray[np.float64], a_numbers: npt.NDArray[np.int64],
    b: npt.NDArray[np.float64], b_numbers: npt.NDArray[np.int64],
) -> tuple[float, float, float]:  # fmt: skip
    """Mean of a - b over the replication numbers both have, and the ends of its 95 % interval."""
    _, at_a, at_b = np.intersect1d(a_numbers, b_numbers, return_indices=True)
    difference = a[at_a] - b[at_b]
    if len(difference) < 2:
        return (np.nan, np.nan, np.nan)
    mean = float(difference.mean())
    half = NORMAL_95 * float(difference.std(ddof=1)) / np.sqrt(len(difference))
    return (mean, mean - half, mean + half)
