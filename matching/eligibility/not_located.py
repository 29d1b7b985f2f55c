"""Not located: nobody knows where the enterprise is, so no road time can be told.

Blocked: no longitude or latitude.  An enterprise placed at its city's or county's seat is located;
how far that may be trusted stands in its `location_confidence`.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    lon, lat = context.of_enterprises("lon"), context.of_enterprises("lat")
    return Factored.of_enterprises(np.isnan(lon) | np.isnan(lat))
