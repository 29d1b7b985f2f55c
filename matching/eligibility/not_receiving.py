"""Not receiving: the park or its city does not take part as a receiver.

A park receives unless its flag `receives` is "no" and
    with policy.receiving_cities   its city is among them
    without                        its flag is "yes", or it is empty and the city's role is
                                   receiving or both (empty role: every city outside the PRD)
"""

from __future__ import annotations

import numpy as np

from matching.cells import NO, YES, flags, texts
from matching.context import Context
from matching.factored import Factored

RECEIVING_ROLES = ("receiving", "both")


def blocked(context: Context) -> Factored:
    """(1, P, 1, 1)."""
    flag = flags(context.parks["receives"])
    chosen = context.case.policy.receiving_cities
    if chosen is not None:
        listed = np.isin(texts(context.parks["city_adcode"]).astype(str), chosen)
        return Factored.of_parks(~listed | (flag == NO))
    role, region = texts(context.cities["role"]), texts(context.cities["region"])
    by_role = np.isin(role.astype(str), RECEIVING_ROLES)
    by_region = (role == "") & (region != "prd") & (region != "")
    city_receives = context.at_parks(by_role | by_region, False)
    return Factored.of_parks(~((flag == YES) | ((flag != NO) & city_receives)))
