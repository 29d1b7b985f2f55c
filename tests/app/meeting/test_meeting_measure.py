"""Line breaks: nothing is lost, no line is too wide, a cut is always shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.meeting.measure import clamp, cut_to, plain, shorten, width_pt, wrap

TEXT = st.text(alphabet="深圳市，。（）对口 abcW1,.-%", max_size=80).map(plain)


@given(TEXT, st.floats(40, 300), st.sampled_from([8.0, 12.0, 20.0]))
def test_every_line_fits_and_nothing_is_lost(text: str, width: float, size: float) -> None:
    lines = wrap(text, width, size)
    assert all(width_pt(line, size) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXT, st.floats(60, 300), st.integers(1, 3))
def test_a_cut_text_fits_and_says_so(text: str, width: float, lines: int) -> None:
    cut = cut_to(text, width, 12.0, lines)
    assert len(wrap(cut, width, 12.0)) <= lines
    assert cut == text or cut.endswith("…")
    assert len(clamp(text, width, 12.0, lines)) <= lines


def test_chinese_breaks_between_signs_but_not_before_a_comma() -> None:
    """A Chinese sign is one em: at 10 points, four fit into 45 points."""
    assert wrap("深圳东莞广州", 45, 10) == ["深圳东莞", "广州"]
    assert wrap("深圳东莞，广州", 45, 10) == ["深圳东", "莞，广州"]
    assert wrap("two words", width_pt("two wo", 10), 10) == ["two", "words"]


@pytest.mark.parametrize("text", ["", "a", "深圳"])
def test_what_fits_stays_as_it_is(text: str) -> None:
    assert shorten(text, 500, 10) == text == cut_to(text, 500, 10, 1)


def test_control_and_direction_signs_are_taken_out() -> None:
    assert plain(" a\n\tb\u202ec\x00d\u200b ") == "a b c d" and plain(None) == "" == plain(
        float("nan")
    )
