"""PuLP with the CBC that comes with it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pulp

from benchmarks.peers.child import Limit, Said, run
from benchmarks.peers.model import Model
from benchmarks.peers.pulp_model import build, values

BOUND = re.compile(
    r"best possible (-?[\d.]+(?:e[+-]?\d+)?)|Lower bound:\s+(-?[\d.]+(?:e[+-]?\d+)?)"
    r"|Continuous objective value is (-?[\d.]+(?:e[+-]?\d+)?)"
)


def solve(model: Model, limit: Limit, threads: int, gap: float) -> Said:
    """CBC's solution and the bound in its log within the limit."""
    problem, x = build(model)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cbc.log")
        solver = pulp.PULP_CBC_CMD(
            msg=False, gapRel=gap, threads=threads, timeLimit=limit.left, timeMode="elapsed",
            logPath=str(log),
        )  # fmt: skip
        problem.solve(solver)
        told = BOUND.findall(log.read_text("utf-8", "replace")) if log.exists() else []
    bounds = [float(next(filter(None, groups))) for groups in told]
    status = f"{pulp.LpStatus[problem.status]}/{pulp.LpSolution[problem.sol_status]}"
    return Said(status, values(x), max((b for b in bounds if abs(b) < 1e40), default=float("nan")))


if __name__ == "__main__":
    run(solve)
