"""Large neighbourhoods: some enterprises at a time are decided anew by HiGHS, the others stay.

Which ones: those that compete for the same limits (same cities), those far from their best place at
the prices of the dual, or any.  A round never makes the plan worse and never breaks a hard row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dual import Duals
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.pricing import Pricing
from matching.engine.submodel import Effort, decide
from matching.rows import Floats, Ints
from matching.stopping import Clock

OFFERS = 16
SIZE = 60


@dataclass(frozen=True, eq=False)
class Offers:
    """Near-best placements at the dual's prices, sorted by enterprise, with reduced values.

    first: (E + 1,) where each enterprise's offers begin.  best: (E,) best reduced value, at least
    0.  reduced: (n,).
    """

    e: Ints
    o: Ints
    reduced: Floats
    first: Ints
    best: Floats

    def of(self, enterprises: Ints) -> Ints:
        """Positions of the offers of the given enterprises (ascending)."""
        parts = [np.arange(self.first[e], self.first[e + 1]) for e in enterprises.tolist()]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def make_offers(pricing: Pricing, duals: Duals, most: int = OFFERS) -> Offers:
    """For every enterprise its `most` best placements at the dual's prices."""
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    e, o = pricing.near(duals.lam, np.full(enterprises, np.inf), most)
    key = np.unique(e * layout.places + o)
    e, o = np.divmod(key, layout.places)
    row, position, value = layout.first_entries(e, o)
    paid = np.zeros(len(e))
    np.add.at(paid, position, value * layout.from_row_on(duals.lam)[row])
    reduced = layout.problem.score_at(e, *layout.unflat(o)) - paid
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
        seed: int,
        size: int = SIZE,
        effort: Effort | None = None,
    ) -> None:
        self.ledger = ledger
        self.offers = offers
        self.draw = np.random.default_rng(seed)
        self.size = size
        self.effort = effort or Effort()
        self.rounds = 0
        places = np.arange(ledger.layout.places)
        self._city = ledger.layout.problem.park_city[ledger.layout.unflat(places)[0]]
        self._value = ledger.value()

    def round(self, clock: Clock) -> float:
        """One neighbourhood; returns how much the objective gained (0 if nothing better)."""
        chosen = self._choose()
        self.rounds += 1
        if not len(chosen):
            return 0.0
        ledger = self.ledger
        before = ledger.at[chosen].copy()
        for e in chosen[before >= 0].tolist():
            ledger.take_back(e)
        offered = self.offers.of(chosen)
        e, o = self.offers.e[offered], self.offers.o[offered]
        placed = before >= 0
        key = np.unique(
            np.concatenate(
                [e * ledger.layout.places + o, chosen[placed] * ledger.layout.places + before[placed]]
            )
        )
        e, o = np.divmod(key, ledger.layout.places)
        effort = Effort(min(self.effort.seconds, clock.left), self.effort.nodes, self.effort.gap)
        decision = decide(ledger, chosen, e, o, effort)
        if decision is not None:
            for firm, place in zip(chosen.tolist(), decision.places.tolist(), strict=True):
                if place != UNPLACED:
                    ledger.place(firm, place)
            value = ledger.value()
            if ledger.whole and value > self._value + 1e-9:
                gain = value - self._value
                self._value = value
                return gain
            for firm in chosen.tolist():
                if ledger.at[firm] >= 0:
                    ledger.take_back(firm)
        for firm, place in zip(chosen.tolist(), before.tolist(), strict=True):
            if place != UNPLACED:
                ledger.place(firm, place)
        return 0.0

    def _choose(self) -> Ints:
        """(F,) ascending enterprises of this round's neighbourhood."""
        kind = self.rounds % 3
        if kind == 0:
            return self._neighbours()
        if kind == 1:
            return self._regretful()
        return self._anybody()

    def _regret(self) -> Floats:
        """(E,) how far each enterprise's place is below its best reduced value."""
        offers, at = self.offers, self.ledger.at
        value = np.zeros(len(at))
        placed = np.flatnonzero(at >= 0)
        key = placed * self.ledger.layout.places + at[placed]
        keys = offers.e * self.ledger.layout.places + offers.o
        spot = np.minimum(np.searchsorted(keys, key), max(0, len(keys) - 1))
        found = keys[spot] == key if len(keys) else np.zeros(len(key), dtype=bool)
        value[placed] = np.where(found, offers.reduced[spot] if len(keys) else 0.0, 0.0)
        return offers.best - value

    def _regretful(self) -> Ints:
        regret = self._regret()
        spread = float(np.mean(np.abs(regret))) + 1e-12
        noisy = regret + self.draw.exponential(spread, len(regret))
        can = np.flatnonzero(np.diff(self.offers.first) > 0)
        return np.sort(can[np.argsort(-noisy[can], kind="stable")[: self.size]])

    def _anybody(self) -> Ints:
        can = np.flatnonzero(np.diff(self.offers.first) > 0)
        return np.sort(self.draw.choice(can, min(self.size, len(can)), replace=False))

    def _neighbours(self) -> Ints:
        """Occupants of two cities, and those waiting who would like to go there."""
        cities = np.unique(self._city)
        wanted = self.draw.choice(cities, min(2, len(cities)), replace=False)
        at = self.ledger.at
        placed = np.flatnonzero(at >= 0)
        here = placed[np.isin(self._city[at[placed]], wanted)]
        here = self.draw.permutation(here)[: 2 * self.size // 3]
        liked = np.isin(self._city[self.offers.o], wanted)
        near = self.offers.reduced > -0.1 * np.abs(self.offers.best[self.offers.e]) - 1e-9
        waiting = np.unique(self.offers.e[liked & near])
        waiting = waiting[at[waiting] < 0]
        waiting = self.draw.permutation(waiting)[: self.size - len(here)]
        return np.unique(np.concatenate([here, waiting]))
