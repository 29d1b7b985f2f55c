"""The engine: prices and bound, first plans, then neighbourhoods until somebody says enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.answer import Answer
from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.dive import Pace, dive
from matching.engine.dual import Duals, ascend, peaks_of
from matching.engine.layout import compile_layout
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.minima import Shortfall, force, serve
from matching.engine.neighbourhood import Search, make_offers
from matching.engine.pricing import Pricing
from matching.engine.submodel import Effort
from matching.problem import Problem
from matching.rows import Floats, Ints, Rows
from matching.stopping import Clock

DUAL_SHARE = 0.35
PACES = (Pace(((0.006, 60),), 0.05, 0.25), Pace(((0.006, 60),), 0.05, 0.12))
PLACES = 16
MOVES = 100
"""Annealing moves per enterprise after a dive."""
HOT, COLD = 0.003, 0.0005
"""Temperatures of the annealing, as shares of an enterprise's best score."""
CONSTRUCT_SHARE = 0.3
Tell = Callable[[str, float | None, float | None], None]
"""Told (stage, best objective, bound); None = not known yet."""


class Engine:
    """One problem under way: `begin`, then `improve` as often as wanted, then `answer`.

    gap: relative gap at which to stop.  With the same seed and number of rounds, and time enough,
    the plan is the same.  The plan keeps every hard row at every moment, or there is none and
    `answer` says what is missing.  pricing: of this problem and rows, where it is known already.
    """

    def __init__(
        self, problem: Problem, rows: Rows, *, gap: float, seed: int, tell: Tell | None = None,
        pricing: Pricing | None = None,
    ) -> None:  # fmt: skip
        self.gap, self.seed = gap, seed
        self.say = tell or (lambda stage, best, bound: None)
        # a warm start (see matching.session) brings its pricing along
        self.pricing = Pricing(compile_layout(problem, rows)) if pricing is None else pricing
        self.layout = self.pricing.layout
        self.ledger = Ledger(self.layout, self.pricing)
        none = np.zeros(0, dtype=np.int64)
        self.duals = Duals(np.zeros(len(rows)), np.inf, none, none, np.zeros(0))
        self.value = -np.inf
        self.shortfall: Shortfall | None = None
        self.trace: list[tuple[float, float, float]] = []
        self._hunt: Search | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: no plan possible, or the gap is reached."""
        if self.shortfall is not None:
            return True
        bound = self.duals.bound
        return bool(np.isfinite(self.value) and bound - self.value <= self.gap * max(bound, 0.0))

    @property
    def idle_rounds(self) -> int:
        """Neighbourhoods tried since one last helped."""
        return 0 if self._hunt is None else self._hunt.idle

    def begin(self, clock: Clock) -> None:
        """Bound and first plans; ends in time, but not before there is some plan."""
        self.say("bound", None, None)
        self.duals = ascend(
            self.pricing, clock.part(DUAL_SHARE * clock.seconds), seed=self.seed,
            report=lambda bound: self.say("bound", None, bound),
        )  # fmt: skip
        start = self._start(clock)
        if isinstance(start, Shortfall):
            self.shortfall = start
            return
        best = start
        for number, pace in enumerate(PACES):
            if number and (clock.over or clock.elapsed > CONSTRUCT_SHARE * clock.seconds):
                break
            self.ledger.restart(self._construct(start, pace, clock))
            if self.ledger.whole and self.ledger.value() > self.value:
                best, self.value = self.ledger.at.copy(), self.ledger.value()
                self._note("plan", clock)
            if self.done:
                break
        self.ledger.restart(best)
        self.value = self.ledger.value()

    def improve(
        self, clock: Clock, rounds: int | None = None, enough: Callable[[], bool] | None = None
    ) -> None:
        """Neighbourhoods until the clock, the gap, `rounds` or `enough` end it."""
        if self._hunt is None and not self.done and not clock.over:
            # repeatable: the clock must not decide how far a neighbourhood is searched
            effort = Effort() if rounds is None else Effort(seconds=60.0, nodes=20)
            offers = make_offers(self.pricing, self.duals)
            self._hunt = Search(self.ledger, offers, self.duals.lam, self.seed, effort=effort)
        hunt = self._hunt
        while hunt is not None and not clock.over and not self.done:
            if (rounds is not None and hunt.rounds >= rounds) or (enough is not None and enough()):
                break
            if hunt.round(clock) > 0:
                self.value = hunt.value
                self._note("improve", clock)
            else:
                self.say("improve", self.value, self.duals.bound)

    def answer(self) -> Answer:
        """The plan as it stands, rebuilt from scratch so that no rounding has crept in."""
        if self.shortfall is not None:
            return Answer(
                bound=self.duals.bound, impossible=self.shortfall.proven,
                missing=self.shortfall.missing, shadow=self.duals.lam, solver="engine",
            )  # fmt: skip
        self.ledger.restart(self.ledger.at)
        e = np.flatnonzero(self.ledger.at >= 0)
        p, t, m = self.layout.unflat(self.ledger.at[e])
        return Answer(
            e, p, t, m, found=self.ledger.whole, bound=max(self.duals.bound, self.ledger.value()),
            shadow=self.duals.lam, solver="engine", trace=tuple(self.trace),
        )  # fmt: skip

    def loss(self, e: Ints, o: Ints) -> Floats:
        """(n,) how far the bound falls, at least, if the enterprise must take that place.

        A placement that loses more than bound - value is in no better plan.  Infinite where it is
        not possible.
        """
        reduced = self.pricing.reduced_at(self.duals.lam, e, o)
        best = np.zeros(len(self.ledger.at))
        np.maximum.at(best, e, reduced)
        return np.where(self.pricing.possible(e, o), best[e] - reduced, np.inf)

    def _construct(self, start: Ints, pace: Pace, clock: Clock) -> Ints:
        """(E,) places of a plan made from `start`: a dive, whoever still fits, annealing."""
        layout, pricing = self.layout, self.pricing
        peak = peaks_of(pricing, None)
        hard = np.isinf(layout.price)
        dear = 1e6 * float(np.median(peak)) / np.maximum(layout.unit_scale, 1e-9)
        offers = boards.make_offers(pricing, self.duals.lam, PLACES)
        board = boards.make_board(pricing, offers, np.where(hard, dear, layout.price), peak, start)
        state = np.array([self.seed], dtype=np.uint64)
        lam = dive(pricing, board, self.duals, peak, pace, clock)
        best, _ = pricing.best(lam)
        kernels.fill(board, np.argsort(-best / peak, kind="stable"), state)
        boards.reset(pricing, board, board.at.copy())
        found, value = board.at.copy(), boards.true_value(pricing, board)
        steps = 20
        for i in range(steps):
            if clock.over:
                break
            heats = [HOT * (COLD / HOT) ** (j / steps) for j in (i, i + 1)]
            kernels.anneal(board, MOVES * len(peak) // steps, heats[0], heats[1], state)
            boards.reset(pricing, board, board.at.copy())
            now = boards.true_value(pricing, board)
            if now > value and boards.feasible(pricing, board):
                found, value = board.at.copy(), now
        return found

    def _note(self, stage: str, clock: Clock) -> None:
        self.trace.append((clock.elapsed, self.value, self.duals.bound))
        self.say(stage, self.value, self.duals.bound)

    def _start(self, clock: Clock) -> Ints | Shortfall:
        """(E,) places from which hard minima can be kept, or what is missing for them."""
        empty = np.full(len(self.ledger.at), UNPLACED)
        if self.ledger.whole:
            return empty
        serve(self.ledger, self.duals, clock)
        if self.ledger.whole:
            return self.ledger.at.copy()
        shortfall = force(self.ledger, clock)
        return self.ledger.at.copy() if shortfall is None else shortfall


def search(
    problem: Problem,
    rows: Rows,
    clock: Clock,
    *,
    gap: float,
    seed: int,
    rounds: int | None = None,
    tell: Tell | None = None,
) -> Answer:
    """The engine from start to end; see `Engine`."""
    engine = Engine(problem, rows, gap=gap, seed=seed, tell=tell)
    engine.begin(clock)
    engine.improve(clock, rounds)
    return engine.answer()
