"""Ranges: how far limits may change together before their price in a solved program does.

The basis stays optimal as long as its basic variables keep their bounds; prices and reduced values
do not depend on the limits, so until then the price is right for *all* placements, also those that
the restricted program does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from matching.rows import Floats, Ints

ZERO = 1e-9


@dataclass(frozen=True)
class Range:
    """The price holds while the limits change by low <= change <= high (low <= 0 <= high).

    low = 0 or high = 0: the limits stand at a kink, and on that side the price is another one.
    """

    low: float
    high: float


class Basis:
    """The optimal basis of a solved program "activity <= upper", read once for many questions."""

    def __init__(self, solver: highspy.Highs) -> None:
        self.solver = solver
        lp, solution = solver.getLp(), solver.getSolution()
        self.columns, self.rows = lp.num_col_, lp.num_row_
        self.matrix = _matrix(lp)
        self.value, self.activity = np.asarray(solution.col_value), np.asarray(solution.row_value)
        self.col_upper, self.row_upper = np.asarray(lp.col_upper_), np.asarray(lp.row_upper_)
        _, basic = solver.getBasicVariables()  # type: ignore[attr-defined]
        self.basic = np.asarray(basic)
        self.loose = np.zeros(self.rows, dtype=bool)
        self.loose[-1 - self.basic[self.basic < 0]] = True

    def range_of(self, rows: Ints, sign: Floats) -> Range:
        """How far the bounds of the rows may change, all by the same amount.

        sign: (n,) +1 where the bound's rise raises `upper`, -1 where it lowers it (a minimum).
        """
        moved = np.zeros(self.rows)
        moved[rows] = sign
        rhs = np.where(self.loose, 0.0, moved)
        step = np.zeros(self.columns)
        if rhs.any():
            _, solved = self.solver.getBasisSolve(rhs)  # type: ignore[attr-defined]
            structural = self.basic >= 0
            step[self.basic[structural]] = np.asarray(solved)[structural]
        # columns keep 0 <= value <= upper, loose rows their distance to their (moving) bound
        basic = self.basic[self.basic >= 0]
        low, high = _steps(self.value[basic], step[basic])
        above = _steps(self.col_upper[basic] - self.value[basic], -step[basic])
        room = self.row_upper - self.activity
        change = moved - self.matrix @ step
        left = _steps(room[self.loose], change[self.loose])
        return Range(max(low, above[0], left[0]), min(high, above[1], left[1]))


def _steps(room: Floats, step: Floats) -> tuple[float, float]:
    """(least <= 0, most >= 0) t for which room + t * step >= 0; what is below 0 counts as 0."""
    room = np.maximum(room, 0.0)
    falls, rises = step < -ZERO, step > ZERO
    high = (room[falls] / -step[falls]).min(initial=np.inf)
    low = (room[rises] / step[rises]).min(initial=np.inf)
    return -float(low), float(high)


def _matrix(lp: highspy.HighsLp) -> scipy.sparse.csr_matrix:
    matrix, shape = lp.a_matrix_, (lp.num_row_, lp.num_col_)
    parts = (np.asarray(matrix.value_), np.asarray(matrix.index_), np.asarray(matrix.start_))
    if matrix.format_ == highspy.MatrixFormat.kColwise:
        return scipy.sparse.csc_matrix(parts, shape=shape).tocsr()
    return scipy.sparse.csr_matrix(parts, shape=shape)
