"""Park-special land pool of a city, used first by processing trade."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.cells import texts
from matching.constraints._scopes import LAND, city_figures, city_quota
from matching.context import PROCESSING_MODES
from matching.problem import Problem
from matching.rows import Block, Floats


def rows(problem: Problem) -> list[Block]:
    """City (or province) and year with a pool:  all land of that year <= general + special.

    Two pools, one of them closed to part of the firms: processing trade may draw on the special
    pool and, when that is used up, on the general one; all others only on the general one.  Which
    firm draws on which pool need not be decided.  By Hall's condition a split exists exactly when
    every group of firms fits into the pools open to it.  The groups that matter are nested:

        firms outside processing trade    <=  general               (rule city_land)
        all firms                         <=  general + special     (this rule)

    (The group "processing trade alone" needs <= general + special, which the second line implies.)
    So two rows say exactly what a split variable per firm would say, and the special pool comes
    first for processing trade, because whatever it holds there leaves the general pool to others.

    A city without a figure for the pool in a year has no pool then: its general quota holds for
    all.  A city with a pool but no general figure has no limit on general land, hence no row.

    Example: general 50 mu, special 30 mu.  A toy processor of 60 mu and a brick maker of 20 mu both
    fit (30 of the 60 from the pool).  Two brick makers of 30 mu do not, though 80 mu are there.
    """
    return city_quota(
        problem,
        rule="special_land",
        kind="land_general_and_special",
        unit="mu",
        weight=problem.use("land_mu"),
        tenures=(LAND,),
        figures=_both_pools(problem),
    )


def is_processing_trade(problem: Problem) -> npt.NDArray[np.bool_]:
    """(E,) enterprises known to do processing trade (trade_mode supplied, imported or both)."""
    return np.isin(texts(problem.enterprises["trade_mode"]).astype(str), PROCESSING_MODES)


def pooled_years(problem: Problem) -> set[tuple[str, int]]:
    """(adcode, year) of every city and year that has both a general and a special figure."""
    scopes, levels = _both_pools(problem)
    return {
        (scopes[s], int(problem.years[t]))
        for s, t in zip(*np.nonzero(~np.isnan(levels)), strict=True)
    }


def _both_pools(problem: Problem) -> tuple[tuple[str, ...], Floats]:
    """Scopes and (S, T) general + special quota, NaN where one of them is missing."""
    scopes, general = city_figures(problem, "land_general")
    others, special = city_figures(problem, "land_special")
    total = np.full_like(general, np.nan)
    for s, scope in enumerate(scopes):
        if scope in others:
            total[s] = general[s] + special[others.index(scope)]
    return scopes, total
