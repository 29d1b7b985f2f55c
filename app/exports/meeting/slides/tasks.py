"""Who must do what: the departments first, then the receiving and the sending cities."""

from __future__ import annotations

from app.exports.meeting.content.tasks import tasks_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting

PARTS = (("province", 2), ("receiving", 3), ("sending", 2), ("command", 2))
"""Level and the most slides it gets; the whole list is in tasks.xlsx and the report."""


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide or more for every level that has tasks."""
    lang = meeting.lang
    for level, most in PARTS:
        grid = tasks_grid(meeting.materials[run], (level,))
        if len(grid):
            title = word("title.tasks", lang, level=word(f"level.{level}", lang))
            notes = [word("tasks.note", lang)]
            table_slide(deck, meeting, run, title, grid, sizes=(11, 10), most_lines=3,
                        most_slides=most, notes=notes)  # fmt: skip
