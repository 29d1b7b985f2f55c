"""Counterpart relation: is the park's city assisted by the enterprise's city in that year?

1 if a row of table duties (with or without a minimum) joins the sending and the receiving city and
from_year <= year <= to_year, else 0.  An unknown sending city has no relation: 0.

Source: 粤府〔2016〕98号 二(三)11, tasks 32-33 (paired assistance, support of both sides stacked
within the assistance term); sign and weight: Long, Lang, Li 2020 (paired assistance positive).
"""

from __future__ import annotations

import numpy as np

from matching.cells import numbers, positions, texts
from matching.context import Context
from matching.factored import Factored


def score(context: Context) -> Factored:
    """(1 + cities, P, T, 1) by class: the sending city, class 0 = unknown."""
    duties = context.table("duties")
    axis = texts(context.cities["city_adcode"])
    sending = positions(texts(duties["sending_adcode"]), axis)
    receiving = positions(texts(duties["receiving_adcode"]), axis)
    first, last = numbers(duties["from_year"]), numbers(duties["to_year"])
    active = (first[:, None] <= context.years) & (context.years <= last[:, None])
    related = np.zeros((len(axis) + 1, len(axis), len(context.years)), dtype=bool)
    for duty in np.flatnonzero((sending >= 0) & (receiving >= 0)):
        related[sending[duty] + 1, receiving[duty]] |= active[duty]
    at_parks = context.at_parks(related.transpose(1, 0, 2), False).transpose(1, 0, 2)
    return Factored(at_parks[..., None].astype(np.float32), context.sending_class)
