"""The gap is a share of what can be reached, whatever unreachable minima cost."""

from __future__ import annotations

import math

import pytest

from matching.plan import relative_gap


def test_without_penalties_it_is_the_usual_gap() -> None:
    """(100 - 98) / 100 = 2 %."""
    assert relative_gap(98.0, 100.0) == pytest.approx(0.02)


def test_points_paid_for_unreachable_minima_do_not_shrink_it() -> None:
    """Pairings worth 60, 1,200 paid: (-1130 + 1140) / (-1130 + 1200) = 10 / 70; 10 / 1130 would
    call a plan that misses a seventh "within 1 %"."""
    assert relative_gap(-1140.0, -1130.0, paid=1200.0) == pytest.approx(10 / 70)


def test_nothing_to_reach_has_no_gap_to_quote() -> None:
    assert math.isnan(relative_gap(-5.0, -4.0, paid=3.0))
    assert relative_gap(0.0, 0.0) == 0.0
