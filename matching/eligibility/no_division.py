"""No division: without its industry an enterprise can be held against no park and no ban.

Blocked: column division is empty.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(divisions, 1, 1, 1) by class: the division of the enterprise."""
    names, class_of = context.divisions
    empty = np.array([name == "" for name in names], dtype=bool)
    return Factored(empty.reshape(-1, 1, 1, 1), class_of)
