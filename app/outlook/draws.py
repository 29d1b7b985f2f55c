"""Which assumptions move an indicator most, read off the replications that were played anyway.

Every replication draws its parameters anew, so the replications with a low and with a high draw of
one parameter can be compared.  All other parameters vary beside it: the interval is wider than that
of a study made for the purpose (`doubletransfer sensitivity`), but it costs nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import indicators
from simulation.outcome import Outcome

PART = 0.25
"""Share of the replications at each end."""
Z = 1.959963984540054
"""97.5 % quantile of the normal distribution."""
FEWEST = 10
"""Replications at each end from which on a mean and its error are told."""


def by_draws(outcome: Outcome, indicator: str, year: int) -> pd.DataFrame:
    """Mean of an indicator where a parameter was drawn low and where it was drawn high.

    The lowest and highest quarter of the replications by that parameter.  Returns a
    DataFrame[parameter, low_mean, high_mean, mean, swing, swing_low, swing_high], largest swing
    (high minus low mean) first; swing_low and swing_high: its 95 % interval (two means of
    independent replications, normal approximation).  Parameters that never vary are left out.
    Raises KeyError for an unknown indicator, ValueError for a year or too few replications.
    """
    if year not in outcome.years:
        raise ValueError(f"no year {year}; there are {outcome.years}")
    values = indicators.ALL[indicator].values(outcome)[:, outcome.years.index(year)]
    known = np.isfinite(values)
    number = int(known.sum() * PART)
    if number < FEWEST:
        raise ValueError(f"{int(known.sum())} replications; {round(FEWEST / PART)} are needed")
    values, draws = values[known], outcome.draws[known]
    rows = []
    for column, name in enumerate(outcome.parameter_names):
        drawn = draws[:, column]
        if np.ptp(drawn) == 0:
            continue
        order = np.argsort(drawn, kind="stable")
        low, high = values[order[:number]], values[order[-number:]]
        swing = float(high.mean() - low.mean())
        error = Z * float(np.sqrt(high.var(ddof=1) / number + low.var(ddof=1) / number))
        rows.append((name, float(low.mean()), float(high.mean()), float(values.mean()), swing,
                     swing - error, swing + error))  # fmt: skip
    columns = ["parameter", "low_mean", "high_mean", "mean", "swing", "swing_low", "swing_high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        "swing", key=lambda s: s.abs(), ascending=False, kind="stable", ignore_index=True
    )
