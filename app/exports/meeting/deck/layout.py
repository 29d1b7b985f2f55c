"""Slides that are one table, on as many slides as its rows need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.exports.meeting.content.words import word
from app.exports.meeting.deck.deck import BODY_HEIGHT, BODY_TOP, BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.table import add_table, pages
from app.exports.meeting.deck.type import QUIET, write_box
from app.exports.meeting.grid import Grid
from app.exports.meeting.meeting import Meeting

NOTE_IN = 0.5


def table_slide(
    deck: Deck, meeting: Meeting, run: int | None, title: str, grid: Grid, *,
    sizes: Sequence[float] = (12, 11, 10, 9), most_lines: int = 2, most_slides: int = 1,
    notes: Sequence[str] = (), tag: str | None = None, empty: str = "",
) -> None:  # fmt: skip
    """The grid at the largest of `sizes` at which it fits on one slide, else on `most_slides`.

    Where none fits, the last size is taken; rows that have no slide are told in a line, never
    dropped in silence.  run: None = about all runs.  empty: what to say where there are no rows.
    """
    lang = meeting.lang
    footer = meeting.footer_all if run is None else meeting.footer(run)
    tag = tag if tag is not None else ("" if run is None else meeting.tag(run))
    if not len(grid):
        slide = deck.slide(title, tag, footer, [*notes, *grid.notes])
        write_box(slide, [empty or word("word.nothing", lang)], (LEFT, BODY_TOP, BODY_WIDTH, 1.0),
                  lang, largest=18)  # fmt: skip
        return
    room = BODY_HEIGHT - NOTE_IN
    split: Callable[[float], list[Grid]] = lambda size: pages(  # noqa: E731
        grid, BODY_WIDTH, room, size, most_lines
    )
    one = [s for s in sizes if len(split(s)) == 1]
    size = next(iter(one), next((s for s in sizes if len(split(s)) <= most_slides), sizes[-1]))
    parts = split(size)
    shown = parts[:most_slides]
    lines = list(grid.notes)
    missing = len(grid) - sum(map(len, shown))
    if missing:
        lines.append(word("word.more_rows", lang, missing=missing))
    for i, part in enumerate(shown):
        name = title if len(shown) == 1 else f"{title} ({i + 1}/{len(shown)})"
        slide = deck.slide(name, tag, footer, [*notes, *lines])
        add_table(slide, part, (LEFT, BODY_TOP, BODY_WIDTH), lang, size, title, most_lines)
        write_box(slide, lines, (LEFT, BODY_TOP + room + 0.05, BODY_WIDTH, NOTE_IN - 0.08), lang,
                  largest=11, smallest=8, colour=QUIET, gap_pt=0)  # fmt: skip


def as_many_as_fit(make: Callable[[int], Grid], most: int, size: float, most_lines: int) -> Grid:
    """`make(n)` for the largest n up to `most` whose rows fit on one slide at `size` points."""
    count = most
    while (
        count > 1
        and len(pages(make(count), BODY_WIDTH, BODY_HEIGHT - NOTE_IN, size, most_lines)) > 1
    ):
        count -= 1
    return make(count)
