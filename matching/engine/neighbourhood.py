"""Large neighbourhoods: some enterprises choose anew among their best places, HiGHS decides.

In each round a few neighbourhoods are posed at once, with different enterprises, and solved side by
side, one per core; their answers are taken over one after the other where they still fit and gain.
How large they are adapts to what can be solved in the time of a round.  A round never makes the
plan worse and never breaks a hard row.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matching.engine.board import Offers, make_offers
from matching.engine.dual import Duals
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.moves import one_moves
from matching.engine.soft_kernels import add_chains
from matching.engine.submodel import Decision, Effort, Posed, pose
from matching.rows import Floats, Ints
from matching.stopping import Clock

OFFERS = 24
LIKED = 8
"""So many of its best places tell where an enterprise that waits would like to go."""
LEAST_COLUMNS, MOST_COLUMNS = 150, 12_000
GROW, SHRINK = 1.3, 0.75
LANES = 2
"""What goes on at once, one per core: always two, so that a plan does not depend on the machine.
Where HiGHS seeks plans beside the search (see `sharper`), that is one of them."""
CORE_WEIGHT, CORE_PLACES = 1e-3, 3
"""Least weight in the fractional optimum, and how many best places, of a core."""
CORE_COLUMNS_A_SECOND, LEAST_CORE_S, MOST_CORE_S, CORE_SHARE = 800, 4.0, 16.0, 0.2
"""How long the first look at a core takes, each later one is twice as long; at most, and at most so
much of the whole time."""
CORE_NODES, CORE_GAP = 100_000, 1e-6


@dataclass
class Scale:
    """A size of neighbourhood that adapts to what can be solved.

    columns: placements offered in one.  effort: what HiGHS may spend on it.  widths: from how many
    of its best places a mover may choose, round by round.
    """

    columns: float
    effort: Effort
    widths: tuple[int, ...]

    def adapt(self, proven: bool) -> None:
        """After a round without gain: wider if all was searched, else narrower."""
        if proven:
            self.columns = min(self.columns * GROW, MOST_COLUMNS)
        else:
            self.columns = max(self.columns * SHRINK, LEAST_COLUMNS)


def usual_scales() -> tuple[Scale, ...]:
    """One long look after every four short ones: about the same time for both."""
    short = Scale(400, Effort(0.8, 100), (8, 16, 3, 24))
    return (Scale(1_600, Effort(3.0, 300), (8, 3)), short, short, short, short)


class Search:
    """Rounds of large neighbourhoods on one ledger, repeatable for a seed.

    scales: sizes of neighbourhoods, taken in turn.  lanes: how many are solved side by side.
    """

    def __init__(
        self,
        ledger: Ledger,
        duals: Duals,
        seed: int,
        scales: tuple[Scale, ...] | None = None,
        lanes: int = LANES,
    ) -> None:
        self.ledger, self.lanes = ledger, lanes
        self.lam = duals.lam
        self.draw = np.random.default_rng(seed)
        self.scales = scales or usual_scales()
        self.rounds = 0
        self.idle = 0
        self.value = ledger.value()
        layout, pricing = ledger.layout, ledger.pricing
        self.offers: Offers = make_offers(pricing, duals.lam, OFFERS)
        self._reduced = pricing.reduced_at(duals.lam, self.offers.e, self.offers.o)
        self.best = np.zeros(layout.problem.shape[0])
        np.maximum.at(self.best, self.offers.e, self._reduced)
        self._key = self.offers.e * layout.places + self.offers.o
        rank = np.arange(len(self.offers.e)) - self.offers.first[self.offers.e]
        support = (duals.e * layout.places + duals.o)[duals.weight > CORE_WEIGHT]
        self._cores = (support, self._key[rank < CORE_PLACES])
        self._longer = 1.0
        self._city = layout.problem.park_city[layout.unflat(np.arange(layout.places))[0]]
        self._able = np.flatnonzero(np.diff(self.offers.first) > 0)

    def round(self, clock: Clock) -> float:
        """One round; returns how much the objective gained (0 if nothing better)."""
        self.rounds += 1
        self.idle += 1
        if not len(self._able):
            return 0.0
        turn, place = divmod(self.rounds, len(self.scales))
        scale = self.scales[place]
        width = scale.widths[(turn + place) % len(scale.widths)]
        taken = np.zeros(len(self.best), dtype=bool)
        posed = []
        for lane in range(self.lanes):
            movers = self._choose(
                self.lanes * self.rounds + lane, max(4, int(scale.columns / width))
            )
            movers = movers[~taken[movers]]
            taken[movers] = True
            if len(movers):
                posed.append(self._pose(movers, width))
        gain, proven = self._decided(posed, scale.effort, clock)
        if gain <= 0.0:
            scale.adapt(proven)
        return gain

    def core(self, clock: Clock) -> float:
        """Everybody anew among the few places that count; each time a longer look.

        Side by side: the places that carry weight in the fractional optimum, and the best few of
        everybody.  Returns how much the objective gained; 0 where a core is too large for HiGHS.
        """
        posed = [self._posed(self._able, key) for key in self._cores if len(key) <= MOST_COLUMNS]
        if not posed:
            return 0.0
        largest = max(len(each.o) for each in posed)
        seconds = max(largest / CORE_COLUMNS_A_SECOND, LEAST_CORE_S) * self._longer
        seconds = min(seconds, MOST_CORE_S, CORE_SHARE * clock.seconds)
        self._longer *= 2.0
        return self._decided(posed, Effort(seconds, CORE_NODES, CORE_GAP), clock)[0]

    def accept(self, at: Ints, value: float) -> float:
        """Take over a plan found elsewhere if it is better; returns the gain."""
        if value <= self.value + 1e-9:
            return 0.0
        before, worth = self.ledger.at.copy(), self.value
        self.ledger.restart(at)
        self.value = self.ledger.value()
        if not self.ledger.whole or self.value <= worth:
            self.ledger.restart(before)
            self.value = worth
            return 0.0
        self.idle = 0
        return self.value - worth

    def _decided(self, posed: list[Posed], most: Effort, clock: Clock) -> tuple[float, bool]:
        """HiGHS' decisions, side by side, taken over one after the other.

        Returns how much the objective gained, and whether all of them were searched to the end.
        """
        effort = Effort(min(most.seconds, clock.left), most.nodes, most.gap)
        with ThreadPoolExecutor(max_workers=LANES) as pool:
            decisions = list(pool.map(lambda each: each.decide(effort), posed))
        before = self.value
        for each, decision in zip(posed, decisions, strict=True):
            if decision is not None:
                self._take_over(each, decision, clock)
        if self.value > before:
            self.idle = 0
        proven = all(decision is not None and decision.proven for decision in decisions)
        return self.value - before, proven

    def _pose(self, movers: Ints, width: int) -> Posed:
        """The movers may take their `width` best places or stay; all others stay where they are."""
        first = self.offers.first
        count = np.minimum(np.diff(first)[movers], width)
        step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return self._posed(movers, self._key[np.repeat(first[movers], count) + step])

    def _posed(self, movers: Ints, offered: Ints) -> Posed:
        """The movers may take the places offered (keys e * O + o) or stay."""
        ledger, layout = self.ledger, self.ledger.layout
        before = ledger.at.copy()
        staying = movers[before[movers] >= 0]
        key = np.union1d(offered, staying * layout.places + before[staying])
        for firm in staying.tolist():
            ledger.take_back(firm)
        e, o = np.divmod(key, layout.places)
        posed = pose(ledger, movers, e, o, weight=self._weight(e, o, before), start=before[movers])
        for firm in staying.tolist():
            ledger.place(firm, int(before[firm]))
        return posed

    def _weight(self, e: Ints, o: Ints, before: Ints) -> Floats:
        """(n,) score, and what chains add if the partners stay where they are."""
        layout, stars = self.ledger.layout, self.ledger.pricing.stars
        score = np.array(layout.problem.score_at(e, *layout.unflat(o)), dtype=np.float64)
        if len(stars):
            per_park = self.ledger.pricing.per_park
            add_chains(e, o // per_park, score, before, per_park, stars.lead_of, stars.star_of,
                       stars.first, stars.follower, stars.bonus, stars.closeness)  # fmt: skip
        return score

    def _take_over(self, posed: Posed, decision: Decision, clock: Clock) -> None:
        """Move everybody as decided and refill; back to what was if that is no better."""
        ledger = self.ledger
        before = ledger.at.copy()
        moved = decision.places != before[posed.free]
        if not moved.any():
            return
        firms, places = posed.free[moved].tolist(), decision.places[moved].tolist()
        for firm in firms:
            if ledger.at[firm] != UNPLACED:
                ledger.take_back(firm)
        for firm, place in zip(firms, places, strict=True):
            if place != UNPLACED:
                ledger.place(firm, place)
        if ledger.whole:
            waiting = np.flatnonzero(ledger.at < 0)
            order = np.lexsort((-self.best[waiting], before[waiting] < 0))
            one_moves(ledger, waiting[order], clock)
            value = ledger.value()
            if ledger.whole and value > self.value + 1e-9:
                self.value = value
                return
        ledger.restart(before)

    def _choose(self, number: int, movers: int) -> Ints:
        """At most so many enterprises, ascending: who may move."""
        kind = number % 5
        if kind == 0:
            return self._of_two_cities(movers)
        if kind == 1:
            return self._on_rows(movers)
        regret = self._regret()[self._able]
        if kind == 2:
            noise = self.draw.exponential(float(np.abs(regret).mean()) + 1e-12, len(regret))
            top = np.argsort(-(regret + noise), kind="stable")[:movers]
            return np.sort(self._able[top])
        chance = np.maximum(regret, 0.0) + 0.3 * float(np.abs(regret).mean()) + 1e-12
        drawn = self.draw.choice(
            len(chance), min(movers, len(chance)), replace=False, p=chance / chance.sum()
        )
        return np.sort(self._able[drawn])

    def _regret(self) -> Floats:
        """(E,) how far each enterprise's place is below its best reduced value."""
        at = self.ledger.at
        placed = np.flatnonzero(at >= 0)
        value = np.zeros(len(at))
        value[placed] = self.ledger.pricing.reduced_at(self.lam, placed, at[placed])
        return self.best - value

    def _of_two_cities(self, movers: int) -> Ints:
        """Occupants of two cities, and those waiting who would like to go there."""
        wanted = self.draw.permutation(np.unique(self._city))[:2]
        at = self.ledger.at
        placed = np.flatnonzero(at >= 0)
        here = placed[np.isin(self._city[at[placed]], wanted)]
        return self._with_waiting(here, np.isin(self._city[self.offers.o], wanted), movers)

    def _on_rows(self, movers: int) -> Ints:
        """Who stands on a few dear limits that are not used up, and those who would like to."""
        ledger, layout = self.ledger, self.ledger.layout
        lost = np.abs(self.lam) * np.maximum(ledger.room, 0.0) * ledger.hard
        rows = np.flatnonzero(lost > 0)
        if not len(rows):
            return self._of_two_cities(movers)
        chance = lost[rows] / lost[rows].sum()
        drawn = self.draw.choice(rows, min(4, len(rows)), replace=False, p=chance)
        wanted = np.zeros(layout.count, dtype=bool)
        wanted[drawn] = True
        at = ledger.at
        placed = np.flatnonzero(at >= 0)
        row, position, _ = layout.entries(placed, at[placed])
        here = placed[np.unique(position[wanted[row]])]
        # only of those waiting, and only their best: all entries at once would fill the memory
        rank = np.arange(len(self.offers.e)) - self.offers.first[self.offers.e]
        asked = np.flatnonzero((at[self.offers.e] < 0) & (rank < LIKED))
        row, position, _ = layout.entries(self.offers.e[asked], self.offers.o[asked])
        there = np.zeros(len(self.offers.e), dtype=bool)
        there[asked[position[wanted[row]]]] = True
        return self._with_waiting(here, there, movers)

    def _with_waiting(self, here: Ints, there: np.ndarray, movers: int) -> Ints:
        """Two thirds of the movers from `here`, the rest waiting for one of the offers `there`."""
        here = self.draw.permutation(here)[: max(2, 2 * movers // 3)]
        near = self._reduced > -0.1 * np.abs(self.best[self.offers.e]) - 1e-9
        liking = np.unique(self.offers.e[there & near])
        waiting = self.draw.permutation(liking[self.ledger.at[liking] < 0])
        chosen = np.concatenate([here, waiting[: movers - len(here)]])
        return np.unique(chosen) if len(chosen) else self._able[:movers]
