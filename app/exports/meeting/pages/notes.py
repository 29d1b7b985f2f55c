"""Notes on the map, licences, and what else is in the pack."""

from __future__ import annotations

from app.exports.meeting.content.method import map_notes
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """The last page; `run` is of no account."""
    lang = meeting.lang
    paper.new_page(landscape=False)
    paper.heading(word("title.notes", lang))
    paper.bullets(map_notes(lang))
    paper.heading(word("title.files", lang))
    paper.bullets([word(f"files.{key}", lang) for key in ("pptx", "pdf", "tasks", "run", "zip")])
