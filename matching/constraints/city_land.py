"""General land quota of a city: it holds for one year and lapses with it."""

from __future__ import annotations

import numpy as np

from matching.constraints._scopes import LAND, city_quota
from matching.constraints.special_land import is_processing_trade, pooled_years
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """One row per city (or province) and year:  sum of land_mu * x of that year <= land_general.

    Placements of tenure land count in the year they are made.  Where the same city and year also
    has a park-special pool (and that rule is on), processing trade does not count here: it is held
    by `special_land`, which says why.  No figure, no row.

    Example: 100 mu for 2016, 100 mu for 2017; two firms of 60 mu: one each year.  What 2016 leaves
    over is lost.
    """
    blocks = city_quota(
        problem,
        rule="city_land",
        kind="land_general",
        unit="mu",
        weight=problem.use("land_mu"),
        tenures=(LAND,),
    )
    if problem.case.policy.mode("special_land") == "off":
        return blocks
    return [_without_processing_trade(problem, block) for block in blocks]


def _without_processing_trade(problem: Problem, block: Block) -> Block:
    """The block with a second class, processing trade, that skips rows with a special pool."""
    pooled = pooled_years(problem)
    keys = zip(block.scope, block.year.tolist(), strict=True)
    skipped = np.array([key in pooled for key in keys], dtype=bool)
    processing = np.where((block.row_of >= 0) & skipped[block.row_of], -1, block.row_of)
    return Block(
        rule=block.rule,
        resource=block.resource,
        unit=block.unit,
        weight=block.weight,
        class_of=is_processing_trade(problem).astype(np.int64),
        row_of=np.concatenate([block.row_of, processing]),
        bound=block.bound,
        scope=block.scope,
        year=block.year,
    )
