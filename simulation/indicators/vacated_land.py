"""Land in the Delta that moved lines have left by the end of the year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("land_vacated_mu")[:, :, outcome.in_regions("prd")].sum(axis=2)


INDICATOR = Indicator("vacated_land", values, unit="mu", better="up")
