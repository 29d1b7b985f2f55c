"""The map of a run on a page of its own."""

from __future__ import annotations

from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper
from geodata.words import say


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """One landscape page, with source and review notes below the map."""
    lang = meeting.lang
    paper.new_page(landscape=True)
    paper.heading(word("title.map", lang))
    paper.picture(meeting.maps[run])
    for key in ("warning", "source", "roads"):
        paper.paragraph(say(f"map.note.{key}", lang), 8)
