"""Ledger: a plan under construction, with the room that every limit leaves, booked one by one.

Room is canonical: bound - use for "<=", use - bound for ">="; a row holds while its room is >= 0.
`gate[r]` is the least room of row r and the later rows of its scope: what a placement entering at r
may use at most.  Soft rows never close a gate; their violation costs points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.layout import Layout, Part
from matching.engine.pricing import Pricing
from matching.problem import NEVER
from matching.rows import Floats, Ints

Bools = npt.NDArray[np.bool_]
UNPLACED = -1


@dataclass(frozen=True, eq=False)
class _Gates:
    """Hard "<=" blocks without factor, stacked: row (sum of C, O), first[e, k], weight[e, k]."""

    row: npt.NDArray[np.int32]
    first: Ints
    weight: Floats


class Ledger:
    """A plan as `at[e]` = place o or UNPLACED, and its books."""

    def __init__(self, layout: Layout, pricing: Pricing) -> None:
        self.layout = layout
        self.pricing = pricing
        self.at = np.full(layout.problem.shape[0], UNPLACED, dtype=np.int64)
        self.room = layout.sign * layout.bound
        self.tolerance = 1e-9 * np.maximum(1.0, np.abs(layout.bound))
        self.hard = np.isinf(layout.price)
        hard = [part for part in layout.parts if part.hard]
        self._hard = hard
        self._plain = _stack([p for p in hard if p.factor is None and p.sign > 0], layout)
        self._shaped = [part for part in hard if part.factor is not None]
        self._soft = [part for part in layout.parts if not part.hard]
        self._demands = [part for part in hard if part.sign < 0 or part.factor is not None]
        self._refresh()

    # -- looking -------------------------------------------------------------------------------

    def fits(self, e: int) -> Bools:
        """(O,) where enterprise e, not placed now, may go without breaking a hard row."""
        weight = self._plain.weight[e]
        used = np.flatnonzero(weight)
        gates = self.gate[self._plain.row[self._plain.first[e, used]]]
        fits = (gates >= weight[used, None]).all(axis=0)
        for part in self._shaped:
            c = part.class_of[e]
            if part.weight[e] != 0.0 and part.factor is not None:
                need = part.sign * part.factor[c] * part.weight[e]
                fits &= (need <= 0.0) | (self.gate[part.row[c]] >= need)
        return fits

    def fits_at(self, e: int, o: int) -> bool:
        """Whether enterprise e, not placed now, may go to place o without breaking a hard row."""
        for row, use in self._bookings(e, o, self._hard):
            if use > 0.0 and use > self.gate[row]:
                return False
        return True

    def fine(self, e: int) -> Floats:
        """(O,) change of the points lost to soft rows if e, not placed now, went there."""
        change = np.zeros(self.layout.places)
        for part in self._soft:
            if part.weight[e] != 0.0:
                change += self._fine_of(part, e)
        return change

    def _fine_of(self, part: Part, e: int) -> Floats:
        c = part.class_of[e]
        row = part.row[c]
        hit = np.flatnonzero(row < self.layout.count)
        change = np.zeros(len(row))
        at = row[hit]
        use = part.sign * part.weight[e]
        need = use if part.factor is None else use * part.factor[c, hit]
        before = np.maximum(-self.room[at], 0.0)
        after = np.maximum(need - self.room[at], 0.0)
        change[hit] = self.layout.price[at] * (after - before)
        return change

    def scores(self, e: int) -> Floats:
        """(O,) points of every place of e, NEVER where not eligible."""
        return self.pricing.scores(e, e + 1)[0].astype(np.float64)

    def gains(self, e: int) -> Floats:
        """(O,) change of the objective if e, not placed now, went there; NEVER where it may not."""
        score = self.scores(e)
        open_ = score > float(NEVER) / 2
        if open_.any():
            open_ &= self.fits(e)
        return np.where(open_, score - self.fine(e), float(NEVER))

    @property
    def broken(self) -> Ints:
        """Hard rows that do not hold now."""
        return np.flatnonzero(self.hard & (self.room < -self.tolerance))

    @property
    def whole(self) -> bool:
        """Whether every hard row holds."""
        return not len(self.broken)

    def value(self) -> float:
        """Objective of the plan as it stands, in float64 from scratch."""
        e = np.flatnonzero(self.at >= 0)
        p, t, m = self.layout.unflat(self.at[e])
        points = self.layout.problem.score_at(e, p, t, m) + self.layout.problem.chain_points(e, p)
        return float(points.sum()) - self.paid()

    def paid(self) -> float:
        """Points that the plan as it stands loses for soft limits it misses."""
        excess = np.maximum(-self.room, 0.0)
        return float(np.where(self.hard, 0.0, self.layout.price) @ excess)

    def supports(self, e: int) -> list[tuple[int, float]]:
        """Hard rows that would break if the placement of e were taken back, and by how much."""
        broken = []
        for row, use in self._bookings(e, int(self.at[e]), self._demands):
            left = self.room[row] + use
            if use < 0.0 and self.hard[row] and left < -self.tolerance[row]:
                broken.append((row, -left))
        return broken

    # -- booking -------------------------------------------------------------------------------

    def place(self, e: int, o: int) -> None:
        """Book enterprise e, not placed now, at place o (whether it fits or not)."""
        self._book(e, o, 1.0)
        self.at[e] = o

    def take_back(self, e: int) -> int:
        """Undo the placement of e; returns where it was."""
        o = int(self.at[e])
        self._book(e, o, -1.0)
        self.at[e] = UNPLACED
        return o

    def restart(self, at: Ints) -> None:
        """Make `at` the plan and rebuild the books from scratch (no rounding drift)."""
        self.at = at.copy()
        e = np.flatnonzero(at >= 0)
        row, _, value = self.layout.entries(e, at[e])
        used = np.zeros(self.layout.count)
        np.add.at(used, row, value)
        self.room = self.layout.sign * (self.layout.bound - used)
        self._refresh()

    def _book(self, e: int, o: int, times: float) -> None:
        for row, use in self._bookings(e, o, self.layout.parts):
            end = int(self.layout.end[row])
            self.room[row:end] -= times * use
            if self.hard[row]:
                start = int(self.layout.start[row])
                room = self.room[start:end]
                if end - start == 1:
                    self.gate[start] = room[0] + self.tolerance[start]
                else:
                    least = np.minimum.accumulate(room[::-1])[::-1]
                    self.gate[start:end] = least + self.tolerance[start:end]

    def _bookings(self, e: int, o: int, parts: Iterable[Part]) -> list[tuple[int, float]]:
        """(first row, canonical use) of a placement in the given parts."""
        booked = []
        count = self.layout.count
        for part in parts:
            weight = part.weight[e]
            if weight == 0.0:
                continue
            c = part.class_of[e]
            row = part.row[c, o]
            if row < count:
                use = part.sign * weight
                booked.append((int(row), use if part.factor is None else use * part.factor[c, o]))
        return booked

    def _refresh(self) -> None:
        """Recompute the gates of all rows, and the open one of "no row" at the end."""
        room = np.where(self.hard, self.room, np.inf)
        left = self.layout.end - np.arange(self.layout.count)
        gate = room.copy()
        for step in range(1, int(left.max(initial=1))):
            later = np.flatnonzero(left > step)
            gate[later] = np.minimum(gate[later], room[later + step])
        self.gate = np.append(gate + self.tolerance, np.inf)


def _stack(parts: list[Part], layout: Layout) -> _Gates:
    enterprises = layout.problem.shape[0]
    if not parts:
        return _Gates(
            np.zeros((0, layout.places), dtype=np.int32),
            np.zeros((enterprises, 0), dtype=np.int64),
            np.zeros((enterprises, 0)),
        )
    base = np.cumsum([0, *(part.classes for part in parts)])[:-1]
    return _Gates(
        row=np.concatenate([part.row for part in parts]),
        first=np.stack([b + part.class_of for b, part in zip(base, parts, strict=True)], axis=1),
        weight=np.stack([part.weight for part in parts], axis=1),
    )
