"""Comparison: pairings by receiving city of every run, and how many pairings differ."""

from __future__ import annotations

from app.exports.meeting.content.compare import changes_grid, city_chart
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.chart import add_chart
from app.exports.meeting.deck.deck import BODY_TOP, BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.table import add_table
from app.exports.meeting.deck.type import write_box
from app.exports.meeting.meeting import Meeting


def add(deck: Deck, meeting: Meeting, run: int = 0) -> None:
    """One slide; `run` is of no account."""
    lang = meeting.lang
    title = word("title.compare_cities", lang)
    slide = deck.slide(title, word("compare.against", lang, run=meeting.tag(0)), meeting.footer_all)
    chart = city_chart(meeting.materials)
    if chart.categories:
        add_chart(slide, chart, (LEFT, BODY_TOP, BODY_WIDTH, 3.5), lang, "columns", size=10)
    else:
        write_box(slide, [word("word.nothing", lang)], (LEFT, BODY_TOP, BODY_WIDTH, 1.0), lang)
    grid = changes_grid(meeting.materials)
    add_table(slide, grid, (LEFT, BODY_TOP + 3.65, BODY_WIDTH), lang, 11, title, 2)
