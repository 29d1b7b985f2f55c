"""Not sending: the enterprise's city sends no industry away, so nothing is to be transferred.

Blocked: the enterprise's city is known and its role is neither sending nor both (empty role: every
city outside the PRD).  An enterprise whose city or the region of its city nobody knows passes, with
the doubt `sending_city_unknown`.
"""

from __future__ import annotations

import numpy as np

from matching.cells import texts
from matching.context import Context
from matching.factored import Factored

SENDING_ROLES = ("sending", "both")


def blocked(context: Context) -> Factored:
    """(1 + C, 1, 1, 1) by class: 0 = unknown sending city, else 1 + its row in cities."""
    role, region = texts(context.cities["role"]), texts(context.cities["region"])
    by_role = (role != "") & ~np.isin(role.astype(str), SENDING_ROLES)
    by_region = (role == "") & (region != "prd") & (region != "")
    stays = np.concatenate([[False], by_role | by_region])
    return Factored(stays.reshape(-1, 1, 1, 1), context.sending_class)
