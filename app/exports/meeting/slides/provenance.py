"""Provenance of a run: how good its answer is, under which names, on what data."""

from __future__ import annotations

from app.exports.meeting.content.method import key_lines, provenance_grid, stamp_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_HEIGHT, BODY_TOP, LEFT, Deck
from app.exports.meeting.deck.table import add_table, pages
from app.exports.meeting.deck.type import QUIET, write_box
from app.exports.meeting.meeting import Meeting

TABLE_IN = 5.6


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide: the answer left, the run's names right; sources in full in the notes."""
    lang, material = meeting.lang, meeting.materials[run]
    sources = [": ".join(row[1:]) for row in provenance_grid(material, "sources").rows]
    title = word("title.provenance", lang)
    slide = deck.slide(title, meeting.tag(run), meeting.footer(run), sources)
    write_box(slide, key_lines(material), (LEFT, BODY_TOP, 6.45, 3.9), lang, largest=18,
              smallest=11, bullet=True, gap_pt=6)  # fmt: skip
    write_box(slide, [word("provenance.where", lang)], (LEFT, BODY_TOP + 4.0, 6.45, 1.3), lang,
              largest=13, smallest=9, colour=QUIET)  # fmt: skip
    grid = stamp_grid(meeting.runs[run], material)
    sizes = (12, 11.5, 11, 10.5, 10, 9)
    size = next((s for s in sizes if len(pages(grid, TABLE_IN, BODY_HEIGHT, s)) == 1), 8)
    part = pages(grid, TABLE_IN, BODY_HEIGHT, size)[0]
    add_table(slide, part, (LEFT + 6.73, BODY_TOP + 0.05, TABLE_IN), lang, size, title)
