"""The reference model: HiGHS, CBC and SciPy agree, brute force agrees, and no word is believed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optima import brute_force, scipy_optimum, value
from random_worlds import random_problem
from tiny import tiny_problem

from matching.check import objective_of
from matching.constraints import rows_of
from matching.exact import build_model, solve, write_model
from matching.problem import Problem
from matching.relaxation import shadow_prices
from matching.stopping import Clock


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([0.3, 0.6, 1.0]))
def test_three_solvers_agree_on_random_worlds_with_every_rule(seed: int, tight: float) -> None:
    problem = random_problem(seed, enterprises=7, parks=3, tight=tight)
    rows = rows_of(problem)
    expected = scipy_optimum(problem, rows)
    assert value(problem, rows, "highs") == pytest.approx(expected, abs=1e-5)
    assert value(problem, rows, "cbc") == pytest.approx(expected, abs=1e-5)


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_enumeration_of_every_plan_agrees(seed: int) -> None:
    problem = random_problem(seed, enterprises=4, parks=2, years=2, tight=0.7)
    if np.prod(problem.eligible_per_enterprise + 1.0) > 20_000:
        return
    rows = rows_of(problem)
    assert value(problem, rows, "highs") == pytest.approx(brute_force(problem, rows), abs=1e-6)


def lumpy() -> Problem:
    """Two firms of 60 mu and one of 40 for a park of 100 mu; every firm scores 1 point."""
    return tiny_problem(
        enterprises="""
            id  land_mu
            E1  60
            E2  60
            E3  40
        """,
        parks="id\nP1",
        park_supply="park_id  year  land_mu\nP1  2016  100",
        years=(2016,),
        policy={"size": "count", "concentration_ceiling": None},
    )


def test_hand_example_two_of_three_fit() -> None:
    """60 + 40 = 100 mu fit, 60 + 60 = 120 do not: two of three equal firms are placed."""
    problem = lumpy()
    answer = solve(problem, rows_of(problem), Clock(30))
    assert sorted(answer.e.tolist()) in ([0, 2], [1, 2])


def test_shadow_price_is_the_relaxation_and_its_sign_is_a_gain_per_unit_more() -> None:
    """All firms score s. The relaxation fills 40 mu with E3 (s) and 60 with one 60 mu firm (s); one
    mu more places 1/60 of the other: s / 60 points a mu.  Integer models report 0 here."""
    problem = lumpy()
    rows = rows_of(problem)
    price = shadow_prices(problem, rows, 30.0)
    score = float(problem.placements().score[0])
    assert price is not None and price.tolist() == pytest.approx([score / 60])


def test_a_minimum_has_a_shadow_price_below_zero() -> None:
    """One firm worth s in P1 and, 2 h further, less in P2; the north must get it: each point of
    minimum costs the difference, so the price is negative."""
    problem = tiny_problem(
        enterprises="id  city\nE1  441900",
        parks="""
            id  city
            P1  441400
            P2  440200
        """,
        hours={("E1", "P1"): 1.0, ("E1", "P2"): 3.0},
        duties="""
            id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
            D1  441900          440200            2016       2016     1
        """,
        years=(2016,),
        policy={"rules": {"duty": "hard"}, "size": "count", "plants": False,
                "weights": {"road_time": 1.0}},
    )  # fmt: skip
    rows = rows_of(problem)
    price = shadow_prices(problem, rows, 30.0)
    near, far = (float(s) for s in sorted(problem.placements().score, reverse=True))
    assert price is not None
    assert price[rows.names.index("duty/projects/441900>440200@D1")] == pytest.approx(far - near)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_solver_stopped_by_the_clock_is_not_called_optimal(solver: str) -> None:
    """HiGHS stopped by the clock says "Optimal" (and CBC may leave fractions): only values that are
    whole and keep the rows count, and the bound stays above the plan."""
    problem = random_problem(1, enterprises=60, parks=5, years=3)
    rows = rows_of(problem)
    answer = solve(problem, rows, Clock(1.0), solver=solver)
    if answer.found:
        worth = objective_of(problem, rows, answer.e, answer.p, answer.t, answer.m)
        hard = np.isinf(rows.price)
        excess = rows.excess(rows.use(answer.e, answer.p, answer.t, answer.m))
        assert (excess[hard] <= rows.tolerance()[hard]).all()
        assert answer.bound > worth + 0.01, "a second is not enough to prove this one"
        assert len(np.unique(answer.e)) == len(answer.e)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_stop_ends_the_search_and_keeps_what_was_found(solver: str) -> None:
    problem = random_problem(1, enterprises=60, parks=5, years=3)
    rows = rows_of(problem)
    pressed = threading.Event()
    heard: list[float] = []

    def watch(best: float | None, bound: float | None) -> None:
        heard.append(time.perf_counter())
        if best is not None:
            pressed.set()

    threading.Timer(8.0, pressed.set).start()
    started = time.perf_counter()
    answer = solve(problem, rows, Clock(300.0, pressed.is_set), solver=solver, watch=watch)
    assert time.perf_counter() - started < 60
    assert heard, "the solver told nothing"
    assert answer.found or not heard


def test_a_start_is_kept_where_nothing_better_comes() -> None:
    problem = random_problem(1, enterprises=60, parks=5, years=3)
    rows = rows_of(problem)
    first = solve(problem, rows, Clock(3.0))
    again = solve(problem, rows, Clock(1.0), start=first)
    worth = [objective_of(problem, rows, a.e, a.p, a.t, a.m) for a in (first, again)]
    assert first.found and again.found and worth[1] >= worth[0] - 1e-9


def test_an_impossible_pin_is_said_to_be_impossible() -> None:
    problem = tiny_problem(
        enterprises="id  land_mu\nE1  60\nE2  60",
        parks="id\nP1",
        park_supply="park_id  year  land_mu  plant_m2\nP1  2016  100  0",
        years=(2016,),
        policy={"pins": [{"enterprise_id": e, "park_id": "P1"} for e in ("E1", "E2")],
                "concentration_ceiling": None},
    )  # fmt: skip
    for solver in ("highs", "cbc"):
        answer = solve(problem, rows_of(problem), Clock(30), solver=solver)
        assert answer.impossible and not answer.found


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD:DeprecationWarning")
def test_the_model_is_minimised_with_plain_names_and_written_as_lp_and_mps(tmp_path: Path) -> None:
    problem = lumpy()
    rows = rows_of(problem)
    model = build_model(problem, rows)
    assert model.problem.sense == pulp.LpMinimize
    assert {v.name for v in model.variables} == {f"x{i}" for i in range(len(model.variables))}
    write_model(problem, rows, tmp_path / "m.lp", names=True)
    write_model(problem, rows, tmp_path / "m.mps")
    assert "park_land/land_mu/P1/2016" in (tmp_path / "m.lp.names.csv").read_text("utf-8")
    _, again = pulp.LpProblem.fromMPS(str(tmp_path / "m.mps"))
    again.solve(pulp.PULP_CBC_CMD(msg=False))
    answer = solve(problem, rows, Clock(30))
    assert -pulp.value(again.objective) == pytest.approx(answer.bound, abs=1e-6)
    with pytest.raises(ValueError, match=r"\.lp or \.mps"):
        write_model(problem, rows, tmp_path / "m.txt")


def test_unknown_solver_is_refused() -> None:
    problem = lumpy()
    with pytest.raises(ValueError, match="gurobi"):
        solve(problem, rows_of(problem), Clock(1), solver="gurobi")
