"""Polish: a plan that is good already, annealed coolly, so that what a change has opened is used.

A dive would forget the plan; hot annealing would scramble it.  Cool rounds keep nearly all of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.dual import peaks_of
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints
from matching.stopping import Clock

PLACES = 16
"""Best places offered to each enterprise."""
MOVES = 8
"""Annealing moves per enterprise and round."""
HOT, COLD = 0.0008, 0.0003
"""Temperatures as shares of an enterprise's best score: a fifth of what follows a dive."""
CYCLE = 8
"""Rounds from hot to cold, then again from the start."""


class Polish:
    """Rounds of cool annealing on one plan; `best` and `value` only ever get better.

    at: (E,) a plan that keeps every hard row.  lam: prices for choosing offers.
    """

    def __init__(self, pricing: Pricing, at: Ints, lam: Floats, seed: int) -> None:
        layout = pricing.layout
        self.pricing = pricing
        peak = peaks_of(pricing, None)
        dear = 1e6 * float(np.median(peak)) / np.maximum(layout.unit_scale, 1e-9)
        fine = np.where(np.isinf(layout.price), dear, layout.price)
        offers = boards.make_offers(pricing, lam, PLACES)
        self.board = boards.make_board(pricing, offers, fine, peak, at)
        self.state = np.array([seed], dtype=np.uint64)
        self.rounds = 0
        self.idle = 0
        self.best, self.value = at.copy(), boards.true_value(pricing, self.board)
        waiting = np.argsort(-pricing.best(lam)[0] / peak, kind="stable")
        kernels.fill(self.board, waiting, self.state)
        self._keep()

    def round(self) -> float:
        """One round of annealing; returns the points gained on the best plan so far, 0 if none."""
        step = self.rounds % CYCLE
        if step == 0 and self.rounds:
            boards.reset(self.pricing, self.board, self.best.copy())
        hot, cold = (HOT * (COLD / HOT) ** (s / CYCLE) for s in (step, step + 1))
        kernels.anneal(self.board, MOVES * len(self.board.peak), hot, cold, self.state)
        self.rounds += 1
        return self._keep()

    def run(self, clock: Clock, rounds: int | None, enough: Callable[[], bool]) -> None:
        """Rounds until the clock, their number or `enough` ends it."""
        while not clock.over and not enough() and (rounds is None or self.rounds < rounds):
            self.round()

    def _keep(self) -> float:
        """Rebuild the books without rounding drift and keep the plan if it is the best."""
        boards.reset(self.pricing, self.board, self.board.at.copy())
        now = boards.true_value(self.pricing, self.board)
        self.idle += 1
        if now <= self.value + 1e-9 or not boards.feasible(self.pricing, self.board):
            return 0.0
        gain = now - self.value
        self.best, self.value, self.idle = self.board.at.copy(), now, 0
        return gain
