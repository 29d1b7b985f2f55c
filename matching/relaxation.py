"""The linear relaxation of a small problem: fractions of enterprises, exact prices of limits."""

from __future__ import annotations

import numpy as np
import scipy.optimize
import scipy.sparse

from matching.problem import Placements, Problem
from matching.rows import Floats, Rows


def standard_form(
    rows: Rows, placements: Placements
) -> tuple[Floats, scipy.sparse.csr_matrix, Floats]:
    """(cost, matrix, upper): minimise cost @ z with matrix @ z <= upper, z >= 0.

    z: one column per placement, then one per soft row (its violation).  The matrix has one row per
    row of `rows` ("at least" rows times -1), then one per enterprise that has a placement.
    """
    count, columns = len(rows), len(placements)
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    sign = np.where(rows.at_least, -1.0, 1.0)
    soft = np.flatnonzero(np.isfinite(rows.price))
    who, owner = np.unique(placements.e, return_inverse=True)
    matrix = scipy.sparse.csr_matrix(
        (
            np.concatenate([value * sign[row], -np.ones(len(soft)), np.ones(columns)]),
            (
                np.concatenate([row, soft, count + owner.reshape(-1)]),
                np.concatenate([position, columns + np.arange(len(soft)), np.arange(columns)]),
            ),
        ),
        shape=(count + len(who), columns + len(soft)),
    )
    cost = np.concatenate([-placements.score, rows.price[soft]])
    return cost, matrix, np.concatenate([rows.bound * sign, np.ones(len(who))])


def shadow_prices(problem: Problem, rows: Rows, seconds: float) -> Floats | None:
    """(R,) points gained per unit more of each row's bound, exact for the relaxation.

    None if the relaxation has no solution or takes longer than `seconds`.
    """
    if not len(rows) or not problem.eligible_count:
        return np.zeros(len(rows))
    cost, matrix, upper = standard_form(rows, problem.placements())
    solved = scipy.optimize.linprog(
        cost, A_ub=matrix, b_ub=upper, bounds=(0, None), method="highs",
        options={"time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    if solved.status != 0:
        return None
    sign = np.where(rows.at_least, -1.0, 1.0)
    # marginals: change of the minimum per unit of upper; the objective is its negative
    return -solved.ineqlin.marginals[: len(rows)] * sign
