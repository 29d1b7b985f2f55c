"""The one place that knows how the engine is started, with everything it tells written down."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.answer import Answer
from matching.problem import Problem
from matching.rows import Rows
from matching.session import Session
from matching.stopping import Clock

WARM_UP_S = 2.0
"""A tiny instance is solved first for so long: an installed program has its code compiled."""
SAME = 1.1
"""A what-if is done once its certified distance is at most so many times that of a full re-solve of
the changed problem; the re-solve is timed to the same distance."""
BOUND_NEAR = 5e-4
"""The bound counts as there once it is within so much (relative) of the last one."""


@dataclass
class Record:
    """What an engine tells while it runs.

    news: (seconds, best objective or NaN, bound or NaN), in points, in order.  best, bound: highest
    objective and lowest bound told so far.
    """

    started: float = field(default_factory=time.perf_counter)
    news: list[tuple[float, float, float]] = field(default_factory=list)
    best: float = -np.inf
    bound: float = np.inf

    def tell(self, stage: str, best: float | None, bound: float | None) -> None:
        """For `Engine(tell=...)`."""
        del stage
        value = np.nan if best is None else float(best)
        limit = np.nan if bound is None else float(bound)
        self.news.append((time.perf_counter() - self.started, value, limit))
        self.best, self.bound = float(np.fmax(self.best, value)), float(np.fmin(self.bound, limit))

    def running(self) -> list[tuple[float, float, float]]:
        """(seconds, best so far, lowest bound so far), one line per change."""
        lines: list[tuple[float, float, float]] = []
        best, bound = -np.inf, np.inf
        for at, value, limit in self.news:
            news = (np.fmax(best, value), np.fmin(bound, limit))
            if news != (best, bound):
                best, bound = float(news[0]), float(news[1])
                lines.append((at, best, bound))
        return lines

    def bound_seconds(self, final: float) -> float:
        """Seconds until the bound was within BOUND_NEAR of the final one; NaN if never told."""
        near = final + BOUND_NEAR * abs(final)
        return next((at for at, _, bound in self.running() if bound <= near), np.nan)

    def reached(self, distance: float) -> float:
        """Seconds until bound - best fell to `distance` points; NaN if it never did."""
        return next((at for at, best, bound in self.running() if bound - best <= distance), np.nan)


@dataclass
class Run:
    """An answer, what was told on the way, and the seconds it took from the clock's start.

    session: what can be asked for what-ifs.  listener: the record that it tells at present.
    """

    answer: Answer
    record: Record
    seconds: float
    session: Session
    listener: list[Record]


def first_solve(problem: Problem, rows: Rows, clock: Clock, *, gap: float, seed: int) -> Run:
    """The engine from nothing until the clock or the gap ends it."""
    record = Record(clock.started)
    listener = [record]
    session = Session(problem, rows, gap=gap, seed=seed, tell=lambda *news: listener[0].tell(*news))
    answer = session.solve(clock)
    return Run(answer, record, clock.elapsed, session, listener)


@dataclass(frozen=True)
class Changed:
    """One what-if, warm.

    rows: the changed limits.  full_s: seconds that a full re-solve took until bound - best fell to
    the distance that counts.  seconds: until the what-if's did, or until it gave up.  bound_s: for
    the new bound alone.  bound_after: that bound.
    """

    name: str
    rows: Rows
    answer: Answer
    full_s: float
    seconds: float
    bound_s: float
    bound_after: float


FullSolve = Callable[[Rows], Record]


def full_solve(run: Run, seconds: float) -> FullSolve:
    """Solves the run's problem under other limits from nothing, as the run itself was solved."""

    def solve(rows: Rows) -> Record:
        session = run.session
        again = first_solve(
            session.problem, rows, Clock(seconds), gap=session.gap, seed=session.seed
        )  # fmt: skip
        return again.record

    return solve


def what_ifs(
    run: Run, changes: Sequence[tuple[str, Rows]], seconds: float, full: FullSolve | None = None
) -> Iterator[Changed]:
    """Each change from where the run's first solve left off, within `seconds` each.

    full: how the changed problem is solved from nothing, for comparison.  Raises ValueError where
    the run has no plan.
    """
    if not run.answer.found:
        raise ValueError("a what-if needs a plan to start from")
    full = full or full_solve(run, seconds)
    for name, changed in changes:
        again = full(changed)
        # without a plan there is no distance, and nothing to be faster than
        distance = SAME * (again.bound - again.best) if np.isfinite(again.best) else -np.inf
        bound_clock = Clock(seconds)
        bound_after = float(run.session.bound_after(changed))
        bound_s = bound_clock.elapsed
        record = Record()
        run.listener[0] = record
        near = functools.partial(_near, record, distance)
        clock = Clock(seconds, near)
        answer = run.session.what_if(changed, clock)
        yield Changed(
            name, changed, answer, again.reached(distance), clock.elapsed, bound_s, bound_after
        )  # fmt: skip


def _near(record: Record, distance: float) -> bool:
    """Whether plan and bound are no further apart; asked often, so it only compares."""
    return record.bound - record.best <= distance
