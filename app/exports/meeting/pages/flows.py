"""The largest flows."""

from __future__ import annotations

from app.exports.meeting.content.flows import flows_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper

MOST = 40


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of flows."""
    paper.heading(word("title.flows", meeting.lang))
    paper.table(flows_grid(meeting.materials[run], MOST))
