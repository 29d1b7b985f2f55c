"""Jobs of listed enterprises that closed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.away("jobs_persons")[:, :, 2]


INDICATOR = Indicator("closed_jobs", values, unit="persons", better="down")
