"""Figures as they are read: counts whole, a limit of many years in one row, charts not flat."""

from __future__ import annotations

import pandas as pd
import pytest

from app.exports.material import Material
from app.views.compare_table import number
from app.views.plain import told_apart
from app.views.progress import curve_spec
from app.views.why import over_years


@pytest.mark.parametrize(
    ("mean", "unit", "shown"),
    [(30.95, "projects", "约 31"), (0.4, "projects", "不到 1"), (31.0, "projects", "31"),
     (0.0, "projects", "0"), (30.95, "mu", "30.95")],
)  # fmt: skip
def test_of_enterprises_there_are_whole_ones_only(mean: float, unit: str, shown: str) -> None:
    assert number(mean, unit) == shown


def test_a_difference_keeps_the_decimals_that_tell_what_is_sure_of_it() -> None:
    assert number(-0.35, "projects", signed=True) == "-0.35"


def limits(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["limit", "unit", "lacking", "needed_bound"])


def test_a_limit_of_many_years_is_one_row(material: Material) -> None:
    shown = over_years(
        limits(
            ("emission/cod/441600/2016", "t", 5.0, 40.0),
            ("emission/cod/441600/2017", "t", 7.5, 45.0),
            ("emission/cod/441600/2019", "t", 5.0, 40.0),
            ("emission/cod/441600/2020", "t", 5.0, 40.0),
            ("park_land/land_mu/P1", "mu", 12.0, 90.0),
        ),
        material,
    )
    assert len(shown) == 2
    cod, land = (row.tolist() for _, row in shown.iterrows())
    assert cod[0].endswith(" · 2016-2017, 2019-2020") and "河源" in cod[0]
    assert cod[1:] == ["5 至 7.5 吨", "40 至 45 吨"]
    assert not land[0].endswith("2020") and land[1:] == ["12 亩", "90 亩"]


def test_the_same_limit_of_one_place_and_another_stay_apart(material: Material) -> None:
    both = limits(("emission/cod/441600/2016", "t", 5.0, 40.0),
                  ("emission/cod/440200/2016", "t", 5.0, 40.0))  # fmt: skip
    assert len(over_years(both, material)) == 2


def axis(*trace: tuple[float, float | None, float | None]) -> tuple[float, float]:
    found = curve_spec(trace)["yAxis"]
    return found["min"], found["max"]


def test_the_first_bound_does_not_press_the_run_into_one_line() -> None:
    low, high = axis((0, None, 9000.0), (1, 100.0, 1200.0), (2, 950.0, 1010.0), (3, 990.0, 1000.0))
    assert 930 < low < 950 and 1200 < high < 1300


def test_the_best_plan_is_in_the_chart_however_far_it_stays_from_the_bound() -> None:
    low, high = axis((0, None, 9000.0), (1, 100.0, 1100.0), (2, 600.0, 1000.0))
    assert 500 < low < 600 and 1100 < high < 1200


def test_without_a_bound_the_chart_takes_its_own_measure() -> None:
    assert "min" not in curve_spec([(0, 1.0, None)])["yAxis"]


def test_two_choices_of_one_name_are_told_apart_by_their_ids() -> None:
    """What is chosen comes back from the browser as its word."""
    words = told_apart({"P1": "产业园", "P2": "产业园", "P3": "高新区"})
    assert words == {"P1": "产业园 · P1", "P2": "产业园 · P2", "P3": "高新区"}
