"""The linear relaxation of a small problem: fractions of enterprises, exact prices of limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.optimize
import scipy.sparse
from numpy.typing import ArrayLike

from matching.answer import nowhere
from matching.chains import Chains
from matching.problem import Placements, Problem
from matching.rows import Floats, Rows


def standard_form(
    rows: Rows, placements: Placements, chains: Chains | None = None
) -> tuple[Floats, scipy.sparse.csr_matrix, Floats]:
    """(cost, matrix, upper): minimise cost @ z with matrix @ z <= upper, z >= 0.

    z: one column per placement, then one per soft row (its violation), then one per flow y of
    chains (see matching.exact).  The matrix has one row per row of `rows` ("at least" rows times
    -1), one per enterprise that has a placement, then those that hold the flows.
    """
    count, columns = len(rows), len(placements)
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    sign = np.where(rows.at_least, -1.0, 1.0)
    soft = np.flatnonzero(np.isfinite(rows.price))
    who, owner = np.unique(placements.e, return_inverse=True)
    flow = _flows(chains, placements)
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
    cost = np.concatenate([-placements.score, rows.price[soft], -flow.points])
    if len(flow.points):
        no_slack = scipy.sparse.csr_matrix((flow.placed.shape[0], len(soft)))
        held = scipy.sparse.hstack([-flow.placed, no_slack])
        matrix = scipy.sparse.bmat([[matrix, None], [held, flow.through]], format="csr")
    held_at = np.zeros(matrix.shape[0] - count - len(who))
    return cost, matrix, np.concatenate([rows.bound * sign, np.ones(len(who)), held_at])


class _Flows(NamedTuple):
    """Flows from a follower's park to its lead's, in rows `through @ y <= placed @ x`."""

    points: Floats
    through: scipy.sparse.csr_matrix
    placed: scipy.sparse.csr_matrix


def _flows(chains: Chains | None, placements: Placements) -> _Flows:
    columns = len(placements)
    if chains is None:
        return _Flows(np.zeros(0), _ones([], [], (0, 0)), _ones([], [], (0, columns)))
    parks = len(chains.closeness)
    # A slot is an enterprise in a park, whatever year and tenure.
    key, slot = np.unique(placements.e * parks + placements.p, return_inverse=True)
    owner, park = np.divmod(key, parks)
    first = np.searchsorted(owner, np.arange(len(chains.lead) + 1))
    points, start, end, slots = [np.zeros(0)], [nowhere()], [nowhere()], [nowhere()]
    count = 0
    for f in chains.followers.tolist():
        here, there = (np.arange(first[e], first[e + 1]) for e in (f, int(chains.lead[f])))
        close = chains.closeness[np.ix_(park[here], park[there])]
        i, j = np.nonzero(close > 0)
        points.append(chains.bonus[f] * close[i, j])
        start.append(count + i)
        end.append(count + len(here) + j)
        slots += [here, there]
        count += len(here) + len(there)
    row = np.concatenate([*start, *end])
    y = np.tile(np.arange(len(row) // 2), 2)
    held_by = np.concatenate(slots)
    placed_in = _ones(slot.reshape(-1), np.arange(columns), (len(key), columns))
    return _Flows(
        np.concatenate(points),
        _ones(row, y, (count, len(row) // 2)),
        _ones(np.arange(count), held_by, (count, len(key))) @ placed_in,
    )


def _ones(row: ArrayLike, column: ArrayLike, shape: tuple[int, int]) -> scipy.sparse.csr_matrix:
    """A matrix of ones at the places given."""
    ones = np.ones(len(np.asarray(row)))
    return scipy.sparse.csr_matrix((ones, (row, column)), shape=shape)


def shadow_prices(problem: Problem, rows: Rows, seconds: float) -> Floats | None:
    """(R,) points gained per unit more of each row's bound, exact for the relaxation.

    None if the relaxation has no solution or takes longer than `seconds`.
    """
    if not len(rows) or not problem.eligible_count:
        return np.zeros(len(rows))
    cost, matrix, upper = standard_form(rows, problem.placements(), problem.chains)
    solved = scipy.optimize.linprog(
        cost, A_ub=matrix, b_ub=upper, bounds=(0, None), method="highs",
        options={"time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    if solved.status != 0:
        return None
    sign = np.where(rows.at_least, -1.0, 1.0)
    # marginals: change of the minimum per unit of upper; the objective is its negative
    return -solved.ineqlin.marginals[: len(rows)] * sign
