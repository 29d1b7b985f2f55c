"""A planning problem as a plain model for other solvers, and their answers as placements."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse

from benchmarks.peers.model import Floats, Model
from matching.problem import TENURES, Placements, Problem
from matching.rows import Ints, Rows


def as_model(problem: Problem, rows: Rows) -> tuple[Model, Placements]:
    """minimise - score @ x + price @ v, one whole column a placement, one column a soft row.

    Rows that no placement touches are left out where an empty plan keeps them.  Raises ValueError
    above the number of placements that can be listed, and for a problem with chains: products of
    two placements are not linear.
    """
    if problem.chains is not None:
        raise ValueError("chains are products of placements, a linear model cannot hold them")
    placements = problem.placements()
    count = len(placements)
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    soft = np.flatnonzero(np.isfinite(rows.price))
    sign = np.where(rows.at_least[soft], 1.0, -1.0)
    who, owner = np.unique(placements.e, return_inverse=True)
    total = len(rows)
    matrix = scipy.sparse.csr_matrix(
        (
            np.concatenate([value, sign, np.ones(count)]),
            (
                np.concatenate([row, soft, total + owner]),
                np.concatenate([position, count + np.arange(len(soft)), np.arange(count)]),
            ),
        ),
        shape=(total + len(who), count + len(soft)),
    )
    least = np.where(rows.at_least, rows.bound, -np.inf)
    most = np.where(rows.at_least, np.inf, rows.bound)
    touched = np.diff(matrix.indptr) > 0
    kept = touched | (np.concatenate([rows.excess(np.zeros(total)), np.zeros(len(who))]) > 0)
    matrix = matrix[np.flatnonzero(kept)]
    model = Model(
        cost=np.concatenate([-placements.score, rows.price[soft]]),
        lower=np.zeros(count + len(soft)),
        upper=np.concatenate(
            [np.ones(count), _most_missed(rows, placements, row, position, value)]
        ),
        whole=np.concatenate([np.ones(count, dtype=bool), np.zeros(len(soft), dtype=bool)]),
        start=matrix.indptr.astype(np.int64),
        column=matrix.indices.astype(np.int64),
        value=matrix.data,
        row_lower=np.concatenate([least, np.full(len(who), -np.inf)])[kept],
        row_upper=np.concatenate([most, np.ones(len(who))])[kept],
    )
    return model, placements


def _most_missed(
    rows: Rows, placements: Placements, row: Ints, position: Ints, value: Floats
) -> Floats:
    """(soft rows,) more than each can ever be violated by: its bound and, of every enterprise, the
    placement that weighs most."""
    order = np.lexsort((placements.e[position], row))
    row, who, size = row[order], placements.e[position][order], np.abs(value[order])
    starts = np.flatnonzero(np.r_[True, (np.diff(row) != 0) | (np.diff(who) != 0)][: len(row)])
    most = np.abs(rows.bound)
    if len(starts):
        np.add.at(most, row[starts], np.maximum.reduceat(size, starts))
    return most[np.isfinite(rows.price)]


def chosen(placements: Placements, x: Floats) -> tuple[Ints, Ints, Ints, Ints]:
    """(e, p, t, m) of the placements whose column is 1."""
    j = np.flatnonzero(x[: len(placements)] > 0.5)
    return placements.e[j], placements.p[j], placements.t[j], placements.m[j]


def placements_table(problem: Problem, e: Ints, p: Ints, t: Ints, m: Ints) -> pd.DataFrame:
    """Aligned indices as the table that `matching.check.check` reads."""
    return pd.DataFrame(
        {
            "enterprise_id": [problem.enterprise_id[i] for i in e],
            "park_id": [problem.park_id[i] for i in p],
            "year": [problem.years[i] for i in t],
            "tenure": [TENURES[i] for i in m],
        }
    )
