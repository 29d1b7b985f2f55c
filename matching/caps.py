"""Caps: placements that a limit cannot take, told for whole classes of enterprises at once.

In a block the coefficient of a placement is weight[e] * factor[c, o], so "more than is left" reads
weight[e] > cap[c, o]: one small table of caps serves every enterprise of the class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.rows import AT_LEAST, AT_MOST, Block, Floats, Ints, Rows

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cap:
    """What one block leaves.  weight, class_of: (E,).  cap: (C, O) most that may be placed there.

    O = P * T * M, in the order of (p, t, m); infinite where the block does not limit.
    """

    weight: Floats
    class_of: Ints
    cap: Floats

    def closes(self, e: Ints, c: int, closed: Bools) -> None:
        """Mark in `closed` (n, O) where enterprises e, all of class c, need more than is left."""
        cap = self.cap[c]
        large = np.flatnonzero(self.weight[e] > cap.min(initial=np.inf))
        if len(large):
            closed[large] |= self.weight[e[large], None] > cap


def caps_alone(rows: Rows) -> list[Cap]:
    """Placements that break a hard maximum although nobody else is placed.

    Only from blocks "<=" without negative coefficients: there all others can but add, so such a
    placement is in no plan.  What the check tolerates is granted (`Rows.tolerance`).
    """
    return [
        _cap(block, limit)
        for block, limit in zip(rows, _parts(rows, rows.bound + rows.tolerance()), strict=True)
        if block.price is None and only_adds(block)
    ]


def caps_left(rows: Rows, used: Floats) -> list[Cap]:
    """Placements that would break a hard row if they were added to a plan.

    used: (R,) left-hand sides under the plan.  A row that is broken already leaves nothing to those
    who would add to it.
    """
    room = np.maximum(np.where(rows.at_least, used - rows.bound, rows.bound - used), 0.0)
    return [
        _cap(block, left)
        for block, left in zip(rows, _parts(rows, room + rows.tolerance()), strict=True)
        if block.price is None
    ]


def only_adds(block: Block) -> bool:
    """Whether the block is a maximum to which no placement gives room back."""
    adds = block.factor is None or bool((block.factor >= 0).all())
    return block.sense == AT_MOST and adds and bool((block.weight >= 0).all())


def _parts(rows: Rows, values: Floats) -> list[Floats]:
    """(R,) values cut into those of each block."""
    return [
        values[start : start + len(block.bound)]
        for start, block in zip(rows.offsets, rows, strict=True)
    ]


def _cap(block: Block, limit: Floats) -> Cap:
    """limit: (rows of the block,) the most that one placement may add to each row."""
    least = limit.copy()
    for row in range(len(least) - 2, -1, -1):
        if block.end[row] > row + 1:  # it counts in the later rows of its scope too
            least[row] = min(least[row], least[row + 1])
    row_of = block.row_of.reshape(len(block.row_of), -1)
    cap = np.append(least, np.inf)[row_of]  # -1, no row, is the last entry
    sign = -1.0 if block.sense == AT_LEAST else 1.0
    share = sign * (1.0 if block.factor is None else block.factor.reshape(row_of.shape))
    share = np.broadcast_to(share, row_of.shape)
    cap = np.divide(cap, share, out=np.full(cap.shape, np.inf), where=share > 0)
    return Cap(block.weight, block.class_of, cap)
