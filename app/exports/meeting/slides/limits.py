"""Limits: which quotas are used up, and what one unit more would be worth."""

from __future__ import annotations

from app.exports.meeting.content.limits import limits_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import as_many_as_fit, table_slide
from app.exports.meeting.meeting import Meeting
from geodata.words import say

MOST = 14
SIZE = 11.5


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide; what a price means stands in the notes."""
    lang = meeting.lang
    grid = as_many_as_fit(lambda count: limits_grid(meeting.materials[run], count), MOST, SIZE, 2)
    notes = [say("export.limits.note", lang)]
    table_slide(deck, meeting, run, word("title.limits", lang), grid, notes=notes,
                empty=word("limits.none", lang), sizes=(13, 12, SIZE))  # fmt: skip
