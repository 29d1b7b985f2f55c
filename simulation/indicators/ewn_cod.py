"""COD emitted by listed enterprises in East, West and North Guangdong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("cod_t")[:, :, outcome.in_regions("east", "west", "north")].sum(axis=2)


INDICATOR = Indicator("ewn_cod", values, unit="t", better="down")
