"""Layout: the rows of a problem compiled for speed; a placement of an enterprise is one number o.

o = (p * T + t) * M + m runs over the O = P * T * M places of one enterprise.  Every row is also
known in its *canonical* form "use <= limit": minima are multiplied by -1.  A cumulative block is
kept as the first row of each place; `start` and `end` delimit the rows of its scope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.problem import Problem
from matching.rows import AT_LEAST, Block, Floats, Ints, Rows

Int32s = npt.NDArray[np.int32]

DEAR = 100.0
"""How many times the worth of the best placement a price may ask of the least user of a limit."""


@dataclass(frozen=True, eq=False)
class Part:
    """One block, flattened.

    weight (E,), class_of (E,).  row: (C, O) number of the first row among all rows, R where none.
    factor: (C, O) or None for 1.  sign: +1 for <=, -1 for >=.  hard: whether it may be violated.
    """

    weight: Floats
    class_of: Ints
    row: Int32s
    factor: Floats | None
    sign: float
    hard: bool
    cumulative: bool

    @property
    def classes(self) -> int:
        """Number of classes of enterprises."""
        return self.row.shape[0]


@dataclass(frozen=True, eq=False)
class Layout:
    """All rows of a problem, ready for pricing and for booking placements.

    bound, sign, price (inf = hard), start, end: (R,); start and end delimit the rows of a scope
    (cumulative) or the row itself.  unit_scale (R,): what is much in the unit of the row, > 0.
    cap: (R,) the highest price (in size) worth asking: of a soft row its price, of a hard one so
    much that the least user of the limit would pay many times what anybody is worth.
    """

    problem: Problem
    rows: Rows
    parts: tuple[Part, ...]
    bound: Floats
    sign: Floats
    price: Floats
    start: Ints
    end: Ints
    unit_scale: Floats
    cap: Floats

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.bound)

    @property
    def places(self) -> int:
        """Places per enterprise, P * T * M."""
        return int(np.prod(self.problem.shape[1:]))

    def flat(self, p: Ints, t: Ints, m: Ints) -> Ints:
        """Number of each place."""
        _, _, years, tenures = self.problem.shape
        return (p * years + t) * tenures + m

    def unflat(self, o: Ints) -> tuple[Ints, Ints, Ints]:
        """Park, year index and tenure of each place."""
        _, _, years, tenures = self.problem.shape
        rest, m = np.divmod(o, tenures)
        p, t = np.divmod(rest, years)
        return p, t, m

    @property
    def demanding(self) -> bool:
        """Whether some hard minimum must be met."""
        return bool((np.isinf(self.price) & (self.sign < 0) & (self.bound > 0)).any())

    def from_row_on(self, value: Floats) -> Floats:
        """(R,) sum of `value` over a row and later rows of its scope (what a placement pays)."""
        total = np.concatenate([[0.0], np.cumsum(value)])
        rows = np.arange(self.count)
        return np.where(self.end == rows + 1, value, total[self.end] - total[rows])

    def up_to_row(self, value: Floats) -> Floats:
        """(R,) sum of `value` over a row and earlier rows of its scope (what is used by then)."""
        total = np.concatenate([[0.0], np.cumsum(value)])
        rows = np.arange(self.count)
        return np.where(self.start == rows, value, total[rows + 1] - total[self.start])

    def first_entries(self, e: Ints, o: Ints) -> tuple[Ints, Ints, Floats]:
        """(row, position, value) of the given placements, only the first row of cumulative ones."""
        rows, positions, values = [], [], []
        for part in self.parts:
            c = part.class_of[e]
            row = part.row[c, o]
            value = part.weight[e]
            if part.factor is not None:
                value = value * part.factor[c, o]
            kept = np.flatnonzero((row < self.count) & (value != 0.0))
            rows.append(row[kept].astype(np.int64))
            positions.append(kept)
            values.append(value[kept])
        if not rows:
            none = np.zeros(0, dtype=np.int64)
            return none, none, np.zeros(0)
        return np.concatenate(rows), np.concatenate(positions), np.concatenate(values)

    def entries(self, e: Ints, o: Ints) -> tuple[Ints, Ints, Floats]:
        """(row, position, value) of all coefficients of the given placements."""
        row, position, value = self.first_entries(e, o)
        repeat = self.end[row] - row
        step = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        return np.repeat(row, repeat) + step, np.repeat(position, repeat), np.repeat(value, repeat)


def compile_layout(problem: Problem, rows: Rows) -> Layout:
    """The layout of a problem's rows.

    A soft cumulative block is unrolled into one plain block per later year, because its violation
    is paid row by row.
    """
    enterprises = problem.shape[0]
    places = int(np.prod(problem.shape[1:]))
    count = len(rows)
    start, end = np.arange(count), np.arange(1, count + 1)
    scale, cap = np.zeros(count), rows.price.copy()
    dearest = DEAR * max(1.0, float(problem.size_share.max(initial=0.0)))
    parts: list[Part] = []
    for offset, block in zip(rows.offsets, rows, strict=True):
        number = len(block.bound)
        flat = block.row_of.reshape(block.row_of.shape[0], places)
        row = np.where(flat >= 0, flat + offset, count).astype(np.int32)
        factor = None if block.factor is None else block.factor.reshape(flat.shape)
        soft = block.price is not None
        here = slice(offset, offset + number)
        if block.cumulative and not soft:
            end[here] = block.end + offset
            start[here] = _starts(block) + offset
        depth = int((block.end - np.arange(number)).max()) if block.cumulative and soft else 1
        last = np.concatenate([block.end + offset, [0]])  # the sentinel row never goes on
        for later in range(depth):
            moved = row + later
            local = np.where(row < count, row - offset, number)
            shifted = np.where((row < count) & (moved < last[local]), moved, count)
            parts.append(
                Part(
                    weight=block.weight.astype(np.float64),
                    class_of=block.class_of.astype(np.int64),
                    row=shifted.astype(np.int32),
                    factor=factor,
                    sign=-1.0 if block.sense == AT_LEAST else 1.0,
                    hard=not soft,
                    cumulative=block.cumulative and not soft,
                )
            )
        typical = float(block.weight.sum()) / max(1, enterprises)
        scale[here] = np.maximum(np.abs(block.bound), max(typical, 1e-9))
        if not soft:
            cap[here] = dearest / _least_use(block)
    return Layout(
        problem=problem,
        rows=rows,
        parts=tuple(parts),
        bound=rows.bound,
        sign=np.where(rows.at_least, -1.0, 1.0),
        price=rows.price,
        start=start,
        end=end,
        unit_scale=scale,
        cap=cap,
    )


def _least_use(block: Block) -> float:
    """The smallest coefficient but 0 in size, at least a millionth of the largest; 1 if none."""
    weight = block.weight[block.weight > 0]
    share = np.ones(1) if block.factor is None else np.abs(block.factor[block.factor != 0])
    if not len(weight) or not len(share):
        return 1.0
    least = float(weight.min() * share.min())
    return max(least, 1e-6 * float(weight.max() * share.max()))


def _starts(block: Block) -> Ints:
    """(R,) first row of each row's scope."""
    first = np.arange(len(block.bound))
    for r in range(1, len(first)):
        if block.end[r] == block.end[r - 1]:
            first[r] = first[r - 1]
    return first
