"""PuLP with HiGHS."""

from __future__ import annotations

import math

import pulp

from benchmarks.peers.child import Limit, Said, run
from benchmarks.peers.model import Model
from benchmarks.peers.pulp_model import build, values


def solve(model: Model, limit: Limit, threads: int, gap: float) -> Said:
    """HiGHS' best solution and its bound within the limit."""
    problem, x = build(model)
    solver = pulp.HiGHS(msg=False, gapRel=gap, threads=threads, timeLimit=limit.left)
    try:
        problem.solve(solver)
    except (KeyError, IndexError, TypeError, AttributeError, pulp.PulpError) as error:
        return Said(f"PuLP stumbled over HiGHS' answer: {error!r}", None, _bound(problem))
    status = f"{pulp.LpStatus[problem.status]}/{pulp.LpSolution[problem.sol_status]}"
    return Said(status, values(x), _bound(problem))


def _bound(problem: pulp.LpProblem) -> float:
    solver = getattr(problem, "solverModel", None)
    return math.nan if solver is None else float(solver.getInfo().mip_dual_bound)


if __name__ == "__main__":
    run(solve)
