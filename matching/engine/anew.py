"""Anew: a part of the plan cleared, dived into anew, and oscillated until it is good again.

Where the largest enterprises stand decides how good everything else can become, and oscillation
seldom moves them.  So those who are worst off at the prices of the whole province are taken out,
a third of the plan or most of it, and a dive decides for them together.  What it finds is worse
than what was there; after an oscillation it often is better (iterated local search, Lourenco,
Martin and Stuetzle 2003).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.dive import begun_at, dive
from matching.engine.dual import Duals
from matching.engine.neighbourhood import LANES
from matching.engine.oscillation import Lane, Oscillation
from matching.engine.redive import PACE
from matching.rows import Floats, Ints
from matching.stopping import Clock

LEAST_CLEARED, MOST_CLEARED = 0.2, 0.8
"""Share of those placed that is taken out, drawn anew in each round."""
LUCK = 0.1
"""Random part of who is taken out, in mean losses."""
LEAST_SHARE = 0.6
"""A round that cannot have so much of the time of the last one is not begun."""


class Anew:
    """Rounds from one plan on, repeatable for a seed, on lanes of its own.

    oscillation: whose offers, fines and moves are used.  lanes: how many go on side by side.
    """

    def __init__(
        self, oscillation: Oscillation, duals: Duals, seed: int, lanes: int = LANES
    ) -> None:
        self._oscillation, self._seed = oscillation, seed
        self._pricing = oscillation.pricing
        self._duals = begun_at(duals)
        self._best_reduced = self._pricing.best(duals.lam)[0]
        self._lanes: list[Lane] = []
        self._draws = [np.random.default_rng((seed, lane)) for lane in range(lanes)]
        self._rounds = 0
        self._seconds = 0.0

    def round(self, at: Ints, value: float, clock: Clock, timed: bool) -> tuple[Ints, float]:
        """(E,) places and points of the best plan known after every lane has tried once more.

        at, value: the best plan known elsewhere, from which the lanes go on; in every second round
        each goes on from what it found last, better or not.  timed: whether a round may be left out
        or shortened to end in time.
        """
        if timed and clock.left < LEAST_SHARE * self._seconds:
            return at.copy(), value
        began = clock.elapsed
        if not self._lanes:
            make = self._oscillation.lane
            self._lanes = [make(2 * self._seed + n, at, value) for n in range(len(self._draws))]
        with ThreadPoolExecutor(max_workers=len(self._draws)) as pool:
            jobs = []
            for lane, draw in zip(self._lanes, self._draws, strict=True):
                if self._rounds % 2 == 0 or not np.isfinite(lane.value):
                    lane.at = at.copy()
                # dives stay in this thread, one by one: their passes over all placements use all
                # cores already, and not every kind of numba's threads lets them overlap
                self._dive(lane, draw, clock)
                jobs.append(pool.submit(self._oscillate, lane, clock, timed))
            for job in jobs:
                job.result()
        self._rounds += 1
        self._seconds = clock.elapsed - began
        for lane in self._lanes:
            if lane.value > value:
                at, value = lane.at, lane.value
        return at.copy(), value

    def _dive(self, lane: Lane, draw: np.random.Generator, clock: Clock) -> None:
        """Put a plan on the lane's board that a dive made of what is left of the lane's plan."""
        board, peak = lane.board, lane.board.peak
        board.fine[:] = self._oscillation.dear
        share = draw.uniform(LEAST_CLEARED, MOST_CLEARED)
        boards.reset(self._pricing, board, cleared(lane.at, self._loss(lane.at, draw), share))
        lam = dive(self._pricing, board, self._duals, peak, PACE, clock)
        best, _ = self._pricing.best(lam)
        kernels.fill(board, np.argsort(-best / peak, kind="stable"))
        boards.reset(self._pricing, board, board.at.copy())
        whole = boards.feasible(self._pricing, board)
        lane.at = board.at.copy()
        lane.value = boards.true_value(self._pricing, board) if whole else -np.inf

    def _oscillate(self, lane: Lane, clock: Clock, timed: bool) -> None:
        moves = self._oscillation.affordable(clock) if timed else self._oscillation.moves
        if moves:
            self._oscillation.run(lane, moves, clock)

    def _loss(self, at: Ints, draw: np.random.Generator) -> Floats:
        """(E,) points that each place is below the enterprise's best, and some luck; 0 if none."""
        placed = np.flatnonzero(at >= 0)
        loss = np.zeros(len(at))
        reduced = self._pricing.reduced_at(self._duals.lam, placed, at[placed])
        loss[placed] = self._best_reduced[placed] - reduced
        typical = float(np.abs(loss[placed]).mean()) if len(placed) else 0.0
        return loss + LUCK * typical * draw.exponential(size=len(at))


def cleared(at: Ints, loss: Floats, share: float) -> Ints:
    """(E,) the plan without that share of it, rounded up: those who lose most."""
    placed = np.flatnonzero(at >= 0)
    order = placed[np.argsort(-loss[placed], kind="stable")]
    left = at.copy()
    left[order[: int(np.ceil(share * len(placed)))]] = kernels.NOWHERE
    return left
