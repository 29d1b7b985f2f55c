"""Large neighbourhoods: a few enterprises choose anew among many places, others may make room.

In each round some *movers* may go to any of their near-best places; every other enterprise that
stands on a limit they need may stay or leave (and leavers are placed again afterwards, where they
fit).  HiGHS decides, starting from the plan as it is.  A round never makes the plan worse and never
breaks a hard row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dual import Duals
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.moves import one_moves
from matching.engine.pricing import Pricing
from matching.engine.submodel import Effort, decide
from matching.rows import Floats, Ints
from matching.stopping import Clock

OFFERS = 24
MOVERS = 32
OTHERS = 2_500
"""Most enterprises that may stay or leave in one round."""


@dataclass(frozen=True, eq=False)
class Offers:
    """Near-best placements at the dual's prices, sorted by enterprise and place.

    first: (E + 1,) where each enterprise's offers begin.  best: (E,) best reduced value, at least
    0.  reduced: (n,).
    """

    e: Ints
    o: Ints
    reduced: Floats
    first: Ints
    best: Floats

    def of(self, enterprises: Ints) -> Ints:
        """Positions of the offers of the given enterprises."""
        parts = [np.arange(self.first[e], self.first[e + 1]) for e in enterprises.tolist()]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def make_offers(pricing: Pricing, duals: Duals, most: int = OFFERS) -> Offers:
    """For every enterprise its `most` best placements at the dual's prices."""
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    e, o = pricing.near(duals.lam, np.full(enterprises, np.inf), most)
    e, o = np.divmod(np.unique(e * layout.places + o), layout.places)
    reduced = pricing.reduced_at(duals.lam, e, o)
    best = np.zeros(enterprises)
    np.maximum.at(best, e, reduced)
    first = np.searchsorted(e, np.arange(enterprises + 1))
    return Offers(e, o, reduced, first, best)


class Search:
    """Rounds of large neighbourhoods on one ledger, repeatable for a seed."""

    def __init__(
        self,
        ledger: Ledger,
        offers: Offers,
        lam: Floats,
        seed: int,
        movers: int = MOVERS,
        effort: Effort | None = None,
    ) -> None:
        self.ledger = ledger
        self.offers = offers
        self.lam = lam
        self.draw = np.random.default_rng(seed)
        self.movers = movers
        self.effort = effort or Effort()
        self.rounds = 0
        self.idle = 0
        self.value = ledger.value()
        places = np.arange(ledger.layout.places)
        self._city = ledger.layout.problem.park_city[ledger.layout.unflat(places)[0]]
        self._able = np.flatnonzero(np.diff(offers.first) > 0)

    def round(self, clock: Clock) -> float:
        """One neighbourhood; returns how much the objective gained (0 if nothing better)."""
        self.rounds += 1
        self.idle += 1
        if not len(self._able):
            return 0.0
        ledger, layout = self.ledger, self.ledger.layout
        before = ledger.at.copy()
        movers = self._choose()
        offered = self.offers.of(movers)
        key = self.offers.e[offered] * layout.places + self.offers.o[offered]
        others = self._in_the_way(movers, offered)
        free = np.union1d(movers, others)
        staying = free[before[free] >= 0]
        key = np.union1d(key, staying * layout.places + before[staying])
        for e in staying.tolist():
            ledger.take_back(e)
        e, o = np.divmod(key, layout.places)
        effort = Effort(min(self.effort.seconds, clock.left), self.effort.nodes, self.effort.gap)
        decision = decide(ledger, free, e, o, effort, start=before[free])
        if decision is None:
            ledger.restart(before)
            return 0.0
        for firm, place in zip(free.tolist(), decision.places.tolist(), strict=True):
            if place != UNPLACED:
                ledger.place(firm, place)
        if (ledger.at != before).any():
            self._refill(before, clock)
        value = ledger.value()
        if ledger.whole and value > self.value + 1e-9:
            gain = value - self.value
            self.value = value
            self.idle = 0
            return gain
        ledger.restart(before)
        return 0.0

    def _refill(self, before: Ints, clock: Clock) -> None:
        """Place those who left, and others waiting, where they fit; most promising first."""
        waiting = np.flatnonzero(self.ledger.at < 0)
        left = before[waiting] >= 0
        order = np.lexsort((-self.offers.best[waiting], ~left))
        one_moves(self.ledger, waiting[order], clock)

    def _choose(self) -> Ints:
        """(F,) ascending movers of this round."""
        kind = self.rounds % 3
        if kind == 0:
            return self._of_two_cities()
        regret = self._regret()[self._able]
        if kind == 1:
            noise = self.draw.exponential(float(np.abs(regret).mean()) + 1e-12, len(regret))
            top = np.argsort(-(regret + noise), kind="stable")[: self.movers]
            return np.sort(self._able[top])
        chance = np.maximum(regret, 0.0) + 0.3 * float(np.abs(regret).mean()) + 1e-12
        number = min(self.movers, len(chance))
        drawn = self.draw.choice(len(chance), number, replace=False, p=chance / chance.sum())
        return np.sort(self._able[drawn])

    def _regret(self) -> Floats:
        """(E,) how far each enterprise's place is below its best reduced value."""
        at = self.ledger.at
        placed = np.flatnonzero(at >= 0)
        value = np.zeros(len(at))
        value[placed] = self.ledger.pricing.reduced_at(self.lam, placed, at[placed])
        return self.offers.best - value

    def _of_two_cities(self) -> Ints:
        """Occupants of two cities, and those waiting who would like to go there."""
        wanted = self.draw.permutation(np.unique(self._city))[:2]
        at = self.ledger.at
        placed = np.flatnonzero(at >= 0)
        here = placed[np.isin(self._city[at[placed]], wanted)]
        here = self.draw.permutation(here)[: 2 * self.movers // 3]
        near = self.offers.reduced > -0.1 * np.abs(self.offers.best[self.offers.e]) - 1e-9
        liking = np.unique(self.offers.e[np.isin(self._city[self.offers.o], wanted) & near])
        waiting = self.draw.permutation(liking[at[liking] < 0])
        chosen = np.concatenate([here, waiting[: self.movers - len(here)]])
        return np.unique(chosen) if len(chosen) else self._able[: self.movers]

    def _in_the_way(self, movers: Ints, offered: Ints) -> Ints:
        """At most OTHERS placed enterprises that use a scarce limit which the movers need."""
        layout, ledger = self.ledger.layout, self.ledger
        row = layout.entries(self.offers.e[offered], self.offers.o[offered])[0]
        scarce = np.zeros(layout.count, dtype=bool)
        scarce[row] = True
        scarce &= np.abs(self.lam) > 0
        placed = np.flatnonzero(ledger.at >= 0)
        placed = placed[~np.isin(placed, movers)]
        row, position, _ = layout.entries(placed, ledger.at[placed])
        there = placed[np.unique(position[scarce[row]])]
        if len(there) > OTHERS:
            there = np.sort(self.draw.choice(there, OTHERS, replace=False))
        return there
