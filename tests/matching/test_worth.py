"""Worth of limits: solved by hand, signs and ranges included; names that are wrong get help."""

from __future__ import annotations

import numpy as np
import pytest
from random_worlds import random_problem
from rule_cases import CASES, RuleCase

import matching.worth as worth_module
from matching.check import check
from matching.constraints import rows_of
from matching.limit_names import BelowZero, UnknownLimit, rows_named, with_change
from matching.problem import Problem
from matching.report import placements_table
from matching.session import Session
from matching.stopping import Clock
from matching.worth import PRICE_COLUMNS, Prices, worth

LAND = "city_land/land_general/440200"


def park(quota: int = 100) -> Problem:
    """Two firms of 60 mu, worth 1 and 0.5 points, and a city that may give `quota` mu."""
    tables = dict(CASES["city_land"].tables)
    tables["city_quotas"] = f"city  year  kind  value  unit\n440200  2016  land_general {quota} mu"
    return RuleCase(tables, years=(2016,), hours={("E1", "P1"): 0.0, ("E2", "P1"): 2.0}).problem()


def session(problem: Problem) -> Session:
    made = Session(problem, rows_of(problem), gap=0.0, seed=3)
    made.solve(Clock(60), 0)
    return made


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices(session(park()), Clock(60))


def test_twenty_mu_more_by_hand(prices: Prices) -> None:
    """Of the second firm 40 / 60 come in fractions and none in the plan (1 point).

    The price is 0.5 / 60 points per mu and holds from 40 mu less to 20 mu more.  With 20 mu more
    the second firm fits: bound + 20 x 0.5 / 60 = + 1/6, plan + 0.5.
    """
    found = prices.worth(f"{LAND}/2016", 20.0, Clock(60), 2)
    assert (found.exact, found.rows, found.unit, found.sense) == (True, 1, "mu", "<=")
    assert found.price_points == pytest.approx(0.5 / 60)
    assert (found.low, found.high) == (pytest.approx(-40), pytest.approx(20))
    assert found.bound_points == pytest.approx(1 / 6)
    assert found.plan_points == pytest.approx(0.5)
    assert found.plan_before == pytest.approx(1.0)


def test_beyond_its_range_more_is_worth_less(prices: Prices) -> None:
    """60 mu more: both firms fit since 20 mu, the rest is worth nothing: bound + 1/6, price 0."""
    found = prices.worth(f"{LAND}/2016", 60.0, Clock(60), 2)
    assert found.bound_points == pytest.approx(1 / 6)
    assert found.price_after_points == pytest.approx(0.0)
    assert found.price_after_points * 60 <= found.bound_points <= found.price_points * 60


def test_less_of_a_quota_costs(prices: Prices) -> None:
    """20 mu less: bound - 20 x 0.5 / 60; the plan keeps its one firm, at 80 mu for 60."""
    found = prices.worth(f"{LAND}/2016", -20.0, Clock(60), 2)
    assert found.bound_points == pytest.approx(-1 / 6)
    assert found.plan_points == pytest.approx(0.0)
    assert not found.plan_is_sure


def test_a_higher_minimum_has_a_negative_price() -> None:
    """Duty of 2 of 3 firms to the far park (0.25 points each, instead of 1, 0.71 and 0.5).

    The two that lose least go there: 0.25 and 0.46.  One project more loses 0.75, one less would
    gain 0.46; the price of the kink lies between.
    """
    problem = CASES["duty"].problem()
    prices = Prices(session(problem), Clock(60))
    name = next(n for n in prices.rows.names if n.startswith("duty/projects"))
    found = prices.worth(name, 1.0, Clock(60), 2)
    half = 0.5**0.5
    assert found.sense == ">="
    assert found.bound_points == pytest.approx(-(1 - 0.25))
    assert found.plan_points == pytest.approx(-(1 - 0.25))
    assert -(1 - 0.25) - 1e-6 <= found.price_points <= -(half - 0.25) + 1e-6


def test_without_a_year_all_years_of_a_limit_change() -> None:
    """Level of 60 t in both years, a firm of 30 t and one of 50 t: 20 t more of each year let both
    come in 2016; 20 t more of 2016 alone do not, as they emit in 2017, too."""
    prices = Prices(session(CASES["emission"].problem()), Clock(60))
    one = prices.worth("emission/cod/440200/2016", 20.0, Clock(60), 2)
    both = prices.worth("emission/cod/440200", 20.0, Clock(60), 2)
    assert (one.rows, both.rows) == (1, 2)
    assert one.plan_points == pytest.approx(0.0)
    assert both.plan_points == pytest.approx(0.5)


def test_the_table_of_prices_names_range_and_unit(prices: Prices) -> None:
    table = prices.table()
    assert tuple(table.columns) == PRICE_COLUMNS
    (line,) = table.to_dict("records")
    assert line["name"] == f"{LAND}/2016"
    assert line["price_points"] == pytest.approx(0.5 / 60)
    assert line["change_low"] == pytest.approx(-40)
    assert line["whole_points"] == pytest.approx(50 / 60)


def test_where_exact_prices_are_out_of_reach_a_near_best_dual_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worth_module, "MOST_COLUMNS", 0)
    prices = Prices(session(park()), Clock(60))
    assert not prices.exact
    found = prices.worth(f"{LAND}/2016", 20.0, Clock(60), 2)
    assert not found.exact
    assert np.isnan(found.low)
    assert found.bound_points == pytest.approx(1 / 6, abs=0.02)
    assert prices.table()["change_high"].isna().all()


def test_every_answer_keeps_the_changed_limits_and_order_does_not_matter() -> None:
    problem = random_problem(5, enterprises=14, parks=3, minimums=False)
    solved = session(problem)
    names = Prices(solved, Clock(60)).table(3)["name"].tolist()
    assert len(names) == 3
    forth, back = Prices(solved, Clock(60)), Prices(solved, Clock(60))
    first = {name: forth.worth(name, 1.0, Clock(60), 2) for name in names}
    second = {name: back.worth(name, 1.0, Clock(60), 2) for name in reversed(names)}
    for name in names:
        rows = with_change(solved.rows, rows_named(solved.rows, name), 1.0)
        assert check(problem, placements_table(problem, first[name].answer), rows).ok
        assert first[name].bound_points == pytest.approx(second[name].bound_points, abs=1e-6)
        assert first[name].plan_points == second[name].plan_points
        assert first[name].bound_points <= first[name].price_points + 1e-6


def test_a_name_that_is_not_there_gets_near_matches() -> None:
    solved = session(park())
    with pytest.raises(UnknownLimit) as wrong:
        worth(solved, "city_land/land_generel/440200", 1.0, Clock(60))
    assert f"{LAND}/2016" in wrong.value.near
    with pytest.raises(UnknownLimit) as part:
        rows_named(solved.rows, "440200/2016")
    assert part.value.near[0] == f"{LAND}/2016"


def test_a_quota_cannot_fall_below_nothing() -> None:
    with pytest.raises(BelowZero) as wrong:
        worth(session(park()), f"{LAND}/2016", -101.0, Clock(60))
    assert wrong.value.least == -100.0
