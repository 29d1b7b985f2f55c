"""Sessions: what-ifs are plans of the changed problem with its own proof; nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import CASES, RuleCase
from tiny import tiny_legs, tiny_problem

from matching.answer import Answer
from matching.build import build_problem
from matching.certificate import certify, proves
from matching.check import check, objective_of
from matching.constraints import rows_of
from matching.engine.layout import compile_layout
from matching.engine.pricing import Pricing
from matching.engine.search import search
from matching.exact import solve
from matching.limit_names import with_change
from matching.match import Settings, plan_of
from matching.problem import Problem
from matching.proof import prove
from matching.rebuild import rebuild_problem, same_places
from matching.recheck import recheck
from matching.report import placements_table
from matching.rows import Rows
from matching.session import Session
from matching.stopping import Clock
from scenarios.policy import DEFAULT_WEIGHTS, Pin

SEEDS = st.integers(0, 5_000)
ROUNDS = 3


def solved(problem: Problem, rows: Rows | None = None) -> Session:
    session = Session(problem, rows_of(problem) if rows is None else rows, gap=0.0, seed=7)
    session.solve(Clock(60), 0)
    return session


def assert_plan(problem: Problem, rows: Rows, answer: Answer) -> float:
    """The answer keeps the limits and its prices prove its bound; returns its points."""
    assert answer.found
    report = check(problem, placements_table(problem, answer), rows)
    assert report.ok, report.summary("en")
    assert report.objective <= answer.bound + 1e-9
    assert proves(prove(problem, rows, answer.shadow), answer.bound)
    assert certify(problem, rows, answer.shadow, answer.bound).kind == "dual"
    return report.objective


def same(a: Answer, b: Answer) -> bool:
    return a.bound == b.bound and all(
        np.array_equal(getattr(a, axis), getattr(b, axis)) for axis in ("e", "p", "t", "m")
    )


def cut(rows: Rows, share: float) -> Rows:
    """Every hard maximum cut by a share."""
    return Rows(
        tuple(
            replace(b, bound=b.bound * (1 - share)) if b.price is None and b.sense == "<=" else b
            for b in rows
        )
    )


@settings(max_examples=5)
@given(SEEDS, st.sampled_from([-0.3, 0.15, 0.5]))
def test_a_change_of_every_limit_is_answered_with_a_plan_and_a_proof(
    seed: int, share: float
) -> None:
    problem = random_problem(seed, enterprises=9, parks=3, minimums=False)
    session = solved(problem)
    changed = cut(session.rows, share)
    answer = session.what_if(changed, Clock(60), ROUNDS)
    points = assert_plan(problem, changed, answer)
    exact = solve(problem, changed, Clock(60))
    best = objective_of(problem, changed, exact.e, exact.p, exact.t, exact.m)
    assert points <= best + 1e-9
    assert answer.bound >= best - 1e-9


def test_warm_and_cold_agree() -> None:
    """Bounds within 0.1 %, plans within 2 % (both are searches, on some 60 lumpy enterprises)."""
    problem = random_problem(11, enterprises=60, parks=6, years=3, tight=0.5)
    session = solved(problem)
    for share in (-0.2, 0.1):
        changed = cut(session.rows, share)
        warm = session.what_if(changed, Clock(120), 60)
        cold = search(problem, changed, Clock(120), gap=0.0, seed=7, rounds=0)
        assert warm.bound == pytest.approx(cold.bound, rel=1e-3)
        assert session.bound_after(changed) == pytest.approx(cold.bound, rel=1e-3)
        points = assert_plan(problem, changed, warm)
        assert points >= 0.98 * assert_plan(problem, changed, cold)


def test_a_session_is_the_same_after_a_what_if() -> None:
    problem = random_problem(3, enterprises=30, parks=4)
    session = solved(problem)
    before, bound = session.answer, session.rows.bound.copy()
    at, lam = session.engine.ledger.at.copy(), session.engine.duals.lam.copy()
    scores = session.engine.pricing.scores(0, 30).copy()
    first = session.what_if(cut(session.rows, 0.4), Clock(60), ROUNDS)
    session.what_if(cut(session.rows, -0.4), Clock(60), ROUNDS)
    assert session.answer is before
    np.testing.assert_array_equal(session.rows.bound, bound)
    np.testing.assert_array_equal(session.engine.ledger.at, at)
    np.testing.assert_array_equal(session.engine.duals.lam, lam)
    np.testing.assert_array_equal(session.engine.pricing.scores(0, 30), scores)
    assert same(session.what_if(cut(session.rows, 0.4), Clock(60), ROUNDS), first)


def test_unchanged_limits_give_the_first_plan_again() -> None:
    problem = random_problem(3, enterprises=30, parks=4)
    session = solved(problem)
    again = session.what_if(session.rows, Clock(0.0))
    assert same(replace(again, bound=0.0), replace(session.answer, bound=0.0))


@pytest.mark.parametrize("share", [0.6, -0.6])
def test_a_clock_that_is_over_still_gives_a_plan(share: float) -> None:
    """Stop pressed before the start: the mended plan, whose old prices prove a bound."""
    problem = random_problem(5, enterprises=30, parks=4, minimums=False)
    session = solved(problem)
    changed = cut(session.rows, share)
    answer = session.what_if(changed, Clock(60, lambda: True))
    assert len(answer.e)
    assert_plan(problem, changed, answer)


def test_what_is_told_is_a_growing_plan_under_a_falling_bound() -> None:
    problem = random_problem(5, enterprises=40, parks=4)
    told: list[tuple[str, float | None, float | None]] = []
    session = Session(
        problem, rows_of(problem), gap=0.0, seed=7, tell=lambda *news: told.append(news)
    )
    session.solve(Clock(60), 0)
    told.clear()
    answer = session.what_if(cut(session.rows, 0.3), Clock(60), ROUNDS)
    plans = [best for _, best, _ in told if best is not None]
    assert plans == sorted(plans) and plans
    assert answer.bound == told[-1][2]
    assert {"bound", "plan"} <= {stage for stage, _, _ in told}


def test_seed_and_rounds_decide_the_answer_and_threads_do_not() -> None:
    problem = random_problem(8, enterprises=40, parks=4)
    changed = cut(rows_of(problem), 0.25)
    usual = numba.get_num_threads()
    try:
        answers = []
        for threads in (1, usual, usual):
            numba.set_num_threads(threads)
            answers.append(solved(problem).what_if(changed, Clock(120), ROUNDS))
    finally:
        numba.set_num_threads(usual)
    assert same(answers[0], answers[1]) and same(answers[1], answers[2])


def test_what_a_session_cannot_do_is_said() -> None:
    problem = random_problem(3, enterprises=6, parks=2)
    session = Session(problem, rows_of(problem), gap=0.0, seed=1)
    with pytest.raises(ValueError, match="not been solved"):
        session.what_if(session.rows, Clock(1))
    with pytest.raises(ValueError, match="with a plan"):
        session.resume(Answer(), Clock(1))


def test_a_stored_answer_can_be_taken_up_again() -> None:
    """The exact method's plan, without and with prices, answers what-ifs like a solve."""
    problem = random_problem(4, enterprises=12, parks=3, minimums=False)
    rows = rows_of(problem)
    stored = solve(problem, rows, Clock(60))
    for shadow in (None, solved(problem).answer.shadow):
        session = Session(problem, rows, gap=0.0, seed=7)
        taken = session.resume(replace(stored, shadow=shadow), Clock(60))
        assert set(zip(taken.e, taken.p, taken.t, taken.m, strict=True)) == set(
            zip(stored.e, stored.p, stored.t, stored.m, strict=True)
        )
        changed = cut(rows, 0.3)
        assert_plan(problem, changed, session.what_if(changed, Clock(60), ROUNDS))


# -- whole cases ----------------------------------------------------------------------------------

CITY = CASES["city_land"]
BOTH = RuleCase(CITY.tables, hours={("E1", "P1"): 0.0, ("E2", "P1"): 2.0})


def placed(problem: Problem, answer: Answer) -> dict[str, str]:
    return {
        problem.enterprise_id[e]: f"{problem.park_id[p]} {problem.years[t]}"
        for e, p, t in zip(answer.e, answer.p, answer.t, strict=True)
    }


def case_of(problem: Problem, **policy: object):  # type: ignore[no-untyped-def]
    changed = problem.case.policy.model_copy(update=policy)
    return replace(problem.case, policy=type(changed).model_validate(changed.model_dump()))


def test_a_quota_of_a_table_changes_the_answer() -> None:
    """100 mu a year hold one of two firms of 60 mu; with 120 mu in 2016 both come in 2016."""
    session = solved(BOTH.problem())
    assert placed(session.problem, session.answer) == {"E1": "P1 2016", "E2": "P1 2017"}
    wider = dict(BOTH.tables)
    wider["city_quotas"] = wider["city_quotas"].replace("100", "120")
    world = RuleCase(wider).problem().case.world
    found = session.what_if_case(replace(session.problem.case, world=world), Clock(60), ROUNDS)
    assert placed(found.problem, found.answer) == {"E1": "P1 2016", "E2": "P1 2016"}
    assert_plan(found.problem, found.rows, found.answer)


def test_a_pin_puts_its_enterprise_there_and_makes_room() -> None:
    """E2 pinned to 2016 takes the year from E1, which goes to 2017."""
    session = solved(BOTH.problem())
    pin = Pin(enterprise_id="E2", park_id="P1", year=2016)
    found = session.what_if_case(case_of(session.problem, pins=(pin,)), Clock(60), ROUNDS)
    assert placed(found.problem, found.answer) == {"E2": "P1 2016", "E1": "P1 2017"}
    assert_plan(found.problem, found.rows, found.answer)
    back = found.session.what_if_case(session.problem.case, Clock(60), ROUNDS)
    assert_plan(back.problem, back.rows, back.answer)


def test_a_pin_that_cannot_hold_is_reported_as_missing() -> None:
    """Both firms pinned to 2016, 120 mu where 100 are: one of two projects is missing."""
    session = solved(BOTH.problem())
    pins = tuple(Pin(enterprise_id=e, park_id="P1", year=2016) for e in ("E1", "E2"))
    found = session.what_if_case(case_of(session.problem, pins=pins), Clock(60), ROUNDS)
    assert not found.answer.found
    assert found.answer.impossible
    assert [found.rows.names[r] for r, _ in found.answer.missing] == ["pins/projects/P1@2016"]


def test_a_forbid_moves_its_enterprise_away() -> None:
    session = solved(BOTH.problem())
    forbid = Pin(enterprise_id="E1", park_id="P1", year=2016)
    found = session.what_if_case(case_of(session.problem, forbids=(forbid,)), Clock(60), ROUNDS)
    assert placed(found.problem, found.answer) == {"E2": "P1 2016", "E1": "P1 2017"}


def test_a_weight_changes_who_is_preferred() -> None:
    """One place for one firm: by road E1 (0 h) goes before E2 (2 h); by credit E2 does."""
    enterprises = "id  land_mu  credit_class\nE1  60  -\nE2  60  advanced"
    supply = "park_id  year  land_mu\nP1  2016  100"
    problem = tiny_problem(
        enterprises=enterprises, parks="id\nP1", park_supply=supply, years=(2016,),
        policy={"size": "count", "concentration_ceiling": None, "plants": False,
                "weights": {"road_time": 1.0}},
        hours={("E1", "P1"): 0.0, ("E2", "P1"): 2.0},
    )  # fmt: skip
    session = solved(problem)
    assert placed(problem, session.answer) == {"E1": "P1 2016"}
    credit = case_of(problem, weights={"credit": 1.0})
    found = session.what_if_case(credit, Clock(60), ROUNDS)
    assert placed(found.problem, found.answer) == {"E2": "P1 2016"}
    assert_plan(found.problem, found.rows, found.answer)


@settings(max_examples=3)
@given(SEEDS)
def test_pins_forbids_and_weights_on_random_worlds(seed: int) -> None:
    problem = random_problem(seed, enterprises=10, parks=3, minimums=False)
    session = solved(problem)
    if not len(session.answer.e):
        return
    draw = np.random.default_rng(seed)
    firm = problem.enterprise_id[int(draw.choice(session.answer.e))]
    own = next(p for e, p in zip(session.answer.e, session.answer.p, strict=True)
               if problem.enterprise_id[e] == firm)  # fmt: skip
    away = Pin(enterprise_id=firm, park_id=problem.park_id[own])
    weights = {term: float(draw.uniform(0, 3)) for term in DEFAULT_WEIGHTS}
    for change in ({"pins": (away,)}, {"forbids": (away,)}, {"weights": weights}):
        found = session.what_if_case(case_of(problem, **change), Clock(60), ROUNDS)
        assert_plan(found.problem, found.rows, found.answer)
        exact = solve(found.problem, found.rows, Clock(60))
        best = objective_of(found.problem, found.rows, exact.e, exact.p, exact.t, exact.m)
        assert found.answer.bound >= best - 1e-9


def test_a_what_if_becomes_a_plan_that_passes_its_recheck() -> None:
    problem = random_problem(6, enterprises=20, parks=4, minimums=False)
    weights = {"credit": 1.0, "road_time": 1.0}
    found = solved(problem).what_if_case(case_of(problem, weights=weights), Clock(60), ROUNDS)
    plan = plan_of(found.problem, found.rows, found.answer, "heuristic", Settings(), 1.0)
    assert plan.case_fingerprint != problem.case.fingerprint
    done = recheck(found.problem, plan, certificate=True)
    assert done.report.ok, done.report.summary("en")


def test_an_enterprise_that_is_gone_takes_nothing_with_it() -> None:
    problem = random_problem(6, enterprises=20, parks=4, minimums=False)
    session = solved(problem)
    tables = {name: problem.case.world[name] for name in problem.case.world.tables}
    tables["enterprises"] = tables["enterprises"].drop(index=[0, 7]).reset_index(drop=True)
    world = replace(problem.case.world, tables=tables)
    case = replace(problem.case, world=world)
    assert not same_places(problem.case.world, world)
    smaller = build_problem(case, travel=tiny_legs(world))
    engine = session._answer_to(smaller, rows_of(smaller), Clock(60), ROUNDS)
    assert_plan(smaller, engine.layout.rows, engine.answer())
    stayed = [e for e in engine.layout.problem.enterprise_id if e in problem.enterprise_id]
    assert len(stayed) == 18


def test_the_roads_are_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(6, enterprises=8, parks=3)
    monkeypatch.setattr("matching.build.measure_legs", lambda world: pytest.fail("measured"))
    case = case_of(problem, weights={"credit": 1.0})
    rebuilt = rebuild_problem(problem, case)
    np.testing.assert_array_equal(rebuilt.travel_h, problem.travel_h)
    assert rebuilt.weights["credit"] == 1.0


@settings(max_examples=10)
@given(SEEDS, st.sampled_from([0.2, 0.5, -1.0]))
def test_pricing_under_other_bounds_is_the_pricing_built_anew(seed: int, share: float) -> None:
    problem = random_problem(seed, enterprises=12, parks=3, tight=0.3)
    rows = rows_of(problem)
    changed = cut(rows, share)
    kept = Pricing(compile_layout(problem, rows))
    before = kept.scores(0, 12).copy()
    layout = compile_layout(problem, changed)
    other, anew = kept.relimited(layout), Pricing(layout)
    np.testing.assert_array_equal(other.scores(0, 12), anew.scores(0, 12))
    np.testing.assert_array_equal(kept.scores(0, 12), before)
    lam = np.random.default_rng(seed).uniform(0, 0.01, len(rows)) * layout.sign
    assert other.bound(lam) == anew.bound(lam)


def test_a_limit_changed_and_changed_back_is_the_first_again() -> None:
    rows = rows_of(BOTH.problem())
    there = with_change(rows, np.array([0]), 20.0)
    np.testing.assert_array_equal(with_change(there, np.array([0]), -20.0).bound, rows.bound)
    assert there.bound[0] == rows.bound[0] + 20.0
