"""Value added of listed enterprises in East, West and North Guangdong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("value_added_wan_yuan")[
        :, :, outcome.in_regions("east", "west", "north")
    ].sum(axis=2)


INDICATOR = Indicator("ewn_value_added", values, unit="wan_yuan", better="up")
