"""What-ifs are timed to the same certified distance as a full re-solve, not to an easier one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.gap_instances import generate
from benchmarks.gap_problem import as_problem
from benchmarks.under_test import Record, Run, first_solve, full_solve, what_ifs
from matching.answer import Answer
from matching.rows import Rows
from matching.stopping import Clock

PROBLEM, ROWS, _ = as_problem(generate("C", 2, 4, 1))


class Warm:
    """A session that tells what it is given, one piece of news a look at the clock."""

    def __init__(self, news: list[tuple[float, float]]) -> None:
        self.news, self.listener, self.told = news, [Record()], 0

    def bound_after(self, rows: Rows) -> float:
        return float(rows.bound[0])

    def what_if(self, rows: Rows, clock: Clock) -> Answer:
        for best, bound in self.news:
            if clock.over:
                break
            self.listener[0].tell("improve", best, bound)
            self.told += 1
        return Answer(found=True, bound=bound)


def first(session: Warm) -> Run:
    """A first solve with a plan; how it came about is not asked."""
    return Run(Answer(found=True), Record(), 60.0, session, session.listener)


def again(rows: Rows) -> Record:
    """Bound 110 at 1 s; plans 90 at 2 s (20 away), 99.5 at 5 s (10.5), 100 at 60 s (10)."""
    record = Record()
    for news in [(1.0, math.nan, 110.0), (2.0, 90.0, math.nan), (5.0, 99.5, math.nan),
                 (60.0, 100.0, math.nan)]:  # fmt: skip
        record.news.append(news)
        record.best = float(np.fmax(record.best, news[1]))
        record.bound = float(np.fmin(record.bound, news[2]))
    return record


def changed() -> tuple[str, Rows]:
    tight = replace(ROWS.blocks[0], bound=ROWS.blocks[0].bound * 0.9)
    return "tight", Rows((tight, ROWS.blocks[1]))


def test_the_full_solve_is_timed_to_the_distance_the_what_if_must_reach() -> None:
    """1.1 x the final distance 10 is 11, which the full solve reached at 5 s, not at 60 s.

    The what-if tells distances 15, 11 and 2: it is stopped after the second.
    """
    session = Warm([(85.0, 100.0), (89.0, 100.0), (98.0, 100.0)])
    (told,) = what_ifs(first(session), [changed()], 60.0, again)
    assert told.full_s == 5.0
    assert session.told == 2
    assert told.bound_after == changed()[1].bound[0]


def test_news_of_one_what_if_do_not_end_the_next() -> None:
    session = Warm([(85.0, 100.0), (89.0, 100.0), (98.0, 100.0)])
    list(what_ifs(first(session), [changed(), changed()], 60.0, again))
    assert session.told == 4


def test_a_full_solve_without_a_plan_is_no_baseline() -> None:
    session = Warm([(85.0, 100.0)])
    (told,) = what_ifs(first(session), [changed()], 60.0, lambda rows: Record())
    assert math.isnan(told.full_s) and told.answer.found


def test_the_full_solve_solves_the_changed_problem() -> None:
    """Looser room in every agent: the bound cannot be that of the unchanged problem."""
    run = first_solve(PROBLEM, ROWS, Clock(1.0), gap=0.0, seed=1)
    loose = Rows((replace(ROWS.blocks[0], bound=ROWS.blocks[0].bound * 2.0), ROWS.blocks[1]))
    before, after = full_solve(run, 1.0)(ROWS), full_solve(run, 1.0)(loose)
    assert before.best == pytest.approx(run.record.best)
    assert after.best > before.best


def test_a_what_if_needs_a_plan() -> None:
    run = first(Warm([(1.0, 2.0)]))
    with pytest.raises(ValueError, match="plan"):
        list(what_ifs(replace(run, answer=Answer(found=False)), [changed()], 60.0, again))
