"""A stretch of years is written once where it is one year."""

from __future__ import annotations

import pytest

from geodata.periods import period, stretches


@pytest.mark.parametrize(
    ("years", "said"),
    [((2016, 2017, 2018), "2016-2018"), ((2016,), "2016"), ((2015, 2016), "2015-2016"), ((), "-")],
)
def test_first_and_last_year(years: tuple[int, ...], said: str) -> None:
    assert period(years) == said


def test_every_unbroken_stretch() -> None:
    assert stretches([2018, 2016, 2020, 2017, 2016]) == ["2016-2018", "2020"]
    assert stretches([]) == []
