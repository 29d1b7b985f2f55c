"""Park service: demonstration parks, and reception bases for those who process for export.

    processing trade   (demonstration + reception base) / 2
    others             demonstration

with 1 for yes and 0 for no or empty.  A park of type "demonstration" counts as one.
Source: 粤府〔2016〕98号 二(三)12-13, tasks 37 and 41 (reception bases and demonstration parks).
"""

from __future__ import annotations

import numpy as np

from matching.cells import texts
from matching.context import Context
from matching.factored import Factored


def score(context: Context) -> Factored:
    """(2, P, 1, 1) by class: 0 other enterprises, 1 processing trade."""
    demonstration = context.park_flag("demonstration") | (
        texts(context.parks["park_type"]) == "demonstration"
    )
    base = context.park_flag("reception_base")
    others = demonstration.astype(np.float32)
    processing = (others + base) / 2
    return Factored.of_pairs(
        np.stack([others, processing]), context.processing_trade.astype(np.int64)
    )
