"""Reasons as data: runner-ups, what they lose, and every limit in the way, by hand and by trial."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import RuleCase

import matching.explain
from matching.answer import Answer
from matching.chains import ALONE, Chains
from matching.check import objective_of
from matching.constraints import rows_of
from matching.match import Settings, match_problem
from matching.plan import ALTERNATIVE_COLUMNS, FORGONE_COLUMNS, OBSTACLE_COLUMNS
from matching.problem import TENURES, Problem
from matching.report import plan_tables
from matching.rows import Rows

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "reasons"
Plan = Mapping[str, str]
"""Enterprise -> "park year tenure"."""


def axes(problem: Problem, plan: Plan) -> tuple[np.ndarray, ...]:
    spots = [
        (problem.enterprise_id.index(e), problem.park_id.index(w.split()[0]),
         problem.years.index(int(w.split()[1])), TENURES.index(w.split()[2]))
        for e, w in plan.items()
    ]  # fmt: skip
    return tuple(np.array(spots, dtype=np.int64).reshape(-1, 4).T)


def tables(
    problem: Problem, plan: Plan, prices: Mapping[str, float] | None = None
) -> dict[str, pd.DataFrame]:
    rows = rows_of(problem)
    shadow = np.array([(prices or {}).get(name, 0.0) for name in rows.names])
    e, p, t, m = axes(problem, plan)
    return plan_tables(problem, rows, Answer(e, p, t, m, found=True, shadow=shadow))


def of(table: pd.DataFrame, firm: str) -> pd.DataFrame:
    return table[table["enterprise_id"] == firm].reset_index(drop=True)


TWO_LIMITS = RuleCase(
    {
        "enterprises": "id  land_mu  cod_t\nE1  60  5\nE2  70  8\nE3  30  9",
        "parks": "id  city\nP1  440200\nP2  441400\nP3  441600",
        "park_supply": """
            park_id  year  land_mu
            P1       2016  60
            P2       2016  100
            P3       2016  20
        """,
        "city_quotas": """
            city    year  kind  value  unit
            441400  2016  cod   10     t
        """,
    },
    years=(2016,),
    hours={("E1", "P1"): 0.0, ("E1", "P2"): 1.0, ("E1", "P3"): 2.0,
           ("E2", "P1"): 6.0, ("E2", "P2"): 0.0, ("E2", "P3"): 6.0,
           ("E3", "P1"): 4.0, ("E3", "P2"): 2.0, ("E3", "P3"): 0.0},
)  # fmt: skip
"""E1 in P1 (60 of 60 mu), E2 in P2 (70 of 100 mu, 8 of 10 t); E3 waits, P3 is too small for all."""
PLAN = {"E1": "P1 2016 land", "E2": "P2 2016 land"}


def test_all_limits_in_the_way_of_a_runner_up_with_amount_price_and_what_would_help() -> None:
    """E1 (60 mu, 5 t) is worth 1 in P1.  P2 is worth 2^-0.5 = 0.7071: 30 mu are free, 30 lacking;
    2 t are free, 3 lacking.  At 0.002 points a mu and 0.05 a tonne that is 0.06 + 0.15 = 0.21.
    P3 has 20 mu: too small for E1 alone, so it is not eligible and there is no second choice.
    The tonne is dearer, so the quota is named first.
    """
    problem = TWO_LIMITS.problem()
    land, cod = "park_land/land_mu/P2/2016", "emission/cod/441400/2016"
    made = tables(problem, PLAN, {land: 0.002, cod: 0.05})
    (line,) = of(made["alternatives"], "E1").to_dict("records")
    assert (line["park_id"], line["rank"], line["standing"]) == ("P2", 1, "limit")
    assert line["loss_points"] == pytest.approx(1 - 0.5**0.5, abs=1e-7)
    assert line["score_points"] == pytest.approx(0.5**0.5, abs=1e-7)
    assert (line["blocked_by"], line["obstacles"]) == (cod, 2)
    assert line["priced_points"] == pytest.approx(0.21)
    found = of(made["obstacles"], "E1")
    assert found["limit"].tolist() == [cod, land]
    assert found["unit"].tolist() == ["t", "mu"]
    assert found["lacking"].tolist() == pytest.approx([3, 30])
    assert found["needed_bound"].tolist() == pytest.approx([13, 130])
    assert found["shadow_price_points"].tolist() == [0.05, 0.002]
    assert found["priced_points"].tolist() == pytest.approx([0.15, 0.06])


def test_raising_the_limits_by_what_is_lacking_makes_room_and_less_does_not() -> None:
    """The same E1 and P2 with 130 mu and 13 t: nothing in the way, merely outscored."""
    for land, cod, standing in ((130, 13, "outscored"), (129, 13, "limit"), (130, 12.9, "limit")):
        given_tables = dict(TWO_LIMITS.tables)
        given_tables["park_supply"] = TWO_LIMITS.tables["park_supply"].replace("100", str(land))
        given_tables["city_quotas"] = TWO_LIMITS.tables["city_quotas"].replace("10 ", str(cod))
        case = RuleCase(given_tables, years=(2016,), hours=TWO_LIMITS.hours)
        (line,) = of(tables(case.problem(), PLAN)["alternatives"], "E1").to_dict("records")
        assert line["standing"] == standing, (land, cod)
        assert (line["blocked_by"] == "") is (standing == "outscored")


def test_an_enterprise_without_a_place_has_its_best_parks_and_what_they_lack() -> None:
    """E3 (30 mu, 9 t) is worth 0.5 in P2: 30 mu are free, of COD 2 t: 7 lacking.  In P1 it is worth
    0.25: nothing is free, 30 mu lacking.  P3 (20 mu) is too small and no choice."""
    made = tables(TWO_LIMITS.problem(), PLAN, {"emission/cod/441400/2016": 0.05})
    assert "E3" not in set(made["alternatives"]["enterprise_id"])
    found = of(made["forgone"], "E3")
    assert found["park_id"].tolist() == ["P2", "P1"] and found["rank"].tolist() == [1, 2]
    assert found["forgone_points"].tolist() == pytest.approx([0.5, 0.25], abs=1e-7)
    assert found["priced_points"].tolist() == pytest.approx([0.35, 0])
    lacks = of(made["obstacles"], "E3")
    assert lacks["limit"].tolist() == ["emission/cod/441400/2016", "park_land/land_mu/P1/2016"]
    assert lacks["lacking"].tolist() == pytest.approx([7, 30])
    assert lacks["rank"].tolist() == [1, 2]


def test_who_leaves_gives_back_what_it_uses_here() -> None:
    """Both parks in one city with 70 mu of land quota, 60 used by E1 itself: the move lacks
    nothing.  With E1's own use not given back 50 mu would be lacking."""
    problem = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60",
            "parks": "id  city\nP1  440200\nP2  440200",
            "city_quotas": "city  year  kind  value  unit\n440200  2016  land_general  70  mu",
        },
        years=(2016,),
        hours={("E1", "P1"): 0.0, ("E1", "P2"): 2.0},
    ).problem()
    (line,) = tables(problem, {"E1": "P1 2016 land"})["alternatives"].to_dict("records")
    assert (line["standing"], line["obstacles"]) == ("outscored", 0)
    assert line["loss_points"] == pytest.approx(0.5)


DUTY = {
    "enterprises": "id  city\nE1  441900",
    "parks": "id  city\nP1  440200\nP2  441400",
    "duties": """
        id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
        D1  441900          440200            2016       2016     1
    """,
}
NEARER_ELSEWHERE = {("E1", "P1"): 2.0, ("E1", "P2"): 0.0}


def test_a_hard_minimum_that_would_be_missed_stands_in_the_way_of_leaving() -> None:
    """E1 (0.5 in P1) serves the only duty; P2 would bring 1, but the duty would lack its project.
    P2 itself has no limit at all: only leaving shows the obstacle."""
    problem = RuleCase(
        DUTY, years=(2016,), policy={"rules": {"duty": "hard"}}, hours=NEARER_ELSEWHERE
    ).problem()
    made = tables(problem, {"E1": "P1 2016 land"}, {"duty/projects/441900>440200@D1": -0.5})
    (line,) = made["alternatives"].to_dict("records")
    assert line["standing"] == "limit" and line["loss_points"] == pytest.approx(-0.5)
    (lack,) = made["obstacles"].to_dict("records")
    assert lack["limit"] == line["blocked_by"] and lack["limit"].startswith("duty/projects/")
    assert (lack["lacking"], lack["needed_bound"]) == (1.0, 0.0)
    assert lack["priced_points"] == pytest.approx(0.5)


def test_a_soft_minimum_is_paid_for_and_said_so() -> None:
    """The same duty, soft at 2 points: P2 brings 1 for 0.5 but costs 2, so 1.5 would be lost."""
    problem = RuleCase(
        DUTY, years=(2016,), policy={"duty_price_points": 2.0}, hours=NEARER_ELSEWHERE
    ).problem()
    (line,) = tables(problem, {"E1": "P1 2016 land"})["alternatives"].to_dict("records")
    assert (line["standing"], line["soft_points"]) == ("outscored", 2.0)
    assert line["loss_points"] == pytest.approx(1.5)
    (back,) = tables(problem, {"E1": "P2 2016 land"})["alternatives"].to_dict("records")
    assert (back["standing"], back["soft_points"]) == ("open", -2.0)
    assert back["loss_points"] == pytest.approx(-1.5)


def test_chain_points_are_lost_by_moving_away_and_gained_by_moving_near() -> None:
    """L in P1, F in P1 (bonus 0.3 in one park, half in another).  Both are worth 1 in P1, 0.5 in
    P2.  F to P2 loses 0.5 + 0.15; L to P2 loses the same, since its follower stays behind.
    With F unplaced, P1 is its best: 1 + 0.3 forgone, P2 0.5 + 0.15; L loses only 0.5.
    """
    problem = RuleCase(
        {"enterprises": "id\nL\nF", "parks": "id\nP1\nP2"},
        years=(2016,),
        hours={(e, p): h for e in "LF" for p, h in (("P1", 0.0), ("P2", 2.0))},
    ).problem()
    chains = Chains(np.array([ALONE, 0]), np.array([0.0, 0.3]), np.array([[1.0, 0.5], [0.5, 1.0]]))
    object.__setattr__(problem, "chains", chains)
    together = tables(problem, {"L": "P1 2016 land", "F": "P1 2016 land"})["alternatives"]
    assert together["chain_points"].tolist() == pytest.approx([-0.15, -0.15])
    assert together["loss_points"].tolist() == pytest.approx([0.65, 0.65])
    apart = tables(problem, {"L": "P1 2016 land"})
    assert apart["alternatives"]["loss_points"].tolist() == pytest.approx([0.5])
    assert apart["forgone"]["park_id"].tolist() == ["P1", "P2"]
    assert apart["forgone"]["forgone_points"].tolist() == pytest.approx([1.3, 0.65])
    assert apart["forgone"]["standing"].tolist() == ["open", "open"]
    assert float(apart["unmatched"]["detail"].iloc[0]) == pytest.approx(1.3)


def test_chain_points_decide_which_park_is_the_best() -> None:
    """F alone prefers P1 (1 to 0.5); with its lead in P2 and a bonus of 2 only there, P2 is 2.5."""
    problem = RuleCase(
        {"enterprises": "id\nL\nF", "parks": "id\nP1\nP2"},
        years=(2016,),
        hours={(e, p): h for e in "LF" for p, h in (("P1", 0.0), ("P2", 2.0))},
    ).problem()
    chains = Chains(np.array([ALONE, 0]), np.array([0.0, 2.0]), np.eye(2))
    object.__setattr__(problem, "chains", chains)
    made = tables(problem, {"L": "P2 2016 land"})["forgone"]
    assert made["park_id"].tolist() == ["P2", "P1"]
    assert made["forgone_points"].tolist() == pytest.approx([2.5, 1.0])


# -- by trial -------------------------------------------------------------------------------------


def broken(rows: Rows, spots: tuple[np.ndarray, ...], before: np.ndarray) -> dict[str, float]:
    """Hard rows that a plan breaks by more than is allowed: name -> by how much."""
    excess = np.where(np.isinf(rows.price), rows.excess(rows.use(*spots)), 0.0)
    return {
        rows.names[r]: float(excess[r])
        for r in np.flatnonzero(excess > np.maximum(before, 0.0) + rows.tolerance())
    }


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_every_line_holds_when_the_move_is_tried(seed: int) -> None:
    """Each enterprise is moved to each of its choices: the rows broken, and by how much, are those
    listed; with nothing listed, the objective falls by exactly the loss (or rises by the gain)."""
    problem = random_problem(seed, enterprises=12, parks=3, tight=0.6)
    rows = rows_of(problem)
    plan = match_problem(problem, Settings(seconds=10, method="heuristic", rounds=1))
    place = {
        x.enterprise_id: f"{x.park_id} {x.year} {x.tenure}" for x in plan.placements.itertuples()
    }
    spots = axes(problem, place)
    worth = objective_of(problem, rows, *spots)
    before = np.where(np.isinf(rows.price), rows.excess(rows.use(*spots)), 0.0)
    lacks = plan.obstacles.groupby(["enterprise_id", "rank"])
    for table, column, sign in ((plan.alternatives, "loss_points", -1),
                                (plan.forgone, "forgone_points", 1)):  # fmt: skip
        assert not table.duplicated(["enterprise_id", "rank"]).any()
        for line in table.to_dict("records"):
            there = f"{line['park_id']} {line['year']} {line['tenure']}"
            moved = axes(problem, {**place, line["enterprise_id"]: there})
            assert problem.eligible_at(*moved).all()
            found = broken(rows, moved, before)
            key = (line["enterprise_id"], line["rank"])
            told = lacks.get_group(key) if line["obstacles"] else plan.obstacles.iloc[:0]
            assert set(told["limit"]) == set(found)
            for name, lacking in zip(told["limit"], told["lacking"], strict=True):
                assert lacking == pytest.approx(found[name], rel=1e-6, abs=2e-6)
            assert line["obstacles"] == len(told)
            assert (line["standing"] == "limit") is bool(found)
            change = objective_of(problem, rows, *moved) - worth
            assert sign * line[column] == pytest.approx(change, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_choices_are_the_two_best_parks(seed: int) -> None:
    problem = random_problem(seed, enterprises=9, parks=4, tight=0.5)
    plan = match_problem(problem, Settings(seconds=10, method="heuristic", rounds=1))
    held = dict(zip(plan.placements["enterprise_id"], plan.placements["park_id"], strict=True))
    score = np.concatenate([problem.score(e, e + 1) for e in range(9)]).reshape(9, 4, -1).max(2)
    for i, firm in enumerate(problem.enterprise_id):
        parks = [p for p in range(4) if score[i, p] > -1 and problem.park_id[p] != held.get(firm)]
        best = sorted(-float(score[i, p]) for p in parks)[:2]
        table = plan.alternatives if firm in held else plan.forgone
        assert of(table, firm)["score_points"].tolist() == pytest.approx([-s for s in best])


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(4, enterprises=30, parks=4, tight=0.4)
    plan = match_problem(problem, Settings(seconds=10, method="heuristic", rounds=1))
    place = {
        x.enterprise_id: f"{x.park_id} {x.year} {x.tenure}" for x in plan.placements.itertuples()
    }
    whole = tables(problem, place)
    monkeypatch.setattr(matching.explain, "CELLS", 50)
    monkeypatch.setattr(matching.explain, "MOVES", 3)
    monkeypatch.setattr("matching.report.CELLS", 50)
    pieces = tables(problem, place)
    assert len(whole["obstacles"]) > 10
    for name, table in whole.items():
        pd.testing.assert_frame_equal(pieces[name], table)


def test_columns_are_as_declared_even_where_nobody_is_placed() -> None:
    problem = RuleCase({"enterprises": "id", "parks": "id\nP1"}).problem()
    made = tables(problem, {})
    for name, columns in (("alternatives", ALTERNATIVE_COLUMNS), ("forgone", FORGONE_COLUMNS),
                          ("obstacles", OBSTACLE_COLUMNS)):  # fmt: skip
        assert tuple(made[name].columns) == columns and not len(made[name])


# -- golden ---------------------------------------------------------------------------------------


def test_golden_reasons() -> None:
    """tests/golden/reasons/*.csv hold all three tables of the small case with two limits.

    After a wanted change: WRITE_GOLDEN=1 python -m pytest tests/matching/test_explain.py, then read
    the difference.
    """
    prices = {"park_land/land_mu/P2/2016": 0.002, "emission/cod/441400/2016": 0.05}
    made = tables(TWO_LIMITS.problem(), PLAN, prices)
    for name in ("alternatives", "forgone", "obstacles"):
        text = made[name].to_csv(index=False, float_format="%.6g", lineterminator="\n")
        file = GOLDEN / f"{name}.csv"
        if os.environ.get("WRITE_GOLDEN"):
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8"), name
