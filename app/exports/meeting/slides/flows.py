"""Flows: the largest from sending city to park, as a table."""

from __future__ import annotations

from app.exports.meeting.content.flows import flows_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting

MOST = 14


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide."""
    grid = flows_grid(meeting.materials[run], MOST)
    table_slide(deck, meeting, run, word("title.flows", meeting.lang), grid, sizes=(12, 11, 10, 9))
