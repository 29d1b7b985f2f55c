"""Rules that demand or spread, by hand: duties, shares, pins, concentration, departures, stability.

Scores as in test_constraints: 0.5 points after a trip of 2 hours, 1 for 0 hours, 0.25 for 4.
"""

from __future__ import annotations

import pytest
from rule_cases import CASES, RuleCase, solved, used

from matching.constraints import rows_of

# -- minima ---------------------------------------------------------------------------------------


def test_duty_draws_the_cheapest_firms_to_the_counterpart() -> None:
    """E1, E2, E3 are worth 1, 0.707, 0.5 in Meizhou and 0.25 each in Shaoguan, which is owed two.
    Missing one costs 2 points, so E2 and E3 go: 1 + 0.25 + 0.25.  Without: 1 + 0.707 + 0.5."""
    plan, points = solved(CASES["duty"].problem())
    assert plan["E1"].startswith("P1") and plan["E2"].startswith("P2")
    assert plan["E3"].startswith("P2") and points == pytest.approx(1.5)


def test_duty_that_is_soft_is_missed_where_it_costs_more_than_its_price() -> None:
    """At 0.3 points a project only E3 (0.5 - 0.25 = 0.25) is worth sending: 1.707 + 0.25 - 0.3."""
    plan, points = solved(CASES["duty"].problem(duty_price_points=0.3))
    assert [e for e, where in plan.items() if where.startswith("P2")] == ["E3"]
    assert points == pytest.approx(1 + 0.5**0.5 + 0.25 - 0.3)


def test_duty_that_is_hard_is_met_at_any_price() -> None:
    case = CASES["duty"]
    plan, points = solved(case.problem(duty_price_points=0.0, rules={"duty": "hard"}))
    assert sum(where.startswith("P2") for where in plan.values()) == 2
    assert points == pytest.approx(1.5)


def test_duty_multiplier_and_investment() -> None:
    """Half of 2 projects is 1: E3 goes alone.  An investment of 2,500 also takes E3 (3,000), at the
    price of a project per mean investment of 2,000."""
    plan, _ = solved(CASES["duty"].problem(duty_multiplier=0.5))
    assert [e for e, where in plan.items() if where.startswith("P2")] == ["E3"]
    tables = dict(CASES["duty"].tables)
    tables["duties"] = tables["duties"].replace("min_projects", "min_investment_wan_yuan")
    tables["duties"] = tables["duties"].replace("2017     2", "2017     2500")
    problem = RuleCase(tables, hours=CASES["duty"].hours).problem()
    block = next(b for b in rows_of(problem) if b.rule == "duty")
    assert block.unit == "wan_yuan" and block.bound.tolist() == [2500]
    assert block.price is not None and block.price.tolist() == pytest.approx([2.0 / 2000.0])
    plan, _ = solved(problem)
    assert [e for e, where in plan.items() if where.startswith("P2")] == ["E3"]


def test_duty_counts_only_its_dates_and_its_own_city() -> None:
    """Dates 2017 only: a placement of 2016, or of another city's firm, counts for nothing."""
    tables = dict(CASES["duty"].tables)
    tables["duties"] = tables["duties"].replace("2016       2017", "2017       2019")
    tables["enterprises"] = tables["enterprises"].replace("E3  441900", "E3  440300")
    problem = RuleCase(tables).problem()
    row = "duty/projects/441900>440200@D1"
    assert used(problem, {"E1": "P2 2016 land"})[row] == 0
    assert used(problem, {"E1": "P2 2017 land"})[row] == 1
    assert used(problem, {"E3": "P2 2017 land"})[row] == 0


def test_duty_of_two_overlapping_terms_counts_a_project_for_both() -> None:
    tables = dict(CASES["duty"].tables)
    tables["duties"] = (
        tables["duties"].rstrip() + "\nD2  441900  440200  2016  2016  1\nD3  441900  441400  2016"
        "  2016  -\n"
    )
    problem = RuleCase(tables).problem()
    found = used(problem, {"E1": "P2 2016 land"})
    assert found["duty/projects/441900>440200@D1"] == found["duty/projects/441900>440200@D2"] == 1
    assert len([name for name in found if name.startswith("duty/")]) == 2


def test_minimum_share_sends_one_of_two_north() -> None:
    """Both score 1 in the east, 0.5 in the north; half must go north: 1 + 0.5.  A violation of 1
    would cost 2 points."""
    plan, points = solved(CASES["minimum_share"].problem())
    assert sorted(where.split()[0] for where in plan.values()) == ["P1", "P2"]
    assert points == pytest.approx(1.5)


def test_minimum_share_that_is_soft_gives_way_to_a_low_price() -> None:
    """At 0.1 points per average enterprise: both east, violation 2 x 0.5 = 1: 2 - 0.1."""
    plan, points = solved(CASES["minimum_share"].problem(share_price_points=0.1))
    assert {where.split()[0] for where in plan.values()} == {"P1"}
    assert points == pytest.approx(1.9)


def test_minimum_share_is_hard_where_either_says_so() -> None:
    case = CASES["minimum_share"]
    for policy in (
        {"rules": {"minimum_share": "hard"}},
        {"minimum_shares": ({"scope": "440200", "share": 0.5, "mode": "hard"},)},
    ):
        _, points = solved(case.problem(share_price_points=0.0, **policy))
        assert points == pytest.approx(1.5)


def test_pins_are_placed_even_where_another_would_be_worth_more() -> None:
    """60 mu for E1 (pinned, worth 0.25) or E2 (0.5).  E1 is placed: 0.25.  Without the row E2."""
    plan, points = solved(CASES["pins"].problem())
    assert set(plan) == {"E1"} and points == pytest.approx(0.25)


def test_pins_with_the_same_target_share_a_row_that_needs_all_of_them() -> None:
    tables = {
        "enterprises": "id\nE1\nE2\nE3",
        "parks": "id\nP1\nP2",
        "pins": """
            enterprise_id  park_id  year  tenure  kind
            E1             P1       -     -       pin
            E2             P1       -     -       pin
            E3             P1       2017  land    pin
            E3             P2       -     -       pin
        """,
    }
    rows = rows_of(RuleCase(tables).problem()).table()
    assert dict(zip(rows["name"], rows["bound"], strict=True)) == {
        "pins/projects/P1": 2, "pins/projects/P1@2017@land|P2": 1,
    }  # fmt: skip


# -- ceilings -------------------------------------------------------------------------------------


def test_concentration_keeps_room_for_other_divisions() -> None:
    """120 mu, ceiling 50 %: two of the three toy makers (60 mu) and the weaver: 3 x 0.5, though all
    four would fit."""
    plan, points = solved(CASES["concentration"].problem())
    assert "E4" in plan and len(plan) == 3
    assert points == pytest.approx(1.5)
    _, without = solved(CASES["concentration"].without("concentration"))
    assert without == pytest.approx(2.0)


def test_departures_spread_over_the_years() -> None:
    """1,000 jobs listed, 40 %: 400 a year.  E2 and E3 leave together in 2016, E1 (600) never."""
    plan, points = solved(CASES["departures"].problem())
    assert plan == {"E2": "P1 2016 land", "E3": "P1 2016 land"}
    assert points == pytest.approx(1.0)


def test_stability_allows_one_change_only() -> None:
    """Reference A, B -> P1; one change.  A to P2 gains 0.5; C as a newcomer gains 0.25: A moves."""
    plan, points = solved(CASES["stability"].problem())
    assert {e: where.split()[0] for e, where in plan.items()} == {"A": "P2", "B": "P1"}
    assert points == pytest.approx(1.5)


def test_stability_counts_moved_dropped_and_new_ones() -> None:
    """used = newcomers - kept, so used + 2 is the number of changes."""
    problem = CASES["stability"].problem(max_changes=3)
    row = "stability/projects/reference"
    for plan, changes in (
        ({"A": "P1 2016 land", "B": "P1 2016 land"}, 0),
        ({"A": "P2 2016 land", "B": "P1 2016 land"}, 1),
        ({"B": "P1 2016 land"}, 1),
        ({"C": "P1 2016 land"}, 3),
    ):
        assert used(problem, plan)[row] + 2 == changes
