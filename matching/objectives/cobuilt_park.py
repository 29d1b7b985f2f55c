"""Co-built park: is the park built jointly with the enterprise's own city?

1 if the park's cobuild_city_adcode is the sending city, else 0; no co-builder or no known sending
city: 0.  Source: 粤府〔2016〕98号 二(三)10 and 12, task 35 (co-built parks 共建园).
"""

from __future__ import annotations

import numpy as np

from matching.cells import positions, texts
from matching.context import Context
from matching.factored import Factored


def score(context: Context) -> Factored:
    """(1 + cities, P, 1, 1) by class: the sending city, class 0 = unknown."""
    axis = texts(context.cities["city_adcode"])
    builder = positions(texts(context.parks["cobuild_city_adcode"]), axis)
    city = np.arange(-1, len(axis))
    own = (city[:, None] == builder[None, :]) & (city[:, None] >= 0)
    return Factored.of_pairs(own.astype(np.float32), context.sending_class)
