"""Comparison: every indicator of every run and its difference to the first."""

from __future__ import annotations

from app.exports.meeting.content.compare import compare_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting


def add(deck: Deck, meeting: Meeting, run: int = 0) -> None:
    """One slide; `run` is of no account."""
    lang = meeting.lang
    grid = compare_grid(meeting.materials, meeting.runs)
    tag = "   ".join(meeting.tag(i) for i in range(len(meeting.runs)))
    table_slide(deck, meeting, None, word("title.compare", lang), grid, tag=tag, most_lines=2,
                sizes=(13, 12, 11, 10, 9))  # fmt: skip
