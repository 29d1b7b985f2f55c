"""Listed enterprises of which at least a share produces in a park by the end of the year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.indicators.indicator import Indicator
from simulation.outcome import Outcome


def values(outcome: Outcome) -> npt.NDArray[np.float64]:
    """(R, T)."""
    return outcome.stage("producing") / max(1, len(outcome.enterprise_id))


INDICATOR = Indicator("moved_share", values, unit="share", better="up")
