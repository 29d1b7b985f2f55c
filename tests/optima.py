"""The best possible plan of a small problem, found in three ways that share no solver code."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.optimize

from matching.check import objective_of
from matching.exact import solve
from matching.problem import Problem
from matching.relaxation import standard_form
from matching.rows import Rows
from matching.stopping import Clock


def scipy_optimum(problem: Problem, rows: Rows) -> float:
    """The optimum by scipy.optimize.milp, from the same triplets and nothing else."""
    placements = problem.placements()
    cost, matrix, upper = standard_form(rows, placements, problem.chains)
    n = len(placements)
    solved = scipy.optimize.milp(
        cost,
        constraints=scipy.optimize.LinearConstraint(matrix, ub=upper),
        integrality=np.r_[np.ones(n), np.zeros(len(cost) - n)],
        bounds=scipy.optimize.Bounds(0, np.r_[np.ones(n), np.full(len(cost) - n, np.inf)]),
    )
    assert solved.status == 0
    return -float(solved.fun)


def brute_force(problem: Problem, rows: Rows) -> float:
    """The optimum by trying every plan; only for a handful of placements."""
    placements = problem.placements()
    options = [[None, *np.flatnonzero(placements.e == e).tolist()] for e in range(problem.shape[0])]
    hard = np.isinf(rows.price)
    best = -np.inf
    for choice in itertools.product(*options):
        j = np.array([o for o in choice if o is not None], dtype=np.int64)
        plan = placements.e[j], placements.p[j], placements.t[j], placements.m[j]
        excess = rows.excess(rows.use(*plan))
        if (excess[hard] <= rows.tolerance()[hard]).all():
            best = max(best, objective_of(problem, rows, *plan))
    return best


def value(problem: Problem, rows: Rows, solver: str) -> float:
    answer = solve(problem, rows, Clock(60), solver=solver)
    assert answer.found
    worth = objective_of(problem, rows, answer.e, answer.p, answer.t, answer.m)
    assert answer.bound == pytest.approx(worth, rel=1e-5, abs=1e-6)
    return worth
