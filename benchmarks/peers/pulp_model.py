"""A plain model as PuLP sees it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from benchmarks.peers.model import Floats, Model


def build(model: Model) -> tuple[pulp.LpProblem, list[Any]]:
    """The PuLP minimisation and its variables in the order of the columns."""
    problem = pulp.LpProblem("peer", pulp.LpMinimize)
    upper = [None if np.isinf(top) else top for top in model.upper.tolist()]
    x = [
        problem.add_variable(f"x{j}", low, top, pulp.LpInteger if whole else pulp.LpContinuous)
        for j, (low, top, whole) in enumerate(
            zip(model.lower.tolist(), upper, model.whole.tolist(), strict=True)
        )
    ]
    problem += pulp.lpDot(model.cost.tolist(), x)
    for r, (low, top) in enumerate(
        zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)
    ):
        part = slice(int(model.start[r]), int(model.start[r + 1]))
        total = pulp.lpDot(model.value[part].tolist(), [x[j] for j in model.column[part].tolist()])
        if low == top:
            problem += (total == top, f"r{r}")
            continue
        if np.isfinite(top):
            problem += (total <= top, f"u{r}")
        if np.isfinite(low):
            problem += (total >= low, f"l{r}")
    return problem, x


def values(x: list[Any]) -> Floats | None:
    """Values of the variables, None where one has none."""
    found = [variable.varValue for variable in x]
    return None if any(value is None for value in found) else np.array(found, dtype=np.float64)
