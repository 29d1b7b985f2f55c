"""Room: what a finished plan leaves of every limit, asked for many enterprises at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.engine.layout import Layout
from matching.engine.pricing import Caps, caps_of, rule_out
from matching.rows import Floats, Ints


class Room:
    """Room of every row under a plan.

    used: (R,) left-hand sides under the plan.  shadow: (R,) prices, to name the dearest of several
    limits that close a placement.
    """

    def __init__(self, layout: Layout, used: Floats, shadow: Floats | None = None) -> None:
        self.layout = layout
        self.room = layout.sign * (layout.bound - used)
        self.tolerance = layout.rows.tolerance()
        self.hard = np.isinf(layout.price)
        self.price = np.zeros(layout.count) if shadow is None else np.abs(np.nan_to_num(shadow))
        self._caps = self._make_caps()

    def _make_caps(self) -> Caps:
        layout = self.layout
        room = np.where(layout.sign > 0, np.maximum(self.room, 0.0), layout.bound)
        return caps_of(layout, room)

    def close(self, value: npt.NDArray, enterprises: Ints) -> None:
        """Set (n, O) values to NEVER where a hard limit leaves no room, in place."""
        rule_out(value, enterprises, self._caps)
        for part in self.layout.parts:
            if not part.hard or part.factor is None:
                continue
            # rows in which some give room and others take it (shares, stability)
            row = np.minimum(part.row, self.layout.count - 1)
            left = np.where(part.row < self.layout.count, self.room[row], np.inf)
            slack = np.where(part.row < self.layout.count, self.tolerance[row], 0.0)
            c = part.class_of[enterprises]
            need = part.sign * part.weight[enterprises, None] * part.factor[c]
            value[(need > 0) & (need > np.maximum(left, 0.0)[c] + slack[c])] = -1e9

    def fines(self, enterprises: Ints) -> Floats:
        """(n, O) change of the points lost to soft rows if an enterprise were added there."""
        layout = self.layout
        change = np.zeros((len(enterprises), layout.places))
        room = np.append(self.room, np.inf)
        price = np.append(np.where(self.hard, 0.0, layout.price), 0.0)
        for part in layout.parts:
            if part.hard:
                continue
            c = part.class_of[enterprises]
            row = part.row[c]
            need = np.repeat(part.sign * part.weight[enterprises, None], layout.places, axis=1)
            if part.factor is not None:
                need = need * part.factor[c]
            before = np.maximum(-room[row], 0.0)
            after = np.maximum(need - room[row], 0.0)
            change += price[row] * (after - before)
        return change

    def closing(self, e: Ints, o: Ints, instead_of: Ints | None = None) -> Ints:
        """(n,) the hard row without room for each placement, -1 where there is room.

        instead_of: (n,) places that the same enterprises hold now and would leave.  Of several rows
        the one with the highest price is named, then the one that lacks most of its bound.
        """
        layout = self.layout
        row, position, value = layout.entries(e, o)
        need = value * layout.sign[row]
        if instead_of is not None:
            need = need - self._held(e, instead_of, row, position)
        lacking = need - np.maximum(self.room[row], 0.0)
        short = self.hard[row] & (need > 0) & (lacking > self.tolerance[row])
        row, position, lacking = row[short], position[short], lacking[short]
        relative = lacking / np.maximum(np.abs(layout.bound[row]), 1e-9)
        order = np.lexsort((-relative, -self.price[row], position))
        first = order[np.flatnonzero(np.r_[True, position[order][1:] != position[order][:-1]])] if (
            len(order)
        ) else order  # fmt: skip
        closing = np.full(len(e), -1, dtype=np.int64)
        closing[position[first]] = row[first]
        return closing

    def _held(self, e: Ints, held: Ints, row: Ints, position: Ints) -> Floats:
        """What each (position, row) entry's enterprise uses of that row where it stands now."""
        own_row, own_position, own_value = self.layout.entries(e, held)
        own = own_value * self.layout.sign[own_row]
        key = own_position * self.layout.count + own_row
        key, inverse = np.unique(key, return_inverse=True)
        total = np.zeros(len(key))
        np.add.at(total, inverse.reshape(-1), own)
        asked = position * self.layout.count + row
        spot = np.minimum(np.searchsorted(key, asked), max(0, len(key) - 1))
        if not len(key):
            return np.zeros(len(asked))
        return np.where(key[spot] == asked, total[spot], 0.0)
