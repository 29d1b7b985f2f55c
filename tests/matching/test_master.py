"""The master: the same value as SciPy's linear program, prices that prove it, ranges that hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import CASES, RuleCase

from matching.constraints import rows_of
from matching.engine.dual import ascend
from matching.engine.layout import compile_layout
from matching.engine.master import Exact, Master
from matching.engine.pricing import Pricing
from matching.limit_names import with_change
from matching.problem import Placements, Problem
from matching.proof import prove
from matching.relaxation import standard_form
from matching.rows import Rows
from matching.stopping import Clock

SEEDS = st.integers(0, 5_000)
ROUGH = ((0.3, 5),)
"""A poor start, so that placements must be priced in."""


def master(problem: Problem, rows: Rows) -> Master:
    pricing = Pricing(compile_layout(problem, rows))
    return Master(pricing, ascend(pricing, Clock(60), seed=1, stages=ROUGH))


def relaxed(problem: Problem, rows: Rows) -> float:
    """SciPy's value over the placements that fit alone: those the engine knows."""
    layout = compile_layout(problem, rows)
    all_ = problem.placements()
    fits = Pricing(layout).possible(all_.e, layout.flat(all_.p, all_.t, all_.m))
    kept = Placements(*(getattr(all_, axis)[fits] for axis in ("e", "p", "t", "m", "score")))
    cost, matrix, upper = standard_form(rows, kept, problem.chains)
    done = scipy.optimize.linprog(cost, A_ub=matrix, b_ub=upper, bounds=(0, None))
    assert done.status == 0
    return -float(done.fun)


def assert_exact(problem: Problem, rows: Rows, found: Exact) -> None:
    assert found.exact
    value = relaxed(problem, rows)
    assert found.value == pytest.approx(value, rel=1e-6, abs=1e-6)
    assert found.bound >= value - 1e-9
    assert prove(problem, rows, found.lam).value == pytest.approx(value, rel=1e-5, abs=1e-5)


@settings(max_examples=12)
@given(SEEDS, st.sampled_from([0.3, 0.6]), st.sampled_from([0, 8]))
def test_value_and_prices_are_those_of_the_relaxation_also_with_chains(
    seed: int, tight: float, links: int
) -> None:
    problem = random_problem(seed, enterprises=12, parks=4, tight=tight, links=links)
    rows = rows_of(problem)
    assert_exact(problem, rows, master(problem, rows).solve(Clock(60)))


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_placements_are_priced_in_round_by_round(seed: int) -> None:
    """From a start at prices that let hardly anybody in, the value still is the best."""
    problem = random_problem(seed, enterprises=20, parks=5, links=10)
    rows = rows_of(problem)
    pricing = Pricing(compile_layout(problem, rows))
    poor = ascend(pricing, Clock(60), seed=1, stages=())
    started = Master(pricing, replace(poor, lam=np.where(rows.at_least, -1.0, 1.0)))
    first = len(started._key)
    found = started.solve(Clock(60))
    assert found.rounds > 1
    assert found.columns > first
    assert_exact(problem, rows, found)


@settings(max_examples=8)
@given(SEEDS, st.sampled_from([0.7, 1.4]), st.sampled_from([0, 8]))
def test_changed_limits_are_solved_from_the_basis_and_back_again(
    seed: int, times: float, links: int
) -> None:
    problem = random_problem(seed, enterprises=12, parks=4, links=links)
    rows = rows_of(problem)
    changed = Rows(tuple(replace(block, bound=block.bound * times) for block in rows))
    warm = master(problem, rows)
    before = warm.solve(Clock(60))
    warm.relimit(warm.pricing.relimited(compile_layout(problem, changed)))
    assert_exact(problem, changed, warm.solve(Clock(60)))
    warm.relimit(Pricing(compile_layout(problem, rows)))
    assert warm.solve(Clock(60)).value == pytest.approx(before.value, rel=1e-7, abs=1e-7)


@settings(max_examples=6)
@given(SEEDS)
def test_within_its_range_a_price_is_the_change_of_the_value(seed: int) -> None:
    """value(bound + d) = value + price x d inside the range, and not beyond a finite end of it."""
    problem = random_problem(seed, enterprises=10, parks=3, tight=0.5)
    rows = rows_of(problem)
    solver = master(problem, rows)
    found = solver.solve(Clock(60))
    own = solver.pricing
    priced = np.flatnonzero(np.abs(found.lam) > 1e-9)[:4]
    ranges = [solver.range_of(np.array([r])) for r in priced]
    for r, held in zip(priced.tolist(), ranges, strict=True):
        for end in (held.low, held.high):
            if not np.isfinite(end) or abs(end) < 1e-6 or rows.bound[r] + end < 0:
                continue
            changed = with_change(rows, np.array([r]), 0.999 * end)
            # the same placements, so that only the limit changes
            layout = compile_layout(problem, changed)
            solver.relimit(own.relimited(layout))
            if (solver.pricing.scores(0, 10) == own.scores(0, 10)).all():
                now = solver.solve(Clock(60)).value
                expected = found.value + 0.999 * end * found.lam[r]
                assert now == pytest.approx(expected, rel=1e-7, abs=1e-7)
            solver.relimit(own)
            solver.solve(Clock(60))


def test_the_range_of_a_limit_by_hand() -> None:
    """100 mu for two firms of 60 mu worth 1 and 0.5: the first comes whole, of the second 40 / 60.

    One mu is worth 0.5 / 60, until the second is out (40 mu less) or whole (20 mu more).  A limit
    of 200 mu leaves 80: its price is 0 until 80 mu less.
    """
    tables = dict(CASES["city_land"].tables)
    tables["city_quotas"] = "city  year  kind  value  unit\n440200  2016  land_general  100  mu"
    problem = RuleCase(
        tables, years=(2016,), hours={("E1", "P1"): 0.0, ("E2", "P1"): 2.0}
    ).problem()
    rows = rows_of(problem)
    solver = master(problem, rows)
    found = solver.solve(Clock(60))
    r = int(np.argmax(found.lam))
    assert found.value == pytest.approx(1 + 0.5 * 40 / 60)
    assert found.lam[r] == pytest.approx(0.5 / 60)
    held = solver.range_of(np.array([r]))
    assert (held.low, held.high) == (pytest.approx(-40), pytest.approx(20))
    wide = with_change(rows, np.array([r]), 100.0)
    solver.relimit(solver.pricing.relimited(compile_layout(problem, wide)))
    assert solver.solve(Clock(60)).lam[r] == pytest.approx(0.0)
    held = solver.range_of(np.array([r]))
    assert (held.low, held.high) == (pytest.approx(-80), np.inf)


def test_minima_that_nobody_can_meet_are_measured() -> None:
    """Both firms of 60 mu pinned to 60 mu of land: at best one of two stands there."""
    case = CASES["pins"]
    tables = dict(case.tables)
    tables["pins"] = tables["pins"].rstrip() + "\nE2  P1  2016  -  pin"
    problem = RuleCase(tables, years=(2016,)).problem()
    rows = rows_of(problem)
    found = master(problem, rows).solve(Clock(60))
    pins = rows.names.index("pins/projects/P1@2016")
    assert found.short[pins] == pytest.approx(1.0)
    assert found.short.sum() == pytest.approx(1.0)


def test_a_clock_that_is_over_gives_the_start_s_bound() -> None:
    problem = random_problem(2, enterprises=10, parks=3)
    rows = rows_of(problem)
    solver = master(problem, rows)
    found = solver.solve(Clock(60, lambda: True))
    assert not found.exact
    assert found.bound >= relaxed(problem, rows) - 1e-9
    assert found.bound == pytest.approx(solver.pricing.bound(found.lam))
