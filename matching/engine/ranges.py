"""Ranges: how far one limit may change before its price in a solved linear program does.

The basis stays optimal as long as its basic variables keep their bounds; prices and reduced values
do not depend on the limit, so while it does, the price is right for *all* placements, also those
that the restricted program does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from matching.rows import Floats

ZERO = 1e-9


@dataclass(frozen=True)
class Range:
    """The price of a row holds while its bound stays within [low, high], in the row's unit.

    low = high where the limit stands at a kink: one unit more is worth less than one unit less
    costs, and the price lies between the two.
    """

    low: float
    high: float


def price_range(solver: highspy.Highs, row: int, sign: float) -> Range:
    """The range of a row of the program "activity <= sign * bound", solved to the optimum."""
    solution, lp = solver.getSolution(), solver.getLp()
    upper = float(lp.row_upper_[row])
    basis = solver.getBasis()
    if basis.row_status[row] == highspy.HighsBasisStatus.kBasic:
        return _range(float(solution.row_value[row]), np.inf, sign)
    rhs = np.zeros(lp.num_row_)
    rhs[row] = 1.0
    _, solved = solver.getBasisSolve(rhs)  # type: ignore[attr-defined]
    _, basic = solver.getBasicVariables()  # type: ignore[attr-defined]
    basic, solved = np.asarray(basic), np.asarray(solved)
    structural = basic >= 0
    columns = basic[structural]
    step = np.zeros(lp.num_col_)
    step[columns] = solved[structural]
    value = np.asarray(solution.col_value)
    down, up = _steps(value[columns], np.asarray(lp.col_lower_)[columns],
                      np.asarray(lp.col_upper_)[columns], step[columns])  # fmt: skip
    slack_rows = -1 - basic[~structural]
    if len(slack_rows):
        moved = _product(lp, step)
        down_rows, up_rows = _steps(
            np.asarray(solution.row_value)[slack_rows], np.asarray(lp.row_lower_)[slack_rows],
            np.asarray(lp.row_upper_)[slack_rows], moved[slack_rows],
        )  # fmt: skip
        down, up = max(down, down_rows), min(up, up_rows)
    return _range(upper + down, upper + up, sign)


def _range(low: float, high: float, sign: float) -> Range:
    return Range(low, high) if sign > 0 else Range(-high, -low)


def _steps(value: Floats, lower: Floats, upper: Floats, step: Floats) -> tuple[float, float]:
    """(least <= 0, most >= 0) t for which lower <= value + t * step <= upper."""
    moving = np.abs(step) > ZERO
    value, lower, upper, step = value[moving], lower[moving], upper[moving], step[moving]
    up_room, down_room = np.maximum(upper - value, 0.0), np.maximum(value - lower, 0.0)
    most = np.where(step > 0, up_room, down_room) / np.abs(step)
    least = np.where(step > 0, down_room, up_room) / np.abs(step)
    return -float(least.min(initial=np.inf)), float(most.min(initial=np.inf))


def _product(lp: highspy.HighsLp, step: Floats) -> Floats:
    """Row activities of a vector of columns."""
    matrix = lp.a_matrix_
    parts = (np.asarray(matrix.value_), np.asarray(matrix.index_), np.asarray(matrix.start_))
    if matrix.format_ == highspy.MatrixFormat.kColwise:
        made = scipy.sparse.csc_matrix(parts, shape=(lp.num_row_, lp.num_col_))
    else:
        made = scipy.sparse.csr_matrix(parts, shape=(lp.num_row_, lp.num_col_))
    return np.asarray(made @ step)
