"""Forbidden: planners ruled this park out for this enterprise.

policy.forbids and table pins with kind "forbid"; without year or tenure, all of them.  Rows that
name an unknown enterprise, park or year forbid nothing and raise the doubt `pin_unusable`.
"""

from __future__ import annotations

from matching.context import Context
from matching.decisions import decided, sparse_mask
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(1 + enterprises with forbids, P, T, 2) by class: 0 = nothing forbidden."""
    return sparse_mask(decided(context, "forbid"), context)
