"""Distance: further by road than the enterprise or the policy allows.

Blocked: road hours > the smaller of the enterprise's max_road_h and policy.max_road_h.  Where
neither is given, or the road time is not known, nothing is blocked.
"""

from __future__ import annotations

import numpy as np

from matching.context import AT_MOST, Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, P, 1, 1)."""
    own = context.of_enterprises("max_road_h")
    common = context.case.policy.max_road_h
    limit = np.fmin(own, np.inf if common is None else common)
    return Factored.of_pairs(context.legs.hours > AT_MOST * limit[:, None])
