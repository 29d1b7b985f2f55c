"""Map: who moves from which city to which park."""

from __future__ import annotations

from app.exports.meeting.content.flows import flows_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.type import QUIET, write_box
from app.exports.meeting.meeting import Meeting
from geodata.words import say


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide; its text alternative names the largest flows."""
    lang, material = meeting.lang, meeting.materials[run]
    flows = flows_grid(material, 10)
    told = [f"{row[1]} → {row[2]}: {row[5]}" for row in flows.rows]
    notes = [say("map.note.warning", lang), say("map.note.source", lang), *flows.notes]
    slide = deck.slide(word("title.map", lang), meeting.tag(run), meeting.footer(run), notes)
    alt = word("picture.alt", lang, flows="; ".join(told))
    deck.picture(slide, meeting.maps[run], (LEFT, 1.45, BODY_WIDTH, 5.05), alt)
    line = " ".join(say(f"map.note.{key}", lang) for key in ("warning", "source", "roads"))
    write_box(slide, [line], (LEFT, 6.53, BODY_WIDTH, 0.44), lang,
              largest=9.5, smallest=8, colour=QUIET)  # fmt: skip
