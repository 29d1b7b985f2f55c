"""Polish: a good plan annealed coolly, to fit limits that it breaks, then to use what is left.

A dive would forget the plan; hot annealing would scramble it.  Cool rounds keep nearly all of it.

`squeeze` lets the plan start outside the limits.  Violation is fined a little above the price of
the limit at first, so those leave or move for whom the room is not worth its price, and then more
and more, until everything fits.  Measured at 3,000 x 90 x 5 with a quota cut by a tenth, this loses
a third of what is lost by taking back the least worthy and filling up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.board import Board
from matching.engine.dual import peaks_of
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints
from matching.stopping import Clock

PLACES = 16
"""Best places offered to each enterprise."""
MOVES = 8
"""Annealing moves per enterprise and round."""
HOT, COLD = 0.0012, 0.0003
"""Temperatures as shares of an enterprise's best score: a third of what follows a dive."""
CYCLE = 8
"""Rounds from hot to cold, then again from the best plan."""
FINES = (1.0, 1.1, 1.3, 1.6, 2.0, 3.0, 5.0)
"""What violation costs in each step of squeezing, as multiples of the prices."""
SQUEEZE_MOVES, LEAST_MOVES, MOST_MOVES = 30, 4_000, 40_000
"""Moves per enterprise concerned and step of squeezing, and their least and most."""


class Polish:
    """A board with one plan on it.

    lam: prices for choosing offers.  at: (E,) a plan, for `squeeze` one that need not keep the
    limits.  best, value: the best plan that keeps them; they only ever get better.
    """

    def __init__(self, pricing: Pricing, lam: Floats, at: Ints, seed: int) -> None:
        self.pricing, self.lam = pricing, lam
        peak = peaks_of(pricing, None)
        self.fine = boards.dear_fines(pricing.layout, peak)
        self.offers = boards.make_offers(pricing, lam, PLACES)
        self.board = boards.make_board(pricing, self.offers, self.fine.copy(), peak, at)
        self.state = np.array([seed], dtype=np.uint64)
        self.idle = self.rounds = 0
        self.best, self.value = at.copy(), -np.inf

    def concerned(self, rows: Ints) -> Ints:
        """Enterprises that use one of the rows where they stand, or would where they may go."""
        asked = np.zeros(self.pricing.layout.count, dtype=bool)
        asked[rows] = True
        row, position, _ = self.pricing.layout.entries(self.offers.e, self.offers.o)
        wishing = self.offers.e[position[asked[row]]]
        return np.union1d(wishing, self.users(rows))

    def users(self, rows: Ints) -> Ints:
        """Enterprises that use one of the rows where they stand."""
        asked = np.zeros(self.pricing.layout.count, dtype=bool)
        asked[rows] = True
        placed = np.flatnonzero(self.board.at >= 0)
        row, position, _ = self.pricing.layout.entries(placed, self.board.at[placed])
        return np.unique(placed[position[asked[row]]])

    def squeeze(self, rows: Ints, movers: Ints, clock: Clock) -> Ints:
        """(E,) the plan moved towards keeping `rows`, which it exceeds; most often it does then.

        movers: enterprises that may move by themselves (others may be ejected).
        """
        board = self._among(movers)
        paid = self.pricing.layout.from_row_on(np.abs(self.lam))
        moves = min(max(SQUEEZE_MOVES * len(board.able), LEAST_MOVES), MOST_MOVES)
        for times in FINES:
            if clock.over or not len(board.able):
                break
            board.fine[rows] = np.minimum(paid[rows] * times, self.fine[rows])
            kernels.anneal(board, moves, HOT, COLD, self.state)
            boards.reset(self.pricing, board, board.at.copy())
        board.fine[rows] = self.fine[rows]
        return self.board.at.copy()

    def start(self, at: Ints) -> None:
        """Begin with a plan that keeps every hard row, and let those who wait in where they fit."""
        boards.reset(self.pricing, self.board, at)
        self.best, self.value = at.copy(), boards.true_value(self.pricing, self.board)
        waiting = np.argsort(-self.pricing.best(self.lam)[0] / self.board.peak, kind="stable")
        kernels.fill(self.board, waiting)
        self._keep()

    def round(self, movers: Ints | None = None) -> float:
        """One round of annealing; returns the points gained on the best plan so far, 0 if none."""
        step = self.rounds % CYCLE
        if step == 0:
            boards.reset(self.pricing, self.board, self.best.copy())
        board = self.board if movers is None else self._among(movers)
        hot, cold = (HOT * (COLD / HOT) ** (s / CYCLE) for s in (step, step + 1))
        kernels.anneal(board, max(MOVES * len(board.able), 2_000), hot, cold, self.state)
        self.rounds += 1
        return self._keep()

    def run(
        self, clock: Clock, rounds: int | None, enough: Callable[[], bool],
        movers: Ints | None = None,
    ) -> None:  # fmt: skip
        """Rounds until the clock, their number in all or `enough` ends it."""
        while not clock.over and not enough() and (rounds is None or self.rounds < rounds):
            self.round(movers)

    def _among(self, movers: Ints) -> Board:
        """The same board, on which only these move by themselves."""
        return self.board._replace(able=np.intersect1d(movers, self.board.able))

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
