"""Top pairings: who should go where, what speaks for it, and what the next best park costs."""

from __future__ import annotations

from app.exports.meeting.content.pairings import pairings_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting

MOST = 12


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide."""
    grid = pairings_grid(meeting.materials[run], MOST)
    table_slide(
        deck, meeting, run, word("title.pairings", meeting.lang), grid, sizes=(11, 10, 9),
        most_lines=2,
    )  # fmt: skip
