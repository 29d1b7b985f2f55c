"""Method: what the model does and what the maps may be used for; once for the deck."""

from __future__ import annotations

from app.exports.meeting.content.method import map_notes, method_lines
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_TOP, BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.type import QUIET, write_box
from app.exports.meeting.meeting import Meeting


def add(deck: Deck, meeting: Meeting, run: int = 0) -> None:
    """One slide; `run` is of no account."""
    lang = meeting.lang
    slide = deck.slide(
        word("title.method", lang), word("title.sub", lang), meeting.footer_all, map_notes(lang)
    )
    write_box(slide, method_lines(lang), (LEFT, BODY_TOP + 0.1, BODY_WIDTH, 3.7), lang, largest=18,
              smallest=12, bullet=True, gap_pt=8)  # fmt: skip
    write_box(slide, map_notes(lang), (LEFT, BODY_TOP + 3.95, BODY_WIDTH, 1.4), lang, largest=12,
              smallest=9, colour=QUIET, gap_pt=1)  # fmt: skip
