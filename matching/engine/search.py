"""The engine: prices and bound, first plans, then neighbourhoods until somebody says enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.answer import Answer
from matching.engine import anneal_kernels as kernels
from matching.engine import board as boards
from matching.engine.anew import Anew
from matching.engine.dive import Pace, dive
from matching.engine.dual import Duals, ascend, peaks_of
from matching.engine.layout import compile_layout
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.minima import Shortfall, force, serve
from matching.engine.neighbourhood import LANES, Scale, Search
from matching.engine.oscillation import Oscillation, places_offered
from matching.engine.pricing import Pricing
from matching.engine.redive import Redive, anneal
from matching.engine.sharper import LEAST_SECONDS, MOST_COLUMNS, Sharper
from matching.engine.submodel import Effort
from matching.engine.turns import Turns, Way
from matching.problem import Placements, Problem
from matching.rows import Floats, Ints, Rows
from matching.stopping import Clock

ROUNDING = 1e-9
"""Relative distance below which plan and bound are one: both are sums of thousands of floats."""
DUAL_SHARE = 0.35
PACES = (Pace(((0.006, 60),), 0.05, 0.12), Pace(((0.003, 80),), 0.05, 0.06))
QUICK = Pace(((0.006, 60),), 0.05, 0.25)
LARGE = 8_000
"""From so many enterprises on what comes after the dives takes minutes: there are three of them, a
quick one first, so that there is a plan soon, and no part is dived into anew later."""
CONSTRUCT_SHARE = 0.3
MOVES = 40
"""Annealing moves per enterprise after a dive."""
HOT, COLD, STEPS = 0.3, 0.01, 20
"""Temperatures of the annealing, as shares of what an enterprise loses at its fifth best place."""
MOST_ELIGIBLE = 400_000
"""Eligible placements up to which listing them all costs next to nothing."""
SPLIT = 0.12
"""Binding limits per enterprise up to which a core is looked at.  At 3,000 x 90 x 5 it is 0.19, and
12 s of looking brought nothing."""
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
        self._best: Ints | None = None
        self._redive: Redive | None = None
        self._oscillation: Oscillation | None = None
        self._anew: Anew | None = None
        self._turns: Turns | None = None
        self._sharper: Sharper | None = None
        self._clock: Clock | None = None

    @property
    def bound(self) -> float:
        """Points that no plan exceeds, by the prices or by a search beside them."""
        sharper = np.inf if self._sharper is None else self._sharper.bound
        return float(max(min(self.duals.bound, sharper), self.value))

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: no plan possible, or the gap is reached."""
        if self.shortfall is not None:
            return True
        # of what can be reached: minima beyond all reach do not count (see relative_gap)
        reachable = max(self.bound + self.ledger.paid(), 0.0)
        near = max(self.gap, ROUNDING) * reachable
        return bool(np.isfinite(self.value) and self.bound - self.value <= near)

    @property
    def idle_rounds(self) -> int:
        """Neighbourhoods tried since one last helped."""
        return 0 if self._hunt is None else self._hunt.idle

    def begin(self, clock: Clock) -> None:
        """Bound and first plans; ends in time, but not before there is some plan."""
        self._clock = clock
        self.say("bound", None, None)
        self.duals = ascend(
            self.pricing, clock.part(DUAL_SHARE * clock.seconds), seed=self.seed,
            report=lambda bound: self.say("bound", None, bound),
        )  # fmt: skip
        best = self._first_plans(np.full(len(self.ledger.at), UNPLACED), clock)
        if best is None:
            # a dive that only looks at points missed a hard minimum: fines may bring it about
            best = self._mended(clock)
        if best is None:
            start = self._start(clock)
            if isinstance(start, Shortfall):
                self.shortfall = start
                return
            best = self._first_plans(start, clock)
            best = start if best is None else best
        self.ledger.restart(best)
        self.value = self.ledger.value()

    def _first_plans(self, start: Ints, clock: Clock) -> Ints | None:
        """(E,) the best plan that dives from `start` find, None if none keeps all hard rows."""
        paces = PACES[:1] if len(start) < LARGE else (QUICK, *PACES)
        for number, pace in enumerate(paces):
            if number and (clock.over or clock.elapsed > CONSTRUCT_SHARE * clock.seconds):
                break
            self._keep(self._construct(start, pace, clock), clock)
            if self.done:
                break
        return self._best

    def _mended(self, clock: Clock) -> Ints | None:
        """(E,) the last dive's plan after one oscillation, None if it still breaks a hard row."""
        self._oscillation = self._oscillating()
        at, value = self._oscillation.round(self.ledger.at, -np.inf, clock, timed=False)
        if np.isfinite(value):
            self._keep(at, clock)
        return self._best

    def _oscillating(self) -> Oscillation:
        return Oscillation(self.pricing, self.duals, peaks_of(self.pricing, None), self.seed)

    def _keep(self, at: Ints, clock: Clock) -> None:
        """Put a plan into the ledger and tell it, if it keeps every hard row and is the best."""
        self.ledger.restart(at)
        value = self.ledger.value()
        if self.ledger.whole and value > self.value:
            self._best, self.value = at.copy(), value
            self._note("plan", clock)

    def improve(
        self, clock: Clock, rounds: int | None = None, enough: Callable[[], bool] | None = None
    ) -> None:
        """Rounds of one way or another until the clock, the gap, `rounds` or `enough` end it."""
        if self._hunt is None and not self.done and not clock.over:
            # repeatable: the clock must not decide how far a neighbourhood is searched
            scales = None if rounds is None else (Scale(400, Effort(60.0, 20), (8, 16, 3)),)
            if rounds is None:  # what HiGHS finds in time depends on the machine
                self._sharpen(clock)
            lanes = LANES - 1 if self._seeking else LANES
            self._hunt = Search(self.ledger, self.duals, self.seed, scales, lanes)
        hunt = self._hunt
        if hunt is None:
            return
        if self._turns is None:
            if self._oscillation is None:
                self._oscillation = self._oscillating()
            ways = self._ways(rounds is not None)
            if Way.ANEW in ways:
                self._anew = Anew(self._oscillation, self.duals, self.seed, hunt.lanes)
            self._turns = Turns(ways, rounds is not None)
        while not clock.over and not self.done:
            if (rounds is not None and hunt.rounds >= rounds) or (enough is not None and enough()):
                break
            way = self._turns.next()
            began = clock.elapsed
            gain = self._turn(way, hunt, clock, timed=rounds is None)
            self._turns.told(way, gain, clock.elapsed - began)
            if gain > 0 and self._sharper is not None:
                self._sharper.tell(self.ledger.at)
            if gain + self._overheard(hunt) > 0:
                self.value = hunt.value
                self._note("improve", clock)
            else:
                self.say("improve", self.value, self.bound)

    @property
    def _seeking(self) -> bool:
        """Whether HiGHS looks for plans beside the search."""
        return self._sharper is not None and self._sharper.seeking

    def _overheard(self, hunt: Search) -> float:
        """Take over what HiGHS found beside the search, if it is better; returns the gain."""
        find = None if self._sharper is None else self._sharper.find()
        return 0.0 if find is None else hunt.accept(*find)

    def _ways(self, repeatable: bool) -> tuple[Way, ...]:
        """The ways worth trying.

        A fractional optimum splits no more enterprises than there are limits that bind; only where
        these are few does HiGHS get anywhere with everybody at once (how far depends on the
        machine).  Where it seeks plans beside the search it does so anyway.
        """
        enterprises = len(self.ledger.at)
        binding = int((self.duals.lam > 0).sum())
        few = binding <= SPLIT * enterprises and not repeatable and not self._seeking
        core = (Way.CORE,) if few else ()
        return (Way.NEIGHBOURHOOD, *core, Way.OSCILLATION if enterprises >= LARGE else Way.ANEW)

    def _turn(self, way: Way, hunt: Search, clock: Clock, timed: bool) -> float:
        """One round of that way; returns the points gained."""
        if way is Way.OSCILLATION:
            assert self._oscillation is not None
            return hunt.accept(*self._oscillation.round(self.ledger.at, hunt.value, clock, timed))
        if way is Way.ANEW:
            assert self._anew is not None
            return hunt.accept(*self._anew.round(self.ledger.at, hunt.value, clock, timed))
        if way is Way.CORE:
            return hunt.core(clock)
        gain = hunt.round(clock)
        if self._redive is not None and not clock.over:
            gain += hunt.accept(*self._redive.round(self.ledger.at, clock))
        return gain

    def useful(self) -> Placements:
        """The placements that a plan better than this one may hold, and those it holds itself."""
        problem = self.layout.problem
        placements = problem.placements()
        o = self.layout.flat(placements.p, placements.t, placements.m)
        # loss() counts no chains; together they add at most their bonus
        chains = 0.0 if problem.chains is None else float(problem.chains.bonus.sum())
        spare = max(self.duals.bound + chains - self.value, 0.0)
        kept = self.loss(placements.e, o) <= spare * (1 + 1e-9) + 1e-6
        kept |= self.ledger.at[placements.e] == o
        return Placements(
            placements.e[kept], placements.p[kept], placements.t[kept], placements.m[kept],
            placements.score[kept],
        )  # fmt: skip

    def _sharpen(self, clock: Clock) -> None:
        """Begin a proof beside the search where the problem is small enough for one."""
        problem = self.layout.problem
        small = problem.eligible_count <= MOST_ELIGIBLE
        if self._sharper is None and small and not self.done and clock.left > LEAST_SECONDS:
            kept = self.useful()
            if len(kept) <= MOST_COLUMNS:
                whole = clock if self._clock is None else self._clock
                self._sharper = Sharper(self.layout, kept, self.ledger.at, self.value, whole)

    def answer(self) -> Answer:
        """The plan as it stands, rebuilt from scratch so that no rounding has crept in.

        Ends the proof beside the search: without a clock that is over nothing else would.
        """
        if self._sharper is not None:
            self._sharper.stop()
            if self._hunt is not None and self._overheard(self._hunt) > 0:
                self.value = self._hunt.value
        if self.shortfall is not None:
            return Answer(
                bound=self.duals.bound, impossible=self.shortfall.proven,
                missing=self.shortfall.missing, shadow=self.duals.lam, solver="engine",
            )  # fmt: skip
        self.ledger.restart(self.ledger.at)
        e = np.flatnonzero(self.ledger.at >= 0)
        p, t, m = self.layout.unflat(self.ledger.at[e])
        return Answer(
            e, p, t, m, found=self.ledger.whole, bound=max(self.bound, self.ledger.value()),
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
        offers = boards.make_offers(pricing, self.duals.lam, places_offered(layout))
        board = boards.make_board(pricing, offers, boards.dear_fines(layout, peak), peak, start)
        state = np.array([self.seed], dtype=np.uint64)
        lam = dive(pricing, board, self.duals, peak, pace, clock)
        best, _ = pricing.best(lam)
        kernels.fill(board, np.argsort(-best / peak, kind="stable"))
        boards.reset(pricing, board, board.at.copy())
        if boards.feasible(pricing, board):
            self._keep(board.at, clock)
        spread = boards.spread_of(pricing, offers, self.duals.lam)
        found, _ = anneal(pricing, board, MOVES * len(peak), HOT * spread, COLD * spread, STEPS,
                          state, clock)  # fmt: skip
        if self._redive is None:
            self._redive = Redive(pricing, board, self.duals, peak, self.seed)
        return found

    def _note(self, stage: str, clock: Clock) -> None:
        self.trace.append((clock.elapsed, self.value, self.bound))
        self.say(stage, self.value, self.bound)

    def _start(self, clock: Clock) -> Ints | Shortfall:
        """(E,) places from which hard minima can be kept, or what is missing for them."""
        empty = np.full(len(self.ledger.at), UNPLACED)
        self.ledger.restart(empty)
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
