"""Outlook: what the simulation expects, against the goal of about 5 % in 2020."""

from __future__ import annotations

from app.exports.meeting.content.outlook import (
    funnel_chart,
    outlook_lines,
    share_chart,
    share_grid,
    share_of,
)
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.chart import add_chart
from app.exports.meeting.deck.deck import BODY_TOP, BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.type import write_box
from app.exports.meeting.meeting import Meeting

COLOURS = ("0072B2", "8FB8DE", "8FB8DE", "B3261E")


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide where the run was simulated, none otherwise."""
    outcome, lang, material = meeting.runs[run].outcome, meeting.lang, meeting.materials[run]
    if outcome is None or not len(outcome):
        return
    lines = outlook_lines(outcome, material)
    grid = share_grid(outcome, material)
    notes = [*lines, *(": ".join((row[0], ", ".join(row[1:]))) for row in grid.rows), *grid.notes]
    slide = deck.slide(word("title.outlook", lang), meeting.tag(run), meeting.footer(run), notes)
    write_box(slide, lines, (LEFT, BODY_TOP, BODY_WIDTH, 1.5), lang, largest=15, smallest=10,
              bullet=True, gap_pt=2)  # fmt: skip
    box = (LEFT, BODY_TOP + 1.55, BODY_WIDTH * 0.56, 3.8)
    funnel = funnel_chart(outcome, material)
    if not share_of(outcome).known:
        add_chart(slide, funnel, (LEFT, box[1], BODY_WIDTH, 3.8), lang, "bars")
        return
    add_chart(slide, share_chart(outcome, material), box, lang, "lines", number_format="0.0%",
              colours=COLOURS, labels=False)  # fmt: skip
    left = LEFT + BODY_WIDTH * 0.56 + 0.15
    add_chart(slide, funnel, (left, box[1], BODY_WIDTH * 0.44 - 0.15, 3.8), lang, "bars")
