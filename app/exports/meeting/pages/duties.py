"""The scoreboard of counterpart duties."""

from __future__ import annotations

from app.exports.meeting.content.duties import duties_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The table of duties."""
    grid = duties_grid(meeting.materials[run], meeting.runs[run].outcome)
    paper.heading(word("title.duties", meeting.lang))
    if len(grid):
        paper.table(grid)
    else:
        paper.paragraph(word("duties.none", meeting.lang))
