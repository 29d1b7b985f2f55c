"""Comparison: what each run was asked that the first was not."""

from __future__ import annotations

from app.exports.meeting.content.compare import input_differences, run_name
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.grid import Grid
from app.exports.meeting.meeting import Meeting

MOST = 12


def add(deck: Deck, meeting: Meeting, run: int = 0) -> None:
    """One slide; all differences of runs with more than `MOST` stand in the notes."""
    lang, rows, notes = meeting.lang, [], []
    for i in range(1, len(meeting.runs)):
        told = input_differences(meeting.materials[0], meeting.materials[i])
        name = run_name(i, meeting.materials[i])
        shown = told[:MOST]
        if len(told) > MOST:
            shown.append(word("compare.more_inputs", lang, count=len(told) - MOST))
        rows += [[name if n == 0 else "", sentence] for n, sentence in enumerate(shown)]
        notes += [f"{name}: {sentence}" for sentence in told]
    head = [word("head.run", lang), word("head.inputs", lang)]
    table_slide(
        deck, meeting, None, word("title.compare_inputs", lang), Grid(head, rows, (2.4, 7.6)),
        tag=word("compare.against", lang, run=meeting.tag(0)), sizes=(16, 14, 12, 11, 10),
        most_lines=3, most_slides=2, notes=notes,
    )  # fmt: skip
