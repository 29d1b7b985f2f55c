"""Who must do what by when."""

from __future__ import annotations

from app.exports.meeting.content.task_tables import tasks_grid
from app.exports.meeting.content.tasks import LEVELS
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """One table for every level that has tasks."""
    lang = meeting.lang
    paper.new_page(landscape=True)
    for level in LEVELS:
        grid = tasks_grid(meeting.materials[run], (level,))
        if len(grid):
            paper.heading(word("title.tasks", lang, level=word(f"level.{level}", lang)))
            paper.table(grid, 8)
    paper.paragraph(word("tasks.note", lang), 8)
