"""Pinned elsewhere: planners bound the enterprise to another park, year or tenure.

An enterprise with pins (policy.pins, or table pins with kind "pin") may only take a placement that
one of its pins describes; a pin without year or tenure leaves those open.  Pins that name an
unknown enterprise, park or year bind nobody and raise the doubt `pin_unusable`.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.decisions import decided, sparse_mask
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(1 + pinned enterprises, P, T, 2) by class: 0 = not pinned."""
    pinned = sparse_mask(decided(context, "pin"), context)
    values = ~pinned.values
    values[:1] = False
    return Factored(np.ascontiguousarray(values), pinned.class_of)
