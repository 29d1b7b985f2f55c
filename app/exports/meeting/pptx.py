"""meeting.pptx: the slides of the meeting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.slides import COMPARISON, OF_RUN, OPENING


def write_slides(meeting: Meeting, path: Path, tell: Callable[[float], None]) -> Path:
    """Write the deck; `tell` hears the share that is done after every slide."""
    deck = Deck(meeting.lang, meeting.synthetic)
    jobs = [(module, 0) for module in OPENING]
    if meeting.several:
        jobs += [(module, 0) for module in COMPARISON]
    jobs += [(module, run) for run in range(len(meeting.runs)) for module in OF_RUN]
    for i, (module, run) in enumerate(jobs):
        tell(i / len(jobs))
        module.add(deck, meeting, run)
    tags = " / ".join(meeting.tag(i) for i in range(len(meeting.runs)))
    title = f"{word('title.deck', meeting.lang)}: {tags}"
    keywords = ", ".join(run.fingerprint for run in meeting.runs)
    return deck.save(path, title, meeting.materials[0], keywords, meeting.runs[0].who)
