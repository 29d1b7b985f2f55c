"""Warm: what a solved problem hands over to nearly the same one: pricing, prices and the plan.

Rows are matched by name, enterprises and parks by id, years by value, so that a limit may come, go
or change, and a pin may rename the family it stands in.  What has no counterpart is dropped.
"""

from __future__ import annotations

import numpy as np

from matching.cells import positions
from matching.certificate import row_keys
from matching.engine.dual import Duals
from matching.engine.layout import Layout, compile_layout
from matching.engine.pricing import Pricing
from matching.problem import Problem
from matching.rows import Block, Floats, Ints, Rows

FEW = 0.002
"""Share of all scores that may differ where a change counts as small."""


def same_uses(old: Rows, new: Rows) -> bool:
    """Whether every coefficient is the same; bounds and prices of violation may differ."""
    return len(old.blocks) == len(new.blocks) and all(map(_alike, old.blocks, new.blocks))


def _alike(a: Block, b: Block) -> bool:
    if a is b:
        return True
    plain = (a.rule, a.resource, a.unit, a.sense, a.cumulative, a.scope)
    if plain != (b.rule, b.resource, b.unit, b.sense, b.cumulative, b.scope):
        return False
    if (a.price is None) != (b.price is None) or (a.factor is None) != (b.factor is None):
        return False
    pairs = [(a.weight, b.weight), (a.class_of, b.class_of), (a.row_of, b.row_of)]
    if a.factor is not None and b.factor is not None:
        pairs.append((a.factor, b.factor))
    return np.array_equal(a.year, b.year) and all(x is y or np.array_equal(x, y) for x, y in pairs)


def warm_pricing(old: Pricing, problem: Problem, rows: Rows) -> Pricing:
    """The pricing of a problem and rows, sharing with an old one whatever is the same."""
    layout = compile_layout(problem, rows)
    if problem is old.layout.problem and same_uses(old.layout.rows, rows):
        return old.relimited(layout)
    return Pricing(layout)


def nearly_same(old: Pricing, new: Pricing) -> bool:
    """Whether hardly a score differs: the old prices need but a touch.

    False where scores are not kept in memory: then nobody knows without reading them all.
    """
    if new.uses is old.uses:
        return True
    a, b = old.kept_scores, new.kept_scores
    if a is None or b is None or a.shape != b.shape:
        return False
    return bool(np.count_nonzero(a != b) <= FEW * a.size)


def carry_prices(old: Rows, new: Rows, lam: Floats) -> Floats:
    """(R,) the old prices on the new rows, by name; 0 where a row is new."""
    if old.names == new.names:
        return lam.copy()
    known = dict(zip(row_keys(old), lam.tolist(), strict=True))
    return np.array([known.get(name, 0.0) for name in row_keys(new)], dtype=np.float64)


class Carrier:
    """Translates placements of one layout into those of another.

    place: (old O,) the new number of each place, -1 where it is gone.  enterprise: (old E,), alike.
    """

    def __init__(self, old: Layout, new: Layout) -> None:
        self.new = new
        before, after = old.problem, new.problem
        self.same = before is after or (
            (before.enterprise_id, before.park_id, before.years)
            == (after.enterprise_id, after.park_id, after.years)
        )
        if self.same:
            return
        self.enterprise = positions(before.enterprise_id, after.enterprise_id)
        p, t, m = old.unflat(np.arange(old.places))
        park = positions(before.park_id, after.park_id)[p]
        year = positions(before.years, after.years)[t]
        gone = (park < 0) | (year < 0)
        self.place = np.where(gone, -1, new.flat(park, year, m))

    def duals(self, old: Duals, lam: Floats) -> Duals:
        """The old sifted placements under prices that are carried over already."""
        if self.same:
            return Duals(lam, np.inf, old.e, old.o, old.weight)
        e, o = self.enterprise[old.e], self.place[old.o]
        kept = np.flatnonzero((e >= 0) & (o >= 0))
        kept = kept[np.argsort(e[kept] * self.new.places + o[kept], kind="stable")]
        return Duals(lam, np.inf, e[kept], o[kept], old.weight[kept])

    def plan(self, at: Ints) -> Ints:
        """(new E,) the old plan, -1 where an enterprise is new, waiting, or its place is gone."""
        if self.same:
            return at.copy()
        placed = np.flatnonzero(at >= 0)
        e, o = self.enterprise[placed], self.place[at[placed]]
        known = e >= 0
        plan = np.full(self.new.problem.shape[0], -1, dtype=np.int64)
        plan[e[known]] = o[known]
        return plan
