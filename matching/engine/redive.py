"""Redive: clear the parks of some cities and dive again there, prices and all.

Annealing and HiGHS decide among places that were near-best at the prices of the whole province.
What is best once most enterprises stand where they are has other prices; a dive finds those.
"""

from __future__ import annotations

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.board import Board
from matching.engine.dive import Pace, begun_at, dive
from matching.engine.dual import Duals
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints
from matching.stopping import Clock

PACE = Pace(((0.006, 40),), 0.05, 0.1)
CITIES = (2, 4, 3)
"""How many cities are cleared, round by round."""
MOVES = 30
WARM, COLD, STEPS = 0.1, 0.01, 10


class Redive:
    """Rounds on one board, repeatable for a seed.  The board's state is only lent to a round."""

    def __init__(self, pricing: Pricing, board: Board, duals: Duals, peak: Floats, seed: int):
        self.pricing, self.board, self.peak = pricing, board, peak
        self.duals = begun_at(duals)
        self.draw = np.random.default_rng(seed)
        self.state = np.array([seed], dtype=np.uint64)
        self.rounds = 0
        offers = boards.Offers(board.offer_first, board.offer_of, board.offer, board.offer_score)
        self.spread = boards.spread_of(pricing, offers, duals.lam)
        self.city = pricing.layout.problem.park_city
        self.cities = np.unique(self.city)

    def round(self, at: Ints, clock: Clock) -> tuple[Ints, float]:
        """(E,) places and the objective of one try from the plan `at`; -inf where it failed."""
        count = CITIES[self.rounds % len(CITIES)]
        self.rounds += 1
        cleared = self.draw.permutation(self.cities)[:count]
        placed = np.flatnonzero(at >= 0)
        free = placed[np.isin(self.city[at[placed] // self.pricing.per_park], cleared)]
        start = at.copy()
        start[free] = kernels.NOWHERE
        return self.onto(start, clock)

    def onto(self, start: Ints, clock: Clock) -> tuple[Ints, float]:
        """(E,) places and the objective after a dive of all who wait in `start`."""
        board, pricing = self.board, self.pricing
        boards.reset(pricing, board, start)
        lam = dive(pricing, board, self.duals, self.peak, PACE, clock)
        best, _ = pricing.best(lam)
        kernels.fill(board, np.argsort(-best / self.peak, kind="stable"))
        return anneal(pricing, board, MOVES * len(start), WARM * self.spread, COLD * self.spread,
                      STEPS, self.state, clock)  # fmt: skip


def anneal(
    pricing: Pricing, board: Board, moves: int, hot: float, cold: float, steps: int,
    state: np.ndarray, clock: Clock,
) -> tuple[Ints, float]:  # fmt: skip
    """(E,) places and objective of the best plan that annealing meets; -inf if none is feasible.

    hot, cold: temperatures as shares of an enterprise's best score.  state: (1,) of the random
    numbers.  The books are rebuilt after each of the steps, so rounding cannot creep in.
    """
    boards.reset(pricing, board, board.at.copy())
    found, value = board.at.copy(), -np.inf
    for step in range(steps + 1):
        if boards.feasible(pricing, board):
            now = boards.true_value(pricing, board)
            if now > value:
                found, value = board.at.copy(), now
        if clock.over or step == steps:
            break
        heats = [hot * (cold / hot) ** (j / steps) for j in (step, step + 1)]
        kernels.anneal(board, moves // steps, heats[0], heats[1], state)
        boards.reset(pricing, board, board.at.copy())
    return found, value
