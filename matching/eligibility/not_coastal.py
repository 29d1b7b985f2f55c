"""Not coastal: the enterprise needs sea area and the park has no coast.

Blocked: sea_mu > 0 and the park's flag `coastal` is not "yes".  How much sea there is on the coast
is the business of the rule `sea`.
"""

from __future__ import annotations

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(2, P, 1, 1) by class: 1 = needs sea area."""
    inland = ~context.park_flag("coastal")
    needs_sea = context.of_enterprises("sea_mu") > 0
    values = inland[None, :] & [[False], [True]]
    return Factored.of_pairs(values, needs_sea.astype(int))
