"""Tax that cities of East, West and North keep from listed enterprises."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("tax_kept_wan_yuan")[
        :, :, outcome.in_regions("east", "west", "north")
    ].sum(axis=2)


INDICATOR = Indicator("ewn_tax", values, unit="wan_yuan", better="up")
