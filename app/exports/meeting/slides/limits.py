"""Limits: which quotas are used up, and what one unit more would be worth."""

from __future__ import annotations

from app.exports.meeting.content.limits import limits_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting
from geodata.words import say

MOST = 14


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide; what a price means stands in the notes."""
    lang, grid = meeting.lang, limits_grid(meeting.materials[run], MOST)
    notes = [say("export.limits.note", lang)]
    table_slide(deck, meeting, run, word("title.limits", lang), grid, notes=notes,
                empty=word("limits.none", lang))  # fmt: skip
