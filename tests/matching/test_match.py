"""From a problem to a plan: routes, honest words, and every table filled and true."""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import CASES, PLAIN, RuleCase
from tiny import tiny_legs, tiny_problem, tiny_world

import matching.build
import matching.match
from geodata.words import LANGS
from matching.api import Plan, Settings, Status, check_plan, match, match_problem
from matching.constraints import ALL, rows_of
from matching.plan import (
    ALTERNATIVE_COLUMNS,
    FORGONE_COLUMNS,
    LIMIT_COLUMNS,
    OBSTACLE_COLUMNS,
    PLACEMENT_COLUMNS,
    RULE_COLUMNS,
    TERM_COLUMNS,
    UNMATCHED_COLUMNS,
)
from matching.problem import TENURES, Problem
from matching.stopping import Clock, interruptible
from scenarios.case import Case
from scenarios.policy import Policy

SHAPES = {
    "placements": PLACEMENT_COLUMNS,
    "limits": LIMIT_COLUMNS,
    "rules": RULE_COLUMNS,
    "unmatched": UNMATCHED_COLUMNS,
    "terms": TERM_COLUMNS,
    "alternatives": ALTERNATIVE_COLUMNS,
    "forgone": FORGONE_COLUMNS,
    "obstacles": OBSTACLE_COLUMNS,
}


def whole(problem: Problem, plan: Plan) -> None:
    """What holds for the tables of every plan."""
    for name, columns in SHAPES.items():
        assert tuple(getattr(plan, name).columns) == columns, name
    ids = set(plan.placements["enterprise_id"]) | set(plan.unmatched["enterprise_id"])
    assert ids == set(problem.enterprise_id)
    assert len(plan.placements) + len(plan.unmatched) == problem.shape[0] == plan.enterprises
    assert len(plan.limits) == len(rows_of(problem))
    assert list(plan.rules["rule"]) == list(ALL)
    assert plan.rules["rows"].sum() == len(plan.limits)
    assert (plan.certificate is None) is (plan.status in (Status.IMPOSSIBLE, Status.NO_ANSWER))
    assert set(plan.unmatched["kind"]) <= {"eligibility", "limit", "value"}
    for lang in LANGS:
        assert plan.scenario in plan.summary(lang)
    if plan.status in (Status.IMPOSSIBLE, Status.NO_ANSWER):
        assert not len(plan.placements) and np.isnan(plan.objective)
        return
    assert check_plan(problem, plan).ok
    assert plan.bound >= plan.objective
    sums = plan.terms.groupby("enterprise_id")["points"].sum()
    placed = plan.placements.set_index("enterprise_id")
    scores = placed["score_points"] + placed["chain_points"]
    pd.testing.assert_series_equal(
        sums.sort_index(), scores.sort_index(), check_names=False, check_dtype=False, rtol=1e-5
    )


# -- words and routes -----------------------------------------------------------------------------


def test_a_small_case_is_proven_optimal_by_the_exact_model() -> None:
    problem = CASES["park_land"].problem()
    told: list[tuple[str, str]] = []
    plan = match_problem(problem, progress=lambda stage, done, detail: told.append((stage, detail)))
    assert plan.status is Status.OPTIMAL and plan.method == "exact" and plan.gap <= 1e-6
    assert plan.objective == pytest.approx(0.5 + 0.5 / 1.03)
    assert any(stage == "route" and detail.startswith("exact") for stage, detail in told)
    whole(problem, plan)


def test_the_engine_is_never_called_optimal() -> None:
    problem = CASES["park_land"].problem()
    plan = match_problem(problem, Settings(seconds=20, gap=0.05, method="heuristic", rounds=2))
    assert plan.method == "heuristic"
    assert plan.status in (Status.WITHIN_GAP, Status.TIME_UP)
    assert plan.objective == pytest.approx(0.5 + 0.5 / 1.03)
    whole(problem, plan)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(["exact", "heuristic"]))
def test_every_table_is_filled_and_true(seed: int, method: str) -> None:
    problem = random_problem(seed, enterprises=12, parks=3, tight=0.6)
    plan = match_problem(problem, Settings(seconds=20, method=method, rounds=2))  # type: ignore[arg-type]
    whole(problem, plan)


def test_a_middling_case_goes_through_the_engine_to_the_exact_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the engine proves useless is left out of the exact model; the optimum is the same."""
    problem = random_problem(4, enterprises=14, parks=3, tight=0.6)
    best = match_problem(problem, Settings(seconds=30, method="exact"))
    assert best.status is Status.OPTIMAL
    monkeypatch.setattr(matching.match, "TINY", 10)
    told: list[str] = []
    plan = match_problem(
        problem, Settings(seconds=30, gap=0.0, rounds=0),
        progress=lambda stage, done, detail: told.append(f"{stage} {detail}"),
    )  # fmt: skip
    whole(problem, plan)
    assert plan.objective == pytest.approx(best.objective, abs=1e-6)
    if plan.method == "exact":
        assert plan.status is Status.OPTIMAL
        assert any(text.startswith("route exact") for text in told)


def test_both_solvers_give_the_same_plan_value() -> None:
    problem = random_problem(9, enterprises=12, parks=3)
    plans = [match_problem(problem, Settings(seconds=30, solver=s)) for s in ("highs", "cbc")]
    assert plans[0].objective == pytest.approx(plans[1].objective, abs=1e-5)
    assert "HiGHS" in plans[0].solver and "CBC" in plans[1].solver


def test_match_builds_the_problem_and_takes_the_seed_of_the_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching.build, "measure_legs", tiny_legs)
    world = tiny_world(enterprises="id\nE1", parks="id\nP1")
    case = Case(world, Policy(**PLAIN), scenario="smallest", seed=77)
    plan = match(case, seconds=10)
    assert len(plan.placements) == 1 and plan.settings["seed"] == 77
    assert plan.case_fingerprint == case.fingerprint
    assert plan.world_fingerprint == world.fingerprint and plan.synthetic
    with pytest.raises(ValueError, match="magic"):
        match(case, method="magic")  # type: ignore[arg-type]


def test_time_is_kept_and_said() -> None:
    problem = random_problem(3, enterprises=120, parks=6, years=3)
    started = time.perf_counter()
    plan = match_problem(problem, Settings(seconds=4.0, gap=0.0, method="heuristic"))
    assert time.perf_counter() - started < 15
    assert plan.status is Status.TIME_UP and plan.gap > 0
    whole(problem, plan)


@pytest.mark.parametrize("method", ["exact", "heuristic"])
def test_stop_gives_the_best_plan_so_far(method: str) -> None:
    problem = random_problem(1, enterprises=60, parks=5, years=3)
    pressed = threading.Event()

    def progress(stage: str, done: float | None, detail: str) -> None:
        if stage in ("exact", "improve") and "(" in detail:
            pressed.set()

    threading.Timer(25.0, pressed.set).start()
    started = time.perf_counter()
    plan = match_problem(
        problem, Settings(seconds=300, gap=0.0, method=method), progress=progress, stop=pressed  # type: ignore[arg-type]
    )  # fmt: skip
    assert time.perf_counter() - started < 60
    assert len(plan.placements) and plan.status is Status.TIME_UP
    whole(problem, plan)


def test_the_first_ctrl_c_is_a_stop_and_gives_a_plan() -> None:
    problem = random_problem(1, enterprises=60, parks=5, years=3)
    threading.Timer(3.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    started = time.perf_counter()
    plan = match_problem(problem, Settings(seconds=300, gap=0.0, method="heuristic"))
    assert time.perf_counter() - started < 60
    assert len(plan.placements)
    whole(problem, plan)


def test_the_second_ctrl_c_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible(None) as stop:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        assert stop()
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.5)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_clock_ends_by_time_or_by_stop() -> None:
    assert Clock(0.0).over and not Clock(60.0).over
    stopped = Clock(60.0, lambda: True)
    assert stopped.over and stopped.stopped and stopped.left == 0.0
    assert Clock(60.0).part(5.0).seconds == 5.0 and Clock(2.0).part(5.0).seconds <= 2.0


# -- nothing to place -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["auto", "exact", "heuristic"])
@pytest.mark.parametrize(
    ("enterprises", "parks"), [(None, "id\nP1"), ("id\nE1", None), (None, None)]
)
def test_no_enterprises_or_no_parks(method: str, enterprises: str, parks: str) -> None:
    problem = tiny_problem(enterprises=enterprises, parks=parks, policy=PLAIN)
    plan = match_problem(problem, Settings(seconds=5, method=method))  # type: ignore[arg-type]
    assert plan.objective == 0.0 and not len(plan.placements)
    assert plan.status in (Status.OPTIMAL, Status.WITHIN_GAP)
    whole(problem, plan)


@pytest.mark.parametrize("method", ["auto", "exact", "heuristic"])
def test_nobody_eligible_is_a_plan_with_reasons(method: str) -> None:
    problem = tiny_problem(
        enterprises="id  outdated_capacity\nE1  yes\nE2  yes", parks="id\nP1", policy=PLAIN
    )
    plan = match_problem(problem, Settings(seconds=5, method=method))  # type: ignore[arg-type]
    assert list(plan.unmatched["reason"]) == ["outdated_capacity"] * 2
    assert list(plan.unmatched["kind"]) == ["eligibility"] * 2
    whole(problem, plan)


# -- impossible -----------------------------------------------------------------------------------


def two_pins_for_one_site() -> Problem:
    return RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  60",
            "parks": "id\nP1",
            "park_supply": "park_id  year  land_mu\nP1  2016  100",
        },
        years=(2016,),
        policy={"pins": tuple({"enterprise_id": e, "park_id": "P1"} for e in ("E1", "E2"))},
    ).problem()


@pytest.mark.parametrize("method", ["auto", "exact", "heuristic"])
def test_impossible_is_said_with_the_minimum_that_cannot_hold(method: str) -> None:
    problem = two_pins_for_one_site()
    plan = match_problem(problem, Settings(seconds=20, method=method))  # type: ignore[arg-type]
    assert plan.status is Status.IMPOSSIBLE
    blockers = [f for f in plan.findings if f.code == "minimum_impossible"]
    assert [f.value for f in blockers] == ["pins/projects/P1"]
    assert "1 of 2 projects are missing" in blockers[0].problem("en")
    assert "人工指定" in blockers[0].problem("zh") and blockers[0].remedy("zh")
    whole(problem, plan)


@pytest.mark.parametrize("method", ["exact", "heuristic"])
def test_a_hard_duty_that_nobody_can_serve_is_impossible(method: str) -> None:
    """Dongguan owes two projects and lists no enterprise of its own."""
    tables = dict(CASES["duty"].tables)
    tables["enterprises"] = tables["enterprises"].replace("441900", "440300")
    problem = RuleCase(tables).problem(rules={"duty": "hard"})
    plan = match_problem(problem, Settings(seconds=20, method=method))  # type: ignore[arg-type]
    assert plan.status is Status.IMPOSSIBLE
    assert [f.value for f in plan.findings if f.code == "minimum_impossible"] == [
        "duty/projects/441900>440200@D1"
    ]


def test_rules_without_rows_are_reported_only_where_somebody_expects_them() -> None:
    plan = match_problem(CASES["park_land"].problem(), Settings(seconds=5))
    idle = {f.value for f in plan.findings if f.code == "rule_without_rows"}
    assert {"emission", "fund", "plant"} <= idle
    assert not idle & {"park_land", "pins", "stability", "departures", "minimum_share", "duty"}
    rules = plan.rules.set_index("rule")
    assert rules.loc["emission", "rows"] == 0 and rules.loc["park_land", "rows"] == 2
    off = CASES["park_land"].problem(rules=dict.fromkeys(ALL, "off"))
    assert not match_problem(off, Settings(seconds=5)).findings


# -- the tables -----------------------------------------------------------------------------------


def test_limits_say_used_headroom_and_binding() -> None:
    """2016: 40 of 50 mu used, 10 left.  2017: 100 of 100, binding."""
    plan = match_problem(CASES["park_land"].problem(), Settings(seconds=10))
    limits = plan.limits.set_index("year")
    assert limits["used"].tolist() == [40, 100] and limits["headroom"].tolist() == [10, 0]
    assert limits["binding"].tolist() == [False, True]
    assert plan.rules.set_index("rule").loc["park_land", "binding"] == 1


def test_shadow_prices_are_gains_per_unit_more() -> None:
    """60 mu wanted at 0.5 points and 40 at 0.5 in a park of 80: one mu more is worth 0.5 / 60."""
    problem = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  40",
            "parks": "id\nP1",
            "park_supply": "park_id  year  land_mu\nP1  2016  80",
        },
        years=(2016,),
    ).problem()
    exact = match_problem(problem, Settings(seconds=10))
    engine = match_problem(problem, Settings(seconds=10, method="heuristic", rounds=1))
    assert exact.limits["shadow_price_points"].tolist() == pytest.approx([0.5 / 60])
    assert engine.limits["shadow_price_points"].tolist() == pytest.approx([0.5 / 60], rel=0.1)


def test_unmatched_name_the_limit_that_closes_the_best_place() -> None:
    """One of two equal firms fits; the other is kept out by the emission row of its best year."""
    plan = match_problem(CASES["emission"].problem(), Settings(seconds=10))
    line = plan.unmatched.iloc[0]
    assert (line["reason"], line["kind"]) == ("emission", "limit")
    assert line["detail"].startswith("emission/cod/440200/")


def test_unmatched_for_value_where_room_is_left() -> None:
    """A hard share of half for the north: C may go nowhere but east, where adding it would ... the
    soft form: it would cost 2 x 0.5 points and bring 0.25, so there is room but no gain."""
    problem = RuleCase(
        {"enterprises": "id\nC", "parks": "id  city\nP1  441500"},
        years=(2016,),
        policy={"minimum_shares": ({"scope": "north", "share": 0.5},)},
        hours=4.0,
    ).problem()
    plan = match_problem(problem, Settings(seconds=10))
    line = plan.unmatched.iloc[0]
    assert (line["reason"], line["kind"]) == ("outscored", "value")
    assert float(line["detail"]) == pytest.approx(0.25 - 1.0)


def test_alternatives_are_other_parks_with_loss_and_the_row_in_the_way() -> None:
    """E1 stands in P1 (1 point).  P2 is worth 0.707 and full with E2; P3 is worth 0.5 and free."""
    problem = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  60",
            "parks": "id  city\nP1  440200\nP2  441400\nP3  441600",
            "park_supply": """
                park_id  year  land_mu
                P1       2016  60
                P2       2016  60
            """,
        },
        years=(2016,),
        hours={("E1", "P1"): 0.0, ("E1", "P2"): 1.0, ("E1", "P3"): 2.0, ("E2", "P2"): 0.0,
               ("E2", "P1"): 6.0, ("E2", "P3"): 6.0},
    ).problem()  # fmt: skip
    plan = match_problem(problem, Settings(seconds=10))
    table = plan.alternatives[plan.alternatives["enterprise_id"] == "E1"]
    assert table["park_id"].tolist() == ["P2", "P3"] and table["rank"].tolist() == [1, 2]
    assert table["loss_points"].tolist() == pytest.approx([1 - 0.5**0.5, 0.5], rel=1e-6)
    assert table["blocked_by"].tolist() == ["park_land/land_mu/P2/2016", ""]


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_reasons_and_alternatives_hold_when_tried(seed: int) -> None:
    """An alternative said to be free is free; one said to be blocked breaks that very row; nobody
    unmatched "for a limit" has an eligible place that fits."""
    problem = random_problem(seed, enterprises=12, parks=3, tight=0.7)
    rows = rows_of(problem)
    plan = match_problem(problem, Settings(seconds=20))
    place = {line.enterprise_id: line for line in plan.placements.itertuples()}
    hard = np.isinf(rows.price)

    def excess(lines: list) -> np.ndarray:
        spots = [
            (problem.enterprise_id.index(x.enterprise_id), problem.park_id.index(x.park_id),
             problem.years.index(x.year), TENURES.index(x.tenure)) for x in lines
        ]  # fmt: skip
        axes = np.array(spots, dtype=np.int64).reshape(-1, 4).T
        return np.where(hard, rows.excess(rows.use(*axes)), 0.0) > 2 * rows.tolerance()

    for line in plan.alternatives.itertuples():
        others = [x for key, x in place.items() if key != line.enterprise_id]
        broken = excess([*others, line])
        if line.blocked_by:
            assert broken[rows.names.index(line.blocked_by)]
        else:
            assert not broken.any()
    for line in plan.unmatched[plan.unmatched["kind"] == "limit"].itertuples():
        own = problem.placements(np.array([problem.enterprise_id.index(line.enterprise_id)]))
        for e, p, t, m in zip(own.e, own.p, own.t, own.m, strict=True):
            spot = pd.Series({"enterprise_id": problem.enterprise_id[e],
                              "park_id": problem.park_id[p], "year": problem.years[t],
                              "tenure": TENURES[m]})  # fmt: skip
            assert excess([*place.values(), spot]).any()
