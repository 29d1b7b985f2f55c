"""Receiving cities with their figures."""

from __future__ import annotations

from app.exports.meeting.content.indicators import cities_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper
from geodata.words import say


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of cities."""
    paper.new_page(landscape=True)
    paper.heading(word("title.cities", meeting.lang))
    paper.table(cities_grid(meeting.materials[run]))
    paper.paragraph(say("export.summary.note", meeting.lang), 8)
