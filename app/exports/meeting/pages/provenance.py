"""Sources with confidence, and every setting, those that are assumptions marked as such."""

from __future__ import annotations

from app.exports.meeting.content.method import provenance_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """Answer, scenario and sources, then the policy with its assumptions."""
    material, lang = meeting.materials[run], meeting.lang
    paper.new_page(landscape=False)
    paper.heading(word("title.provenance", lang))
    paper.table(provenance_grid(material, "answer", "scenario", "sources"), 8)
    paper.heading(word("title.assumptions", lang))
    paper.paragraph(word("assumptions.note", lang), 8.5)
    paper.table(provenance_grid(material, "policy"), 8)
