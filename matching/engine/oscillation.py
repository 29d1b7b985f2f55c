"""Oscillation: annealing that may exceed limits at first, at fines that grow until it does not.

Where hundreds of limits bind, a plan inside all of them is hemmed in: nearly every move breaks one.
At fines near the prices of the limits it is free, and near the bound; as the fines grow it gives up
what is exceeded where that costs least (strategic oscillation, Glover 1977; for the generalised
assignment problem Yagiura, Ibaraki and Glover 2004).  Each round begins at a good plan, hot enough
to leave it, and ends in a plan that keeps every hard row, or is forgotten.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.board import Board
from matching.engine.dual import Duals
from matching.engine.layout import Layout
from matching.engine.neighbourhood import LANES
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints
from matching.stopping import Clock

PLACES, WIDE = 12, 20
"""Best places offered to each enterprise; and where hard minima must be met, as many of whom they
need cannot have one of their very best."""
FINES = (*np.geomspace(1.0, 30.0, 40), *np.geomspace(40.0, 3000.0, 12))
"""What a unit of violation costs in each step of a round, as multiples of `base_fines`."""
EVEN = 1.6
"""What the whole of a limit costs beside its price, in best scores of an average enterprise.

Without it limits that do not bind yet, whose price is 0, would be exceeded for nothing.
"""
HOT, COLD = 0.2, 0.015
"""Temperatures at the begin and the end of a round, as shares of `board.spread_of`."""
PATIENCE = 3
"""Rounds without gain after which a lane goes on from the best plan known instead of its own."""
MOVES, LEAST_PER_ENTERPRISE, MOST_PER_ENTERPRISE = 400_000, 30, 2_000
"""Moves of a round in all, and per enterprise at least and at most."""
LEAST_SHARE = 0.3
"""A round that cannot have so much of its moves before the clock ends is not begun."""


@dataclass
class Lane:
    """One plan under way: a board, its random numbers, and the best plan so far."""

    board: Board
    state: np.ndarray
    at: Ints
    value: float
    idle: int = 0


class Oscillation:
    """Rounds from one plan on, repeatable for a seed.

    peak: (E,) best score of each enterprise, in points.  dear: (R,) points per unit of violation.
    moves: in a round of one lane.
    """

    def __init__(self, pricing: Pricing, duals: Duals, peak: Floats, seed: int) -> None:
        self.pricing, self._seed = pricing, seed
        layout = pricing.layout
        offers = boards.make_offers(pricing, duals.lam, places_offered(layout))
        self.spread = boards.spread_of(pricing, offers, duals.lam)
        self._hard = np.isinf(layout.price)
        self._fines = base_fines(pricing, duals.lam, peak)
        self.dear = boards.dear_fines(layout, peak)
        moves = max(LEAST_PER_ENTERPRISE * len(peak), MOVES)
        self.moves = min(moves, MOST_PER_ENTERPRISE * len(peak))
        self._offers, self._peak = offers, peak
        self._seconds_per_move = 0.0
        self._lanes: list[Lane] = []

    def lane(self, seed: int, at: Ints, value: float) -> Lane:
        """A lane of its own for that plan: (E,) places, and points (-inf where it breaks a row)."""
        board = boards.make_board(self.pricing, self._offers, self.dear.copy(), self._peak, at)
        return Lane(board, np.array([seed], dtype=np.uint64), at.copy(), value)

    def round(self, at: Ints, value: float, clock: Clock, timed: bool) -> tuple[Ints, float]:
        """(E,) places and points of the best plan known after every lane has tried once more.

        at, value: the best plan known elsewhere.  The first lane goes on from it, the others from
        their own until they gained nothing for some rounds.  timed: whether a round may be
        shortened to end in time.
        """
        moves = self.affordable(clock) if timed else self.moves
        if not self._lanes:
            self._lanes = [self.lane(2 * self._seed + n, at, value) for n in range(LANES)]
        for number, lane in enumerate(self._lanes):
            if value > lane.value and (number == 0 or lane.idle >= PATIENCE):
                lane.at, lane.value, lane.idle = at.copy(), value, 0
        if moves:
            with ThreadPoolExecutor(max_workers=LANES) as pool:
                list(pool.map(lambda lane: self.run(lane, moves, clock), self._lanes))
        for lane in self._lanes:
            if lane.value > value:
                at, value = lane.at, lane.value
        return at.copy(), value

    def affordable(self, clock: Clock) -> int:
        """Moves of the next round that end before the clock does; 0 where a round is no use."""
        if self._seconds_per_move == 0.0:
            return self.moves
        moves = int(min(self.moves, 0.95 * clock.left / self._seconds_per_move))
        return moves if moves >= LEAST_SHARE * self.moves else 0

    def run(self, lane: Lane, moves: int, clock: Clock) -> None:
        """One round of one lane; its best plan only ever gets better."""
        board, steps, began = lane.board, len(FINES), clock.elapsed
        boards.reset(self.pricing, board, lane.at)
        lane.idle += 1
        for step, times in enumerate(FINES):
            if clock.over:
                return
            fines = np.minimum(times * self._fines, self.dear)
            board.fine[:] = np.where(self._hard, fines, self.dear)
            heats = [self.spread * HOT * (COLD / HOT) ** (s / steps) for s in (step, step + 1)]
            kernels.anneal(board, moves // steps, heats[0], heats[1], lane.state)
            boards.reset(self.pricing, board, board.at.copy())
        self._seconds_per_move = (clock.elapsed - began) / moves
        board.fine[:] = self.dear
        waiting = np.argsort(-board.peak, kind="stable")
        kernels.fill(board, waiting)
        boards.reset(self.pricing, board, board.at.copy())
        if boards.feasible(self.pricing, board):
            found = boards.true_value(self.pricing, board)
            if found > lane.value + 1e-9:
                lane.at, lane.value, lane.idle = board.at.copy(), found, 0


def places_offered(layout: Layout) -> int:
    """How many of its best places each enterprise may take in a move."""
    return WIDE if layout.demanding else PLACES


def base_fines(pricing: Pricing, lam: Floats, peak: Floats) -> Floats:
    """(R,) points per unit of violation at which a plan may roam: the price, and a little more."""
    typical = float(peak.mean()) if len(peak) else 1.0
    return np.abs(lam) + EVEN * typical / np.maximum(pricing.layout.unit_scale, 1e-12)
