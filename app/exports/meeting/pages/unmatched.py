"""Enterprises without a place, by what keeps them out."""

from __future__ import annotations

from app.exports.meeting.content.unmatched import unmatched_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of reasons."""
    paper.heading(word("title.unmatched", meeting.lang))
    paper.table(unmatched_grid(meeting.materials[run]))
