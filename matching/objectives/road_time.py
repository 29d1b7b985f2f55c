"""Road time: how near the new site is to the old one, where customers, suppliers and staff remain.

    value = 2 ** (-hours / HALF_H)        1 next door, 0.5 at two hours, 0.25 at four

An unknown road time is neutral (0.5).  Source: the two-hour circle (近珠辐射圈) of the provincial
park plan of the 13th five-year period for HALF_H; that proximity counts before cost: Long, Lang, Li
2020.  The halving form is an assumption (docs/MATCHING.md).
"""

from __future__ import annotations

from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import halving

HALF_H = 2.0


def score(context: Context) -> Factored:
    """(E, P, 1, 1)."""
    return Factored.of_pairs(halving(context.legs.hours, HALF_H))
