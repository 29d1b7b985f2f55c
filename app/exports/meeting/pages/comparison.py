"""Comparison of the runs: figures, pairings that differ, inputs that differ."""

from __future__ import annotations

from app.exports.meeting.content.compare import (
    changes_grid,
    compare_grid,
    input_differences,
    run_name,
)
from app.exports.meeting.content.words import word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """One part on all runs; `run` is of no account."""
    lang = meeting.lang
    paper.new_page()
    paper.heading(word("title.compare", lang), 1)
    paper.bullets([meeting.tag(i) for i in range(len(meeting.runs))])
    paper.table(compare_grid(meeting.materials, meeting.runs))
    paper.heading(word("title.compare_cities", lang))
    paper.table(changes_grid(meeting.materials))
    paper.heading(word("title.compare_inputs", lang))
    for i in range(1, len(meeting.runs)):
        paper.paragraph(run_name(i, meeting.materials[i]))
        paper.bullets(input_differences(meeting.materials[0], meeting.materials[i]))
