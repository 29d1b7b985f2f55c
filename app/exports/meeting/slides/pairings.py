"""Top pairings: who should go where, what speaks for it, and what the next best park costs."""

from __future__ import annotations

from app.exports.meeting.content.pairings import pairings_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import as_many_as_fit, table_slide
from app.exports.meeting.meeting import Meeting

MOST = 12
SIZE = 11


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide."""
    grid = as_many_as_fit(
        lambda count: pairings_grid(meeting.materials[run], count, 2), MOST, SIZE, 2
    )
    table_slide(
        deck, meeting, run, word("title.pairings", meeting.lang), grid, sizes=(13, 12, SIZE),
        most_lines=2,
    )  # fmt: skip
