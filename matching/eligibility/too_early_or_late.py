"""Too early or too late: the enterprise moves only from earliest_year to latest_year.

Both years are included; an empty one is no limit.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, 1, T, 1)."""
    first = np.nan_to_num(context.of_enterprises("earliest_year"), nan=-np.inf)
    last = np.nan_to_num(context.of_enterprises("latest_year"), nan=np.inf)
    outside = (context.years < first[:, None]) | (context.years > last[:, None])
    return Factored(outside[:, None, :, None])
