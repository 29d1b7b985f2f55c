"""Title: what is on the table, who brought it, and how good it is."""

from __future__ import annotations

from app.exports.meeting.content.method import key_lines, map_notes
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.type import INK, QUIET, write_box
from app.exports.meeting.measure import plain
from app.exports.meeting.meeting import Meeting
from app.map.panel import key_figures


def add(deck: Deck, meeting: Meeting, run: int = 0) -> None:
    """One slide; `run` is of no account."""
    lang = meeting.lang
    notes = [line for m in meeting.materials for line in key_lines(m)] + map_notes(lang)
    slide = deck.slide(word("title.deck", lang), word("title.sub", lang), meeting.footer_all, notes)
    room = 3.9 / len(meeting.runs)
    for i, (one, material) in enumerate(zip(meeting.runs, meeting.materials, strict=True)):
        top = 1.6 + i * (room + 0.05)
        write_box(slide, [meeting.tag(i)], (LEFT, top, BODY_WIDTH, 0.5), lang, largest=22,
                  smallest=11, bold=True, colour=INK)  # fmt: skip
        given = [("fingerprint", one.fingerprint)]
        given += [(key, plain(getattr(one, key))) for key in ("run_id", "who", "when", "why")]
        by = "   ".join(f"{word(f'stamp.{key}', lang)} {value}" for key, value in given if value)
        write_box(slide, [by], (LEFT, top + 0.5, BODY_WIDTH, 0.34), lang, largest=13, smallest=8,
                  colour=QUIET)  # fmt: skip
        cards = key_figures(material)
        if len(meeting.runs) <= 2:
            deck.cards(slide, cards, (LEFT, top + 0.88, BODY_WIDTH, min(0.95, room - 0.9)))
        if len(meeting.runs) == 1:
            write_box(slide, key_lines(material), (LEFT, top + 2.0, BODY_WIDTH, 2.0), lang,
                      largest=16, smallest=10, bullet=True)  # fmt: skip
    write_box(slide, map_notes(lang)[:3], (LEFT, 5.95, BODY_WIDTH, 0.95), lang, largest=11,
              smallest=8, colour=QUIET, gap_pt=1)  # fmt: skip
