"""Limits that are used up or nearly so, with their prices."""

from __future__ import annotations

from app.exports.meeting.content.limits import limits_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper
from geodata.words import say

MOST = 60


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of limits, and what a price means."""
    paper.new_page(landscape=True)
    paper.heading(word("title.limits", meeting.lang))
    paper.paragraph(say("export.limits.note", meeting.lang), 8.5)
    paper.table(limits_grid(meeting.materials[run], MOST), 8)
