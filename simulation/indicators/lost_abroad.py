"""Output a year of listed enterprises that went abroad."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.away("output_wan_yuan")[:, :, 1]


INDICATOR = Indicator("lost_abroad", values, unit="wan_yuan", better="down")
