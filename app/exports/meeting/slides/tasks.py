"""Who must do what: departments, receiving cities, sending cities, lead units."""

from __future__ import annotations

from app.exports.meeting.content.task_tables import receiving_grid, tasks_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import Deck
from app.exports.meeting.deck.layout import table_slide
from app.exports.meeting.meeting import Meeting

LEVELS = ("province", "receiving", "sending", "command")
SIZES = (12, 11.5, 11, 10.5, 10)


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One or two slides for every level that has tasks; report and tasks.xlsx hold them all."""
    lang, material = meeting.lang, meeting.materials[run]
    for level in LEVELS:
        grid = (
            receiving_grid(material) if level == "receiving"
            else tasks_grid(material, (level,), largest_first=level == "command")
        )  # fmt: skip
        if len(grid):
            title = word("title.tasks", lang, level=word(f"level.{level}", lang))
            most = 1 if level == "command" else 2
            table_slide(deck, meeting, run, title, grid, sizes=SIZES, most_lines=4,
                        most_slides=most, notes=[word("tasks.note", lang)])  # fmt: skip
