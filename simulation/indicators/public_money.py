"""Support and awards paid in the year, by whatever side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    paid = outcome.account("support_wan_yuan") + outcome.account("award_wan_yuan")
    return paid.sum(axis=2)


INDICATOR = Indicator("public_money", values, unit="wan_yuan", better="down")
