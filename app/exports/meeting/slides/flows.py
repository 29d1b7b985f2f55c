"""Flows: the largest from sending city to park, as a table."""

from __future__ import annotations

from app.exports.meeting.content.flows import flows_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import as_many_as_fit, table_slide
from app.exports.meeting.meeting import Meeting

MOST = 14
SIZE = 12


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide."""
    grid = as_many_as_fit(lambda count: flows_grid(meeting.materials[run], count), MOST, SIZE, 2)
    table_slide(deck, meeting, run, word("title.flows", meeting.lang), grid, sizes=(14, 13, SIZE))
