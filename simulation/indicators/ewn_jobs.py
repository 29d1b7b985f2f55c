"""Direct jobs of listed enterprises in East, West and North Guangdong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("jobs_persons")[:, :, outcome.in_regions("east", "west", "north")].sum(
        axis=2
    )


INDICATOR = Indicator("ewn_jobs", values, unit="persons", better="up")
