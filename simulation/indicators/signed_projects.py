"""Projects signed by the end of the year, whatever became of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.stage("signed").astype(np.float64)


INDICATOR = Indicator("signed_projects", values, unit="projects", better="up")
