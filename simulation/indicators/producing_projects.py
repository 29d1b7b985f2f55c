"""Projects that produce in the parks by the end of the year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.stage("producing").astype(np.float64)


INDICATOR = Indicator("producing_projects", values, unit="projects", better="up")
