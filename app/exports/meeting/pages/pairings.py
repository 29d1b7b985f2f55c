"""The pairings that earn most points; the workbook holds all of them."""

from __future__ import annotations

from app.exports.meeting.content.pairings import pairings_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper

MOST = 60


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of pairings."""
    paper.new_page(landscape=True)
    paper.heading(word("title.pairings", meeting.lang))
    paper.table(pairings_grid(meeting.materials[run], MOST), 7.5)
