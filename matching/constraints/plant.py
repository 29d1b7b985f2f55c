"""Standard plants: floor space let by a year may not exceed what was built by then."""

from __future__ import annotations

from matching.constraints._scopes import PLANT, park_stock
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> Block | None:
    """One row per park and year:  sum of plant_m2 * x of leases up to the year <= m2 built so far.

    m2 built so far is the running sum of park_supply.plant_m2; a lease stays.  Only placements of
    tenure plant count.  No figure, no row.

    Example: 3,000 m2 in 2016, 3,000 m2 more in 2017; two firms of 2,000 m2: one in 2016, the other
    in 2017.
    """
    return park_stock(
        problem,
        rule="plant",
        column="plant_m2",
        unit="m2",
        weight=problem.use("plant_m2"),
        tenures=(PLANT,),
    )
