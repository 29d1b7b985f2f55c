"""Park land: what a park has sold by a year may not exceed what it was given by then."""

from __future__ import annotations

from matching.constraints._scopes import LAND, park_stock
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> Block | None:
    """One row per park and year:  sum of land_mu * x over placements up to the year <= land so far.

    Land so far is the running sum of park_supply.land_mu: what one year leaves, the next may use.
    Only placements that buy land (tenure land) count.  No figure, no row.

    Example: a park gets 50 mu in 2016 and 50 mu in 2017.  Two firms of 60 and 40 mu: the larger
    fits in 2017 at the earliest (100 so far), and beside it the smaller, in either year.
    """
    return park_stock(
        problem,
        rule="park_land",
        column="land_mu",
        unit="mu",
        weight=problem.use("land_mu"),
        tenures=(LAND,),
    )
