"""Session: a solved problem that answers what-ifs, each from where the first solve left off.

    session = Session(problem, rows, gap=0.01, seed=2016)
    session.solve(Clock(60))
    session.what_if(tightened, Clock(5))          limits, or
    session.what_if_case(case, Clock(5))          anything: limits, weights, pins, other tables

Any prices prove a bound (see `matching.proof`), so the old prices prove one for the changed problem
at once; a few stages of ascent sharpen it.  The old plan is mended (see `matching.engine.mend`) and
polished.  The session itself does not change: what-ifs are all measured against the same solve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.answer import Answer
from matching.constraints import rows_of
from matching.engine.dual import STAGES, Duals, ascend
from matching.engine.layout import compile_layout
from matching.engine.mend import loosened, meet, mend
from matching.engine.polish import Polish
from matching.engine.pricing import Pricing
from matching.engine.redive import Redive
from matching.engine.search import Engine, Tell
from matching.engine.warm import Carrier, carry_prices, nearly_same, warm_pricing
from matching.problem import Problem
from matching.ready import make_ready
from matching.rebuild import rebuild_problem
from matching.rows import Ints, Rows
from matching.stopping import Clock
from scenarios.case import Case

NEAR_STAGES = ((0.0025, 50), (0.0012, 30))
"""Stages of ascent where only bounds have changed: the old prices are nearly right.  Half the steps
of the last usual stages; the bound is 0.003 % weaker for it (3,000 x 90 x 5)."""
FAR_STAGES = STAGES[3:]
"""Where scores or rows have changed, or bounds by much."""
SMALL = 0.01
"""Share of the bound that a small change of limits is worth, at the old prices."""
POLISH_ROUNDS = 8
"""Polishing without a gain for so many rounds is enough; then come neighbourhoods."""
FOCUS_ROUNDS, FOCUS_IDLE, LITTLE = 16, 4, 0.03
"""Most rounds of polishing among those whom the change concerns; fewer where the last few of them
gained less than so much of what is left to the bound."""
NEAR = 1.1
"""A what-if is as near to its bound as wanted at so many times the distance of the first solve: the
luck of a whole minute is not to be had in seconds."""
IDLE_ROUNDS = 12
"""So many neighbourhoods without a gain end a what-if, too."""
LOOSENED = (0.6, 0.3)
"""Parts of the plan that dives place anew, one after the other, where polishing alone does not come
near."""


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A changed problem and its answer.

    session: with this answer as its first solve, to ask further what-ifs from here.
    """

    problem: Problem
    rows: Rows
    answer: Answer
    session: Session


class Session:
    """See the module.

    gap: relative gap at which `solve` stops.  seed: with the same seed, a fixed number of rounds
    and time enough, every answer is the same.  tell: told (stage, best objective, bound).  An
    engine that was never compiled on this machine is compiled when the session is made.
    """

    def __init__(
        self, problem: Problem, rows: Rows, *, gap: float, seed: int, tell: Tell | None = None
    ) -> None:
        self.problem, self.rows, self.gap, self.seed = problem, rows, gap, seed
        self._tell = tell
        make_ready(None if tell is None else lambda stage, done, detail: tell(stage, None, None))
        self._engine: Engine | None = None
        self._answer: Answer | None = None

    # -- the first solve -----------------------------------------------------------------------

    def solve(self, clock: Clock, rounds: int | None = None) -> Answer:
        """The engine from nothing until clock, gap or `rounds` neighbourhoods end it."""
        engine = Engine(self.problem, self.rows, gap=self.gap, seed=self.seed, tell=self._tell)
        engine.begin(clock)
        engine.improve(clock, rounds)
        return self._settle(engine)

    def resume(self, answer: Answer, clock: Clock) -> Answer:
        """Take over an answer found elsewhere (a stored plan, the exact method) instead of solving.

        Its prices, if it has any, are where the ascent starts.  Raises ValueError for an answer
        without a plan.
        """
        if not answer.found:
            raise ValueError("only an answer with a plan can be resumed")
        pricing = Pricing(compile_layout(self.problem, self.rows))
        none = np.zeros(0, dtype=np.int64)
        lam = np.zeros(len(self.rows)) if answer.shadow is None else np.nan_to_num(answer.shadow)
        at = np.full(self.problem.shape[0], -1, dtype=np.int64)
        at[answer.e] = pricing.layout.flat(answer.p, answer.t, answer.m)
        start = Duals(lam, np.inf, none, none, np.zeros(0))
        engine = self._engine_of(self.problem, self.rows, pricing)
        known = answer.shadow is not None
        engine.duals = ascend(
            pricing, clock, seed=self.seed, start=start if known else None,
            stages=FAR_STAGES if known else STAGES,
        )  # fmt: skip
        engine.ledger.restart(at)
        engine.value = engine.ledger.value()
        return self._settle(engine)

    @property
    def answer(self) -> Answer:
        """The first solve's answer.  Raises ValueError before there is one."""
        if self._answer is None:
            raise ValueError("the session has not been solved yet")
        return self._answer

    @property
    def engine(self) -> Engine:
        """The engine of the first solve: its pricing and prices; to be read, not to be run.

        Raises ValueError before there is one.
        """
        if self._engine is None:
            raise ValueError("the session has not been solved yet")
        return self._engine

    def _settle(self, engine: Engine) -> Answer:
        self._engine, self._answer = engine, engine.answer()
        return self._answer

    # -- what-ifs ------------------------------------------------------------------------------

    def bound_after(self, rows: Rows, clock: Clock | None = None) -> float:
        """Points that no plan under the changed limits exceeds; no plan is made."""
        return self.prices_after(rows, clock).bound

    def prices_after(self, rows: Rows, clock: Clock | None = None) -> Duals:
        """The prices under changed limits and the bound that they prove."""
        pricing = warm_pricing(self.engine.pricing, self.problem, rows)
        return self._duals(pricing, clock or Clock(np.inf), None)

    def what_if(self, rows: Rows, clock: Clock, rounds: int | None = None) -> Answer:
        """The answer under changed limits, as near to its bound as the first was if that can be.

        rounds: most rounds of polishing, and no neighbourhoods after them; None = both as the clock
        permits.  The clock may be over: then the answer is the mended plan.
        """
        return self._answer_to(self.problem, rows, clock, rounds).answer()

    def what_if_case(self, case: Case, clock: Clock, rounds: int | None = None) -> WhatIf:
        """The answer for a changed case: limits, weights, pins and forbids, any table at all.

        What the change leaves alone is not built again (see `matching.rebuild`).
        """
        problem = rebuild_problem(self.problem, case)
        rows = rows_of(problem)
        engine = self._answer_to(problem, rows, clock, rounds)
        session = Session(problem, rows, gap=self.gap, seed=self.seed, tell=self._tell)
        return WhatIf(problem, rows, session._settle(engine), session)

    def _answer_to(
        self, problem: Problem, rows: Rows, clock: Clock, rounds: int | None
    ) -> Engine:  # fmt: skip
        pricing = warm_pricing(self.engine.pricing, problem, rows)
        engine = self._engine_of(problem, rows, pricing)
        carrier = Carrier(self.engine.layout, pricing.layout)
        engine.duals = self._duals(pricing, clock, carrier)
        engine.say("bound", None, engine.duals.bound)
        ledger = engine.ledger
        kept = meet(ledger, engine.duals, carrier.plan(self.engine.ledger.at))
        polish = Polish(pricing, engine.duals.lam, ledger.at, self.seed)
        over = ledger.broken
        if len(over):
            movers = np.setdiff1d(polish.users(over), np.fromiter(kept, np.int64))
            ledger.restart(polish.squeeze(over, movers, clock))
        engine.shortfall = mend(ledger, engine.duals, kept, clock)
        if engine.shortfall is not None:
            return engine
        engine.value = ledger.value()
        engine.say("plan", engine.value, engine.duals.bound)
        near = self._near(engine)
        if clock.over:
            return engine
        changed = np.union1d(over, _changed(self.rows, rows))
        self._polish(engine, polish, changed, clock, rounds, near)
        if rounds is None:
            engine.improve(clock, enough=lambda: near() or engine.idle_rounds >= IDLE_ROUNDS)
        return engine

    def _near(self, engine: Engine) -> Callable[[], bool]:
        """Whether an engine's plan is as near to its bound as asked, or nearly as the first was."""
        first = self.engine
        distance = first.duals.bound - first.value if np.isfinite(first.value) else 0.0
        return lambda: engine.done or engine.duals.bound - engine.value <= NEAR * distance

    def _polish(
        self, engine: Engine, polish: Polish, changed: Ints, clock: Clock, rounds: int | None,
        near: Callable[[], bool],
    ) -> None:  # fmt: skip
        """Among those whom the change concerns; parts dived into again; then among all."""

        def news() -> None:
            if polish.value > engine.value:
                engine.value = polish.value
                engine.say("polish", engine.value, engine.duals.bound)

        values: list[float] = []

        def settled() -> bool:
            news()
            values.append(engine.value)
            lately = values[-1] - values[-1 - FOCUS_IDLE] if len(values) > FOCUS_IDLE else np.inf
            return engine.done or lately <= LITTLE * (engine.duals.bound - engine.value)

        def enough() -> bool:
            news()
            return polish.idle >= POLISH_ROUNDS or near()

        polish.start(engine.ledger.at)
        if len(changed):  # also where the old plan is near enough: new room is there to be used
            first = FOCUS_ROUNDS if rounds is None else min(rounds, FOCUS_ROUNDS)
            polish.run(clock, first, settled, polish.concerned(changed))
        if not clock.over and not enough():
            redive = Redive(
                engine.pricing, polish.board, engine.duals, polish.board.peak, self.seed
            )  # fmt: skip
            for share in LOOSENED:  # what is furthest below its best, wherever it stands
                start = loosened(engine.ledger, engine.duals.lam, polish.best, share)
                at, value = redive.onto(start, clock)
                if value > polish.value + 1e-9:
                    polish.start(at)
                if clock.over or enough():
                    break
        polish.run(clock, rounds, enough)
        news()
        engine.ledger.restart(polish.best)
        engine.value = engine.ledger.value()

    def _duals(self, pricing: Pricing, clock: Clock, carrier: Carrier | None) -> Duals:
        first = self.engine
        lam = carry_prices(self.rows, pricing.layout.rows, first.duals.lam)
        carrier = carrier or Carrier(first.layout, pricing.layout)
        start = carrier.duals(first.duals, lam)
        near = nearly_same(first.pricing, pricing) and len(lam) == len(first.duals.lam)
        if near:  # what the change is worth at the old prices
            moved = pricing.layout.bound - first.layout.bound
            near = bool(np.abs(lam) @ np.abs(moved) <= SMALL * abs(first.duals.bound))
        return ascend(
            pricing, clock, seed=self.seed, start=start,
            stages=NEAR_STAGES if near else FAR_STAGES,
            report=lambda bound: None if self._tell is None else self._tell("bound", None, bound),
        )  # fmt: skip

    def _engine_of(self, problem: Problem, rows: Rows, pricing: Pricing) -> Engine:
        return Engine(
            problem, rows, gap=self.gap, seed=self.seed, tell=self._tell, pricing=pricing
        )  # fmt: skip


def _changed(old: Rows, new: Rows) -> Ints:
    """(n,) new rows that are not there, or not with the same bound, among the old."""
    if old.names == new.names:
        return np.flatnonzero(old.bound != new.bound)
    known = dict(zip(old.names, old.bound.tolist(), strict=True))
    return np.flatnonzero([known.get(n) != b for n, b in zip(new.names, new.bound, strict=True)])
