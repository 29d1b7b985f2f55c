"""Sharper: HiGHS proves a bound beside the search, over the placements of any better plan.

The Lagrangian bound of a small problem is several per cent too high: a few large enterprises do not
fit together as their fractions do.  HiGHS' cuts see that.  A plan better than the one at hand holds
only placements that lose less than the distance to the bound (see `Engine.loss`); so the bound of
the model with those alone, or the value at hand, whichever is more, holds for all plans.
"""

from __future__ import annotations

import threading

import highspy
import numpy as np

from matching.engine.highs import quiet_solver, run_watched
from matching.problem import Placements, Problem
from matching.relaxation import standard_form
from matching.rows import Rows
from matching.stopping import Clock

MOST_COLUMNS = 80_000
"""Beyond that HiGHS proves nothing in the time that people wait."""
LEAST_SECONDS = 5.0


class Sharper:
    """One proof under way in a thread of its own.

    value: points of a plan at hand when the placements were chosen.  bound: points that no plan
    exceeds, as far as proven by now; inf to begin with.
    """

    def __init__(
        self, problem: Problem, rows: Rows, kept: Placements, value: float, clock: Clock
    ) -> None:
        self.value = value
        self.bound = np.inf
        self._enough = threading.Event()
        self._clock = Clock(clock.left, lambda: clock.over or self._enough.is_set())
        self._worker = threading.Thread(target=self._prove, args=(problem, rows, kept), daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """End the proof; what is proven stays."""
        self._enough.set()
        self._worker.join(1.0)

    def _prove(self, problem: Problem, rows: Rows, kept: Placements) -> None:
        solver = _model(problem, rows, kept)
        outcome = run_watched(solver, self._clock, self._hear, None)
        self._hear(None, -outcome.bound)

    def _hear(self, best: float | None, bound: float | None) -> None:
        del best
        if bound is not None:
            self.bound = min(self.bound, max(bound, self.value))


def _model(problem: Problem, rows: Rows, kept: Placements) -> highspy.Highs:
    cost, matrix, upper = standard_form(rows, kept, problem.chains)
    matrix = matrix.tocsc()
    columns = matrix.shape[1]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, matrix.shape[0]
    model.col_cost_ = cost
    model.col_lower_ = np.zeros(columns)
    chosen = np.arange(columns) < len(kept)
    model.col_upper_ = np.where(chosen, 1.0, np.inf)
    model.row_lower_ = np.full(matrix.shape[0], -np.inf)
    model.row_upper_ = upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kind = highspy.HighsVarType
    model.integrality_ = [kind.kInteger if one else kind.kContinuous for one in chosen.tolist()]
    solver = quiet_solver()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_heuristic_effort", 0.0)
    solver.passModel(model)
    return solver
