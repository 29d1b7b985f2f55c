"""First page: what is on the table and the answer in a few sentences."""

from __future__ import annotations

from app.exports.meeting.content.indicators import indicators_grid
from app.exports.meeting.content.method import key_lines, method_lines, stamp_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """Summary of every run; `run` is of no account."""
    lang = meeting.lang
    paper.new_page(landscape=False)
    paper.heading(word("title.report", lang), 1)
    paper.paragraph(word("title.sub", lang))
    for i, (one, material) in enumerate(zip(meeting.runs, meeting.materials, strict=True)):
        paper.heading(meeting.tag(i))
        paper.bullets(key_lines(material))
        paper.table(stamp_grid(one, material), 8)
    paper.heading(word("title.method", lang))
    paper.bullets(method_lines(lang))
    if not meeting.several:
        paper.heading(word("title.indicators", lang), keep_in=3.0)
        paper.table(indicators_grid(meeting.materials[0]))
