"""The one place that knows how the engine is started, with everything it tells written down."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.answer import Answer
from matching.engine.search import Engine
from matching.problem import Problem
from matching.rows import Rows
from matching.stopping import Clock

WARM_UP_S = 2.0
"""A tiny instance is solved first for so long: an installed program has its code compiled."""
SESSION = "matching.session"
SAME = 1.1
"""A what-if is done once its certified distance is at most so many times that of the first solve;
the first solve is timed to the same distance."""
BOUND_NEAR = 5e-4
"""The bound counts as there once it is within so much (relative) of the last one."""


@dataclass
class Record:
    """What an engine tells while it runs.

    news: (seconds, best objective or NaN, bound or NaN), in points, in order.
    """

    started: float = field(default_factory=time.perf_counter)
    news: list[tuple[float, float, float]] = field(default_factory=list)

    def tell(self, stage: str, best: float | None, bound: float | None) -> None:
        """For `Engine(tell=...)`."""
        del stage
        self.news.append(
            (
                time.perf_counter() - self.started,
                np.nan if best is None else float(best),
                np.nan if bound is None else float(bound),
            )
        )

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


@dataclass(frozen=True)
class Run:
    """An answer, what was told on the way, and the seconds it took from the clock's start."""

    answer: Answer
    record: Record
    seconds: float


def first_solve(problem: Problem, rows: Rows, clock: Clock, *, gap: float, seed: int) -> Run:
    """The engine from nothing until the clock or the gap ends it."""
    record = Record(clock.started)
    engine = Engine(problem, rows, gap=gap, seed=seed, tell=record.tell)
    engine.begin(clock)
    engine.improve(clock)
    answer = engine.answer()
    return Run(answer, record, clock.elapsed)


def has_session() -> bool:
    """Whether warm re-solves exist."""
    return importlib.util.find_spec(SESSION) is not None


@dataclass(frozen=True)
class Changed:
    """One what-if, warm.

    rows: the changed limits.  first_s: seconds of the first solve until bound - best fell to the
    distance that counts.  seconds: until the what-if's did, or until it gave up.  bound_s: for the
    new bound alone.  bound_after: that bound.
    """

    name: str
    rows: Rows
    answer: Answer
    first_s: float
    seconds: float
    bound_s: float
    bound_after: float


def what_ifs(
    problem: Problem,
    rows: Rows,
    changes: Sequence[tuple[str, Rows]],
    seconds: float,
    gap: float,
    seed: int,
) -> Iterator[Changed]:
    """First one solve from nothing, then each change from where that left off."""
    first = Record()
    now = first
    session: Any = importlib.import_module(SESSION).Session(
        problem, rows, gap=gap, seed=seed, tell=lambda *news: now.tell(*news)
    )
    session.solve(Clock(seconds))
    _, best, bound = first.running()[-1]
    distance = SAME * (bound - best)
    first_s = first.reached(distance)
    for name, changed in changes:
        started = time.perf_counter()
        bound_after = float(session.bound_after(changed))
        bound_s = time.perf_counter() - started
        record = Record()
        now = record

        def near(record: Record = record) -> bool:
            return np.isfinite(record.reached(distance))

        clock = Clock(seconds, near)
        answer = session.what_if(changed, clock)
        yield Changed(name, changed, answer, first_s, clock.elapsed, bound_s, bound_after)
