"""Direct jobs of listed enterprises that stay in the Pearl River Delta."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("jobs_persons")[:, :, outcome.in_regions("prd")].sum(axis=2)


INDICATOR = Indicator("prd_jobs", values, unit="persons", better="neither")
