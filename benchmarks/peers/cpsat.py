"""OR-Tools' CP-SAT.  It knows whole numbers only; rows that hold fractions are scaled and rounded
so that whatever it finds also keeps the true row (its bound is then one for the rounded model)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from benchmarks.peers.child import Limit, Said, run
from benchmarks.peers.model import Floats, Model

LARGEST = 2.0**52
"""Scaled sums stay below this, far from where CP-SAT overflows."""
COST_STEPS = 1e6
FRACTION_STEPS = 1e4
"""A column that may be a fraction counts in so many steps up to its upper bound."""
PRECISION = 1e4
"""A scaled row keeps so much of its largest weight, and of those of fractions.  More would cost
CP-SAT time, less would cost its plans more than 0.01 % of a limit."""


def solve(model: Model, limit: Limit, threads: int, gap: float) -> Said:
    """CP-SAT's best solution and its bound within the limit."""
    if not np.isfinite(model.lower).all() or not np.isfinite(model.upper).all():
        raise ValueError("CP-SAT needs finite bounds on all columns")
    step = np.where(model.whole, 1.0, FRACTION_STEPS / np.maximum(model.upper, 1e-9))
    asked = cp_model.CpModel()
    low, top = np.ceil(model.lower * step - 1e-6), np.floor(model.upper * step + 1e-6)
    x = [
        asked.new_bool_var("") if (a, b) == (0, 1) else asked.new_int_var(int(a), int(b), "")
        for a, b in zip(low.tolist(), top.tolist(), strict=True)
    ]
    for r in range(len(model.row_lower)):
        part = slice(int(model.start[r]), int(model.start[r + 1]))
        column = model.column[part]
        terms = [x[j] for j in column.tolist()]
        weight = model.value[part] / step[column]
        scale = _scale(weight, top[column], model.whole[column])
        binary = bool(((low[column] == 0) & (top[column] == 1)).all())
        _rows(asked, terms, weight, model.row_lower[r], model.row_upper[r], scale, binary)
    paid = model.cost / step
    unit = 1.0 if _whole(paid) else COST_STEPS / max(float(np.abs(paid).max()), 1e-12)
    cost = np.round(paid * unit).astype(np.int64)
    asked.minimize(cp_model.LinearExpr.weighted_sum(x, cost.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit.left
    solver.parameters.num_workers = threads
    solver.parameters.relative_gap_limit = gap
    status = solver.solve(asked)
    name = solver.status_name(status)
    bound = solver.best_objective_bound / unit
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
    scale: float,
    binary: bool,
) -> None:
    """One row, or its two sides scaled, as each is rounded to its own safe side."""
    ends = [side for side in (low, high) if np.isfinite(side)]
    if _whole(np.append(weight, ends)):
        if low == -np.inf and high == 1 and (weight == 1).all() and binary:
            asked.add_at_most_one(terms)
            return
        total = cp_model.LinearExpr.weighted_sum(terms, weight.astype(np.int64).tolist())
        if low == high:
            asked.add(total == int(high))
            return
        if np.isfinite(high):
            asked.add(total <= int(high))
        if np.isfinite(low):
            asked.add(total >= int(low))
        return
    noise = 1e-9 * np.maximum(1.0, np.abs(weight) * scale)
    if np.isfinite(high):
        up = np.ceil(weight * scale - noise).astype(np.int64)
        asked.add(cp_model.LinearExpr.weighted_sum(terms, up.tolist()) <= math.floor(high * scale))
    if np.isfinite(low):
        down = np.floor(weight * scale + noise).astype(np.int64)
        asked.add(cp_model.LinearExpr.weighted_sum(terms, down.tolist()) >= math.ceil(low * scale))


def _scale(weight: Floats, top: Floats, whole: npt.NDArray[np.bool_]) -> float:
    """What to multiply a row by before it is rounded."""
    size = np.abs(weight)
    keep = [size.max(initial=0.0), *size[~whole & (size > 0)].tolist()]
    finest = min((part for part in keep if part > 0), default=1.0)
    return float(min(PRECISION / finest, LARGEST / max(float((size * top).sum()), 1e-9)))


def _whole(values: Floats) -> bool:
    return bool((values == np.round(values)).all())


if __name__ == "__main__":
    run(solve)
