"""Space unknown: nobody knows how much land (plant space) the enterprise needs, or it needs none.

Blocked for tenure land: land_mu is empty or 0.  Blocked for tenure plant: plant_m2 is empty or 0.
A need that is not known must not slip past the limits as if it were nothing.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored

NEED_COLUMNS = ("land_mu", "plant_m2")


def blocked(context: Context) -> Factored:
    """(E, 1, 1, 2)."""
    needs = np.stack([context.of_enterprises(column) for column in NEED_COLUMNS], axis=1)
    return Factored(~(needs > 0)[:, None, None, :])
