"""Forest land: the forest part of a park's land, against the forest quota and the park's stock."""

from __future__ import annotations

import numpy as np

from matching.constraints._scopes import LAND, city_quota, park_stock
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """forest_mu = land_mu * parks.forest_share, for placements that buy land.

    City (or province) and year:  sum of forest_mu * x of that year <= city_quotas kind forest.
    Park and year, carried over:  sum of forest_mu * x up to the year <= park_supply.forest_mu so
    far.
    An empty forest_share counts as no forest; a missing figure gives no row.

    Example: quota 20 mu of forest; a park that is half forest can take one firm of 40 mu, not two.
    """
    share = np.nan_to_num(problem.parks["forest_share"].to_numpy(dtype=np.float64))
    land = problem.use("land_mu")
    blocks = city_quota(
        problem,
        rule="forest",
        kind="forest",
        unit="mu",
        weight=land,
        tenures=(LAND,),
        factor=share,
    )
    stock = park_stock(
        problem,
        rule="forest",
        column="forest_mu",
        unit="mu",
        weight=land,
        tenures=(LAND,),
        factor=share,
    )
    return blocks if stock is None else [*blocks, stock]
