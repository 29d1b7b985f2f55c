"""Export priority: makers with a large share on the world market first.

    value = min(1, exports / output)

Neutral (0.5) where exports or output are not known.
Source: 粤府〔2016〕98号 二(三)12, task 39 (manufacturing segments with a large international market
share move first).  The export share of output stands in for the market share, which no table holds.
"""

from __future__ import annotations

import numpy as np

from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import neutral_where_unknown


def score(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    output = context.of_enterprises("output_wan_yuan")
    exports = context.of_enterprises("export_wan_yuan")
    share = np.divide(exports, output, out=np.full(len(output), np.nan), where=output > 0)
    return Factored.of_enterprises(neutral_where_unknown(np.clip(share, 0.0, 1.0)))
