"""Counterpart duties: the scoreboard, unmet ones first."""

from __future__ import annotations

from app.exports.meeting.content.duties import duties_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """As many slides as the duties need, at most three."""
    grid = duties_grid(meeting.materials[run], meeting.runs[run].outcome)
    table_slide(
        deck, meeting, run, word("title.duties", meeting.lang), grid, most_slides=3,
        sizes=(13, 12, 11, 10.5, 10), empty=word("duties.none", meeting.lang),
    )  # fmt: skip
