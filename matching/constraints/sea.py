"""Sea use: what enterprises need, against the city's yearly quota and the park's stock."""

from __future__ import annotations

from matching.constraints._scopes import city_quota, park_stock
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """City (or province) and year:  sum of sea_mu * x of that year <= city_quotas kind sea.

    Park and year, carried over:  sum of sea_mu * x up to the year <= park_supply.sea_mu so far.
    Both tenures count: who leases a plant still needs the berth.  No figure, no row.

    Example: Shanwei may use 30 mu of sea in 2016; two shipyards of 20 mu: one in 2016, one later.
    """
    need = problem.use("sea_mu")
    blocks = city_quota(problem, rule="sea", kind="sea", unit="mu", weight=need)
    stock = park_stock(problem, rule="sea", column="sea_mu", unit="mu", weight=need)
    return blocks if stock is None else [*blocks, stock]
