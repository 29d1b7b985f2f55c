"""Room: what a finished plan leaves of every limit, and what a move would lack, for many moves.

A move takes an enterprise from where it stands (or from nowhere) to another placement.  Its *net*
on a row is what it would add to it in the row's own direction: for "<=" use there minus use here,
for ">=" the contribution it would take away.  The row stands in the way where the net is more than
the room that is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.caps import caps_left
from matching.rows import AT_LEAST, Block, Floats, Ints, Rows

Bools = npt.NDArray[np.bool_]
Spots = tuple[Ints, Ints, Ints]
"""Park, year index and tenure of placements, (n,) each."""


@dataclass(frozen=True, eq=False)
class Lacks:
    """Limits in the way: (k,) each, by position and then dearest first.

    position: which move.  row: which limit.  lacking: how much, > 0, in the unit of the row.
    price: points per unit, >= 0, NaN if not known.
    """

    position: Ints
    row: Ints
    lacking: Floats
    price: Floats

    @property
    def priced(self) -> Floats:
        """(k,) points: lacking times price."""
        return self.lacking * self.price

    @property
    def first(self) -> Ints:
        """Where the dearest limit of each position stands, one per position that has any."""
        return np.flatnonzero(np.r_[True, np.diff(self.position) != 0][: len(self.position)])


class Room:
    """Room of every row under a plan.

    used: (R,) left-hand sides under the plan.  shadow: (R,) prices, NaN or None where not known.
    """

    def __init__(self, rows: Rows, used: Floats, shadow: Floats | None = None) -> None:
        self.rows, self.used = rows, used
        self.sign = np.where(rows.at_least, -1.0, 1.0)
        self.tolerance = rows.tolerance()
        room = self.sign * (rows.bound - used)
        self.room = np.where(np.abs(room) <= self.tolerance, np.maximum(room, 0.0), room)
        self.hard = np.isinf(rows.price)
        self.price = np.full(len(rows), np.nan) if shadow is None else np.abs(shadow)
        self._caps = caps_left(rows, used)
        self._soft = [
            (start, block)
            for start, block in zip(rows.offsets, rows, strict=True)
            if block.price is not None
        ]

    def net(self, e: Ints, to: Spots, held: Spots | None = None) -> tuple[Ints, Ints, Floats]:
        """(position, row, net) of every row that a move of e to `to` touches; e, spots: (n,)."""
        row, position, value = self.rows.triplets(e, *to)
        if held is not None:
            old_row, old_position, old_value = self.rows.triplets(e, *held)
            row, position = np.r_[row, old_row], np.r_[position, old_position]
            value = np.r_[value, -old_value]
        key, where = np.unique(position * len(self.rows) + row, return_inverse=True)
        total = np.bincount(where.reshape(-1), weights=value, minlength=len(key))
        row = key % max(1, len(self.rows))
        return key // max(1, len(self.rows)), row, total * self.sign[row]

    def lacks(self, position: Ints, row: Ints, net: Floats) -> Lacks:
        """All hard limits in the way of moves given by `net`."""
        lacking = net - self.room[row]
        short = self.hard[row] & (net > 0) & (lacking > self.tolerance[row])
        position, row, lacking = position[short], row[short], lacking[short]
        price = self.price[row]
        relative = lacking / np.maximum(np.abs(self.rows.bound[row]), 1e-9)
        order = np.lexsort((-relative, -np.nan_to_num(price), position))
        return Lacks(position[order], row[order], lacking[order], price[order])

    def soft_cost(self, position: Ints, row: Ints, net: Floats, count: int) -> Floats:
        """(count,) change of the points paid for soft rows by moves given by `net`."""
        soft = ~self.hard[row]
        position, row, net = position[soft], row[soft], net[soft]
        before = np.maximum(-self.room[row], 0.0)
        after = np.maximum(net - self.room[row], 0.0)
        change = self.rows.price[row] * (after - before)
        return np.bincount(position, weights=change, minlength=count).astype(np.float64)

    def closed(self, e: Ints, places: int) -> Bools:
        """(n, places) where adding an enterprise would break a hard row; O in order (p, t, m)."""
        closed = np.zeros((len(e), places), dtype=bool)
        for cap in self._caps:
            of = cap.class_of[e]
            large = np.flatnonzero(cap.weight[e] > cap.cap.min(axis=1, initial=np.inf)[of])
            if len(large):
                closed[large] |= cap.weight[e[large], None] > cap.cap[of[large]]
        return closed

    def soft_costs(self, e: Ints, places: int) -> Floats:
        """(n, places) change of the points paid for soft rows if an enterprise were added."""
        change = np.zeros((len(e), places))
        for start, block in self._soft:
            touched = np.flatnonzero(block.weight[e] != 0.0)
            change[touched] += self._soft_block(start, block, e[touched], places)
        return change

    def _soft_block(self, start: int, block: Block, e: Ints, places: int) -> Floats:
        count = len(block.bound)
        c = block.class_of[e]
        first = block.row_of.reshape(-1, places)[c]
        need = np.repeat(block.weight[e, None], places, axis=1)
        if block.factor is not None:
            need = need * block.factor.reshape(-1, places)[c]
        if block.sense == AT_LEAST:
            need = -need
        room = np.append(self.room[start : start + count], np.inf)
        price = np.append(np.zeros(count) if block.price is None else block.price, 0.0)
        end = np.append(block.end, -1)
        change = np.zeros((len(e), places))
        for later in range(int((block.end - np.arange(count)).max(initial=0))):
            # row -1, "no row", is the entry at the end: no price, endless room
            row = np.where((first >= 0) & (first + later < end[first]), first + later, count)
            after = np.maximum(need - room[row], 0.0)
            change += price[row] * (after - np.maximum(-room[row], 0.0))
        return change
