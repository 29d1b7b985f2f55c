"""Uses: what every enterprise takes of which limits, laid out flat for the compiled kernels.

All blocks' first-row tables are stacked into one table of *lines*; a line holds, for every place o,
the row that a placement there enters (NO_ROW where none).  Enterprise e uses the limits

    line[first[e]], ..., line[first[e + 1] - 1]      with amounts amount[...]

in canonical form (minima are multiplied by -1: a negative amount gives room).  A line with a shape
multiplies the amount by shape[shape_of[line], o].  Lines without any row, and amounts of 0, are
left out, so an enterprise lists only the dozen limits that can touch it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.layout import Layout, Part
from matching.rows import Floats, Ints

NO_ROW = -1
NO_SHAPE = -1


@dataclass(frozen=True, eq=False)
class Uses:
    """Flat arrays, all C-contiguous.

    row: (L, O) int32 row entered at each place, NO_ROW where none.  shape_of: (L,) int32 line of
    `shape` or NO_SHAPE.  shape: (S, O) float64 factors.  first: (E + 1,) int64.  line: (n,) int32.
    amount: (n,) float64 canonical use before the factor.  end: (R,) int64 one past the last row
    that a placement entering at this row counts in.
    """

    row: npt.NDArray[np.int32]
    shape_of: npt.NDArray[np.int32]
    shape: Floats
    first: Ints
    line: npt.NDArray[np.int32]
    amount: Floats
    end: Ints

    def costs(self, paid: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """(L, O) points that one unit of amount pays at each place, (L,) whether it ever pays.

        paid: (R,) canonical price of a row and the later rows of its scope, points per unit.
        """
        cost = np.append(paid, 0.0)[self.row]
        shaped = np.flatnonzero(self.shape_of >= 0)
        cost[shaped] *= self.shape[self.shape_of[shaped]]
        return cost, np.asarray(cost.any(axis=1))


def flatten(layout: Layout) -> Uses:
    """The uses of a layout's parts."""
    enterprises = layout.problem.shape[0]
    tables, shapes, shape_of = [], [], []
    owners, lines, amounts = [], [], []
    count = shape_count = 0
    for part in layout.parts:
        touched, table = _lines(part, layout.count)
        number_of = np.full(part.classes, -1, dtype=np.int64)
        number_of[touched] = count + np.arange(len(touched))
        tables.append(table)
        if part.factor is None:
            shape_of.append(np.full(len(touched), NO_SHAPE))
        else:
            shapes.append(part.factor[touched])
            shape_of.append(shape_count + np.arange(len(touched)))
            shape_count += len(touched)
        count += len(touched)
        line = number_of[part.class_of]
        users = np.flatnonzero((line >= 0) & (part.weight != 0.0))
        owners.append(users)
        lines.append(line[users])
        amounts.append(part.sign * part.weight[users])
    owner = np.concatenate(owners) if owners else np.zeros(0, dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    places = layout.places
    return Uses(
        row=_stack(tables, (0, places), np.int32),
        shape_of=_stack(shape_of, (0,), np.int32),
        shape=_stack(shapes, (0, places), np.float64),
        first=np.searchsorted(owner[order], np.arange(enterprises + 1)).astype(np.int64),
        line=_stack(lines, (0,), np.int32)[order],
        amount=_stack(amounts, (0,), np.float64)[order],
        end=layout.end.astype(np.int64),
    )


def _lines(part: Part, rows: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Classes of a part that enter any row at all, and their rows with NO_ROW for none."""
    table = np.where(part.row < rows, part.row, NO_ROW).astype(np.int32)
    touched = np.flatnonzero((table >= 0).any(axis=1))
    return touched, table[touched]


def _stack(parts: list, empty: tuple[int, ...], dtype: type) -> npt.NDArray:
    joined = np.concatenate(parts) if parts else np.zeros(empty)
    return np.ascontiguousarray(joined, dtype=dtype)
