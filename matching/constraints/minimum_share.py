"""Minimum share: at least a share of everything placed must go to a region or a city."""

from __future__ import annotations

import numpy as np

from matching.cells import texts
from matching.constraints._scopes import park_city_codes
from matching.problem import Problem
from matching.rows import AT_LEAST, Block
from scenarios.policy import MinimumShare


def rows(problem: Problem) -> list[Block]:
    """One row per policy.minimum_shares:  sum of size in scope - share * sum of all size >= 0.

    size is the enterprise's size over the mean size (the policy's measure), undiscounted, so one
    unit is an average enterprise.  scope is a region (prd, east, west, north) or a city adcode.
    Hard where the entry or policy.rules says hard; else a missing unit costs share_price_points.

    Example: share 0.5 for the north, two firms of size 1 that score more in the east: placing both
    in the east gives -1 >= 0, violated by 1; one north, one east gives 0.5 - 0.5 = 0, which holds.
    """
    policy = problem.case.policy
    blocks = []
    for wanted in policy.minimum_shares:
        hard = wanted.mode == "hard" or policy.mode("minimum_share") == "hard"
        blocks.append(_block(problem, wanted, None if hard else policy.share_price_points))
    return blocks


def _block(problem: Problem, wanted: MinimumShare, price: float | None) -> Block:
    _, parks, years, tenures = problem.shape
    inside = _parks_in(problem, wanted.scope)
    share = np.where(inside, 1.0 - wanted.share, -wanted.share)
    return Block(
        rule="minimum_share",
        resource="size_share",
        unit="size_share",
        weight=problem.size_share.astype(np.float64),
        class_of=np.zeros(len(problem.size_share), dtype=np.int64),
        row_of=np.zeros((1, parks, years, tenures), dtype=np.int64),
        factor=np.ascontiguousarray(
            np.broadcast_to(share[None, :, None, None], (1, parks, years, tenures))
        ),
        bound=np.zeros(1),
        scope=(wanted.scope,),
        year=np.zeros(1, dtype=np.int64),
        sense=AT_LEAST,
        price=None if price is None else np.full(1, price),
    )


def _parks_in(problem: Problem, scope: str) -> np.ndarray:
    """(P,) whether each park lies in the region or city."""
    codes = park_city_codes(problem)
    cities = problem.case.world["cities"]
    of_region = texts(cities["city_adcode"])[texts(cities["region"]) == scope]
    return np.isin(codes.astype(str), [scope, *of_region])
