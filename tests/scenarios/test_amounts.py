"""Figures set, changed or added to: what is read, what is refused, what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.amounts import Amount, moved, percent

YEARS = np.array([2016.0, 2017.0, 2018.0])
VALUES = np.array([100.0, np.nan, 50.0])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("+20%", "+20%"), ("20%", "+20%"), (" -7.5 % ", "-7.5%"), ("－10％", "-10%"),
        ("-0%", "+0%"), ("+900%", "+900%"), ("-100%", "-100%"),
    ],
)  # fmt: skip
def test_a_percentage_is_kept_in_one_way(said, kept) -> None:
    assert percent(said) == kept


@pytest.mark.parametrize("said", ["20", 20, 0.2, "twenty%", "+901%", "-101%", "", None, True])
def test_anything_else_is_no_percentage(said) -> None:
    with pytest.raises(ValidationError):
        Amount(change=said)


@pytest.mark.parametrize("said", [float("inf"), float("nan"), True, "120", -1])
def test_a_figure_is_finite_and_not_below_zero(said) -> None:
    with pytest.raises(ValidationError):
        Amount(set=said)


def test_exactly_one_way_is_given() -> None:
    for keys in ({}, {"set": 1, "add": 1}, {"change": "+1%", "set": {"2016": 1}}):
        with pytest.raises(ValidationError) as error:
            Amount(**keys)
        assert error.value.errors()[0]["type"] == "one_of"


def test_years_go_with_one_figure_only() -> None:
    with pytest.raises(ValidationError):
        Amount(set={"2016": 1}, years=[2017])
    assert Amount(set=1, years=2017).named_years == (2017,)
    assert Amount(set={"2018": 1, "2016": 2}).named_years == (2016, 2018)
    assert Amount(set=1).named_years is None


def test_only_the_years_named_are_touched() -> None:
    """100 in 2016 and 50 in 2018: -10 % in 2016 gives 90; 2018 is not named and stays 50."""
    new, touched = Amount(change={2016: "-10%"}).move(VALUES, YEARS)
    assert new[0] == 90.0
    assert new[2] == 50.0
    assert touched.tolist() == [True, False, False]


def test_no_limit_can_be_set_but_not_changed() -> None:
    """NaN is "no limit": + 5 finds two figures (105, 55); set = 7 gives three."""
    new, touched = Amount(add=5).move(VALUES, YEARS)
    assert touched.tolist() == [True, False, True]
    assert (new[0], new[2]) == (105.0, 55.0)
    new, touched = Amount(set=7).move(VALUES, YEARS)
    assert new.tolist() == [7.0, 7.0, 7.0]
    assert touched.all()


@given(st.floats(0, 1e9))
def test_a_change_of_nothing_gives_the_very_same_number(value) -> None:
    for operation, figure in (("change", "+0%"), ("add", 0.0)):
        assert moved(operation, figure, np.array([value]))[0] == value


@given(st.integers(0, 10_000), st.integers(-100, 900))
def test_percentages_of_whole_numbers_are_exact_to_a_rounding(value, share) -> None:
    new = moved("change", percent(f"{share:+d}%"), np.array([float(value)]))[0]
    assert new == value * (100 + share) / 100
