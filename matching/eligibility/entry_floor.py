"""Entry floor missed: investment, output or tax per mu below what the park asks of a land buyer.

Blocked for tenure land: a floor is set, the figure and the land need are known, and figure / land
need < floor.  Who leases plant space buys no land, so the floors per mu do not apply to tenure
plant.  What cannot be judged for want of figures passes, with the doubt `entry_floor_unjudged`.
"""

from __future__ import annotations

import numpy as np

from matching.context import AT_LEAST, FLOORS, Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, P, 1, 2)."""
    enterprises, parks, _, _ = context.shape
    missed = np.zeros((enterprises, parks, 1, 2), dtype=bool)
    for figure in FLOORS:
        floor = context.floors(figure) * AT_LEAST
        for park in np.flatnonzero(np.isfinite(floor)):
            missed[:, park, 0, 0] |= context.per_mu(figure) < floor[park]
    return Factored(missed)
