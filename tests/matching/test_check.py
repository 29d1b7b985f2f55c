"""The check finds every way a plan can be wrong, and agrees with a second count from the tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from recount import excesses
from rule_cases import CASES, RuleCase
from tiny import tiny_legs

from geodata.findings import Severity
from geodata.synth import synth_world
from matching.build import build_problem
from matching.check import check, check_plan, figure
from matching.match import Settings, match_problem
from matching.problem import TENURES, Problem
from scenarios.case import Case
from scenarios.policy import Policy


def frame(*lines: str) -> pd.DataFrame:
    """Placements written as "E1 P1 2016 land"."""
    cells = [line.split() for line in lines]
    table = pd.DataFrame(cells, columns=["enterprise_id", "park_id", "year", "tenure"])
    return table.astype({"year": int})


def codes(problem: Problem, *lines: str) -> list[str]:
    return [finding.code for finding in check(problem, frame(*lines)).findings]


def test_a_plan_that_holds_is_ok_and_worth_what_its_placements_score() -> None:
    """E2 in 2016 and E1 in 2017: 0.5 + 0.5 / 1.03 points."""
    report = check(CASES["park_land"].problem(), frame("E2 P1 2016 land", "E1 P1 2017 land"))
    assert report.ok and not report.findings
    assert report.objective == pytest.approx(0.5 + 0.5 / 1.03)
    assert report.limits["used"].tolist() == [40, 100]
    for lang in ("zh", "en"):
        assert "2" in report.summary(lang)


def test_a_broken_limit_is_named_with_its_figures() -> None:
    """100 mu used of the 50 that 2016 gives: 50 too much; by 2017 there are 100, which suffice."""
    report = check(CASES["park_land"].problem(), frame("E1 P1 2016 land", "E2 P1 2016 land"))
    assert [f.code for f in report.violations] == ["plan_limit_broken"]
    finding = report.violations[0]
    assert finding.value == "park_land/land_mu/P1/2016"
    assert "100 of 50 mu used, 50 too much" in finding.problem("en")
    assert "已用100，上限50亩，超出50" in finding.problem("zh")
    assert "Park land" in finding.problem("en") and "园区用地" in finding.problem("zh")
    assert not report.ok and "does not hold" in report.summary("en")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["E9 P1 2017 land"], "plan_unknown_enterprise_id"),
        (["E1 P9 2017 land"], "plan_unknown_park_id"),
        (["E1 P1 2031 land"], "plan_unknown_year"),
        (["E1 P1 2017 sea"], "plan_unknown_tenure"),
        (["E2 P1 2016 land", "E2 P1 2017 land"], "plan_twice"),
        (["E2 P1 2016 plant"], "plan_not_eligible"),
    ],
)
def test_lines_that_make_no_sense_are_found_with_their_row(lines: list[str], code: str) -> None:
    report = check(CASES["park_land"].problem(), frame(*lines))
    found = [f for f in report.violations if f.code == code]
    assert len(found) == 1 and found[0].row == len(lines) + 1
    for lang in ("zh", "en"):
        assert found[0].problem(lang) and found[0].remedy(lang)
    assert len(report.table("en")) == len(report.findings)


def test_several_things_wrong_are_all_told_at_once() -> None:
    found = codes(CASES["park_land"].problem(), "E9 P1 2016 land", "E1 P1 2016 land",
                  "E1 P1 2016 land", "E2 P1 2016 land")  # fmt: skip
    assert sorted(found) == ["plan_limit_broken", "plan_limit_broken", "plan_twice",
                             "plan_unknown_enterprise_id"]  # fmt: skip


def test_a_soft_minimum_missed_is_a_doubt_and_costs_points() -> None:
    """Two projects owed, one made: 2 points off, and the plan still holds."""
    report = check(CASES["duty"].problem(), frame("E3 P2 2016 land"))
    assert report.ok
    assert [(f.code, f.severity) for f in report.findings] == [("plan_soft_missed", Severity.DOUBT)]
    assert report.objective == pytest.approx(0.25 - 2.0)


def test_a_hard_minimum_missed_is_a_violation() -> None:
    problem = CASES["duty"].problem(rules={"duty": "hard"})
    assert codes(problem, "E3 P2 2016 land") == ["plan_minimum_missed"]


def test_columns_that_lack_are_named() -> None:
    with pytest.raises(ValueError, match="tenure"):
        check(CASES["duty"].problem(), frame().drop(columns="tenure"))


def test_an_empty_plan_is_checked_too() -> None:
    report = check(CASES["duty"].problem(), frame())
    assert report.ok and report.objective == pytest.approx(-4.0)


def test_figures_of_a_plan_are_held_against_the_data() -> None:
    problem = CASES["park_land"].problem()
    plan = match_problem(problem, Settings(seconds=20))
    assert check_plan(problem, plan).ok
    for change, code in (
        ({"objective": plan.objective + 1}, "plan_objective_differs"),
        ({"bound": plan.objective - 0.5}, "plan_above_bound"),
        ({"case_fingerprint": "0123456789ab"}, "plan_of_other_case"),
    ):
        found = check_plan(problem, replace(plan, **change)).violations  # type: ignore[arg-type]
        assert code in {finding.code for finding in found}
        assert all(f.problem(lang) and f.remedy(lang) for f in found for lang in ("zh", "en"))


def test_figure_says_small_numbers_too() -> None:
    assert [figure(x) for x in (1234.5, 50.0, 0.25, 0.00004)] == ["1,234.5", "50", "0.25", "4e-05"]


# -- the second count ---------------------------------------------------------------------------


def random_placements(problem: Problem, seed: int, count: int) -> pd.DataFrame:
    """Any places for some enterprises, eligible or not, limits kept or not."""
    draw = np.random.default_rng(seed)
    e = draw.choice(problem.shape[0], min(count, problem.shape[0]), replace=False)
    return pd.DataFrame(
        {
            "enterprise_id": [problem.enterprise_id[i] for i in e],
            "park_id": [problem.park_id[i] for i in draw.integers(0, problem.shape[1], len(e))],
            "year": [problem.years[i] for i in draw.integers(0, problem.shape[2], len(e))],
            "tenure": [TENURES[i] for i in draw.integers(0, 2, len(e))],
        }
    )


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 12), st.sampled_from([0.3, 0.8, 2.0]))
def test_limits_agree_with_a_count_straight_from_the_tables(
    seed: int, count: int, tight: float
) -> None:
    """Random plans, most of them bad: the rows that break are the ones that pandas finds."""
    problem = random_problem(seed, enterprises=12, parks=3, years=3, tight=tight)
    placements = random_placements(problem, seed, count)
    limits = check(problem, placements).limits
    broken = limits[limits["hard"] & (limits["excess"] > 0)]
    counted = list(excesses(problem.case.world, problem.case.policy, placements))
    assert len(broken) == len(counted)
    assert sorted(broken["excess"]) == pytest.approx(sorted(over for _, over in counted))


def test_hard_pins_duties_and_changes_agree_with_the_count_from_the_tables() -> None:
    for rule, policy in (("pins", {}), ("stability", {}), ("duty", {"rules": {"duty": "hard"}})):
        case: RuleCase = CASES[rule]
        problem = case.problem(**policy)
        for seed in range(12):
            placements = random_placements(problem, seed, seed % 4)
            limits = check(problem, placements).limits
            broken = sorted(limits.loc[limits["excess"] > 0, "excess"])
            counted = excesses(problem.case.world, problem.case.policy, placements)
            assert broken == pytest.approx(sorted(over for _, over in counted))


def test_a_plan_of_a_synthetic_world_keeps_every_limit_by_both_counts() -> None:
    """600 enterprises, 20 parks, 4 years on the real map; the engine's plan, counted twice."""
    world = synth_world(600, 20, 4, seed=7)
    problem = build_problem(Case(world, Policy(), scenario="synthetic", seed=7),
                            travel=tiny_legs(world))  # fmt: skip
    plan = match_problem(problem, Settings(seconds=12, method="heuristic"))
    assert len(plan.placements) > 50
    assert check_plan(problem, plan).ok
    assert not list(excesses(world, problem.case.policy, plan.placements))
    # and the count does find it when one enterprise too many is squeezed in
    worse = plan.placements.assign(year=world.years[0])
    assert list(excesses(world, problem.case.policy, worse))
    assert not check(problem, worse).ok
