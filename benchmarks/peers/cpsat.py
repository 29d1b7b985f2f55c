"""OR-Tools' CP-SAT.  It knows whole numbers only; rows that hold fractions are scaled and rounded
so that whatever it finds also keeps the true row (its bound is then one for the rounded model)."""

from __future__ import annotations

import math

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers.child import Limit, Said, run
from benchmarks.peers.model import Floats, Model

LARGEST = 2.0**40
"""Scaled sums stay below this, far from where CP-SAT overflows."""
COST_STEPS = 1e9
FRACTION_STEPS = 1000
"""A column that may be a fraction counts in steps of a thousandth."""


def solve(model: Model, limit: Limit, threads: int, gap: float) -> Said:
    """CP-SAT's best solution and its bound within the limit."""
    step = np.where(model.whole, 1, FRACTION_STEPS)
    asked = cp_model.CpModel()
    top = np.where(np.isfinite(model.upper), model.upper * step, LARGEST / 1024)
    x = [
        asked.new_int_var(math.ceil(low), math.floor(high), "")
        for low, high in zip((model.lower * step).tolist(), top.tolist(), strict=True)
    ]
    for r in range(len(model.row_lower)):
        part = slice(int(model.start[r]), int(model.start[r + 1]))
        column = model.column[part]
        terms = [x[j] for j in column.tolist()]
        _rows(asked, terms, model.value[part] / step[column],
              model.row_lower[r], model.row_upper[r])  # fmt: skip
    weight = model.cost / step
    scale = 1.0 if _whole(weight) else COST_STEPS / max(float(np.abs(weight).max()), 1e-12)
    cost = np.round(weight * scale).astype(np.int64)
    asked.minimize(cp_model.LinearExpr.weighted_sum(x, cost.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit.left
    solver.parameters.num_workers = threads
    solver.parameters.relative_gap_limit = gap
    status = solver.solve(asked)
    name = solver.status_name(status)
    bound = solver.best_objective_bound / scale
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Said(name, None, bound if status == cp_model.UNKNOWN else math.nan)
    found = np.array([solver.value(variable) for variable in x], dtype=np.float64) / step
    return Said(name, found, bound)


def _rows(
    asked: cp_model.CpModel,
    terms: list[cp_model.IntVar],
    weight: Floats,
    low: float,
    high: float,
) -> None:
    """One row, or its two sides scaled apart, as each is rounded to its own safe side."""
    ends = [side for side in (low, high) if np.isfinite(side)]
    if _whole(np.append(weight, ends)):
        total = cp_model.LinearExpr.weighted_sum(terms, weight.astype(np.int64).tolist())
        if low == high:
            asked.add(total == int(high))
            return
        if np.isfinite(high):
            asked.add(total <= int(high))
        if np.isfinite(low):
            asked.add(total >= int(low))
        return
    scale = 1e6 / max(float(np.abs(np.append(weight, 1e-9)).max()), 1e-9)
    if np.isfinite(high):
        up = np.ceil(weight * scale - 1e-9).astype(np.int64)
        asked.add(cp_model.LinearExpr.weighted_sum(terms, up.tolist()) <= math.floor(high * scale))
    if np.isfinite(low):
        down = np.floor(weight * scale + 1e-9).astype(np.int64)
        asked.add(cp_model.LinearExpr.weighted_sum(terms, down.tolist()) >= math.ceil(low * scale))


def _whole(values: Floats) -> bool:
    return bool((values == np.round(values)).all())


if __name__ == "__main__":
    run(solve)
