"""Tax of listed enterprises that cities of the Delta keep or get back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.account("tax_kept_wan_yuan")[:, :, outcome.in_regions("prd")].sum(axis=2)


INDICATOR = Indicator("prd_tax", values, unit="wan_yuan", better="up")
