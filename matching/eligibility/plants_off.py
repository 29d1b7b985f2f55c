"""Plants off: this what-if leases no standard plants (policy.plants = false).

Source: the lever on 粤府〔2016〕98号 二(三)16, task 46 (standard plants, lease then transfer).
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(1, 1, 1, 2): land never, plant if the policy says so."""
    return Factored(np.array([False, not context.case.policy.plants]).reshape(1, 1, 1, 2))
