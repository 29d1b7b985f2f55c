"""Low impact: large investment with small emissions first.

For each pollutant k that the enterprise states, beside the average of all that state it:

    r_k   = (emission_k / investment) / (sum of emission_k / sum of investment)
    r     = mean of r_k over the pollutants it states
    value = 1 / (1 + r)            1 without emissions, 0.5 at the average, towards 0 above

Neutral (0.5) without investment or without any stated emission.
Source: 粤府〔2016〕98号 二(三)15, task 45 (large investment, small impact first).  The form is an
assumption.
"""

from __future__ import annotations

import numpy as np

from matching.context import POLLUTANTS, Context
from matching.factored import Factored
from matching.objectives.scale import neutral_where_unknown


def score(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    investment = context.of_enterprises("investment_wan_yuan")
    investment = np.where(investment > 0, investment, np.nan)
    total, stated = np.zeros(len(investment)), np.zeros(len(investment))
    for pollutant in POLLUTANTS:
        emission = context.of_enterprises(f"{pollutant}_t")
        known = np.isfinite(emission) & np.isfinite(investment)
        if not known.any():
            continue
        average = emission[known].sum() / investment[known].sum()
        total[known] += emission[known] / investment[known] / average if average > 0 else 0.0
        stated[known] += 1
    ratio = np.divide(total, stated, out=np.full(len(total), np.nan), where=stated > 0)
    return Factored.of_enterprises(neutral_where_unknown(1.0 / (1.0 + ratio)))
