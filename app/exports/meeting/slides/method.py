"""Method and provenance: how the plan came about, on what data, under which names."""

from __future__ import annotations

from app.exports.meeting.content.method import (
    key_lines,
    map_notes,
    method_lines,
    provenance_grid,
    stamp_grid,
)
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_HEIGHT, BODY_TOP, LEFT, Deck
from app.exports.meeting.deck.table import add_table, pages
from app.exports.meeting.deck.type import write_box
from app.exports.meeting.meeting import Meeting


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide: the method left, the run's names right, sources in the notes."""
    lang, material = meeting.lang, meeting.materials[run]
    sources = [": ".join(row[1:]) for row in provenance_grid(material, "sources").rows]
    slide = deck.slide(word("title.method", lang), meeting.tag(run), meeting.footer(run), sources)
    write_box(slide, [*method_lines(lang), *key_lines(material)], (LEFT, BODY_TOP, 6.5, 4.0), lang,
              largest=15, smallest=9, bullet=True)  # fmt: skip
    write_box(slide, map_notes(lang), (LEFT, BODY_TOP + 4.05, 6.5, 1.3), lang, largest=11,
              smallest=7.5, colour="5A6370", gap_pt=1)  # fmt: skip
    grid = stamp_grid(meeting.runs[run], material)
    alt = word("title.method", lang)
    size = next((s for s in (12, 11, 10) if len(pages(grid, 5.5, BODY_HEIGHT, s)) == 1), 9)
    part = pages(grid, 5.5, BODY_HEIGHT, size)[0]
    add_table(slide, part, (LEFT + 6.85, BODY_TOP + 0.05, 5.48), lang, size, alt)
