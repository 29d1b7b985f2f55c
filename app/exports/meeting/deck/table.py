"""Tables on slides: column widths from the grid, cells of at most a few lines, pages that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from app.exports.meeting.deck.deck import describe
from app.exports.meeting.deck.type import (
    INK,
    LEADING,
    MARGIN_IN,
    NAVY,
    fill_frame,
    room_pt,
)  # fmt: skip
from app.exports.meeting.grid import Grid
from app.exports.meeting.measure import cut_to, plain, wrap
from geodata.words import Lang

WHITE, PALE, AMBER = "FFFFFF", "F3F6FA", "FFF2CC"
MOST_LINES = 3


def column_widths(grid: Grid, width_in: float) -> list[float]:
    """Inches of every column."""
    total = sum(grid.weights)
    return [width_in * weight / total for weight in grid.weights]


def cell_lines(text: str, width_in: float, size: float, most: int, bold: bool = False) -> int:
    """How many lines a cell's text takes, at most `most`."""
    return min(most, len(wrap(plain(text), room_pt(width_in, bold), size)))


def row_height(
    cells: Sequence[str], widths: Sequence[float], size: float, most: int, bold: bool = False
) -> float:
    """Inches that a row of cells needs."""
    lines = max(cell_lines(c, w, size, most, bold) for c, w in zip(cells, widths, strict=True))
    return lines * size * LEADING / 72 + 2 * MARGIN_IN * 0.6 + 0.02


def pages(
    grid: Grid, width_in: float, height_in: float, size: float, most_lines: int = MOST_LINES
) -> list[Grid]:
    """The grid in parts that fit the height, each with the header; at least one part."""
    widths = column_widths(grid, width_in)
    head = row_height(grid.head, widths, size, MOST_LINES, True)
    parts: list[list[int]] = [[]]
    used = head
    for i, row in enumerate(grid.rows):
        needed = row_height(row, widths, size, most_lines, i in grid.strong)
        if parts[-1] and used + needed > height_in:
            parts.append([])
            used = head
        parts[-1].append(i)
        used += needed
    return [
        replace(
            grid, rows=[grid.rows[i] for i in part],
            strong=frozenset(n for n, i in enumerate(part) if i in grid.strong),
        )
        for part in parts
    ]  # fmt: skip


def add_table(
    slide: Any, grid: Grid, place: tuple[float, float, float], lang: Lang, size: float,
    alt: str, most_lines: int = MOST_LINES,
) -> Any:  # fmt: skip
    """The grid as a native table at (left, top, width) inches; height follows from the rows."""
    left, top, width = place
    widths = column_widths(grid, width)
    heights = [row_height(grid.head, widths, size, MOST_LINES, True)]
    heights += [
        row_height(row, widths, size, most_lines, i in grid.strong)
        for i, row in enumerate(grid.rows)
    ]
    shape = slide.shapes.add_table(
        len(grid.rows) + 1, len(grid.head), Inches(left), Inches(top), Inches(width),
        Inches(sum(heights)),
    )  # fmt: skip
    describe(shape, alt)
    table = shape.table
    table.horz_banding = False
    for c, inches in enumerate(widths):
        table.columns[c].width = Inches(inches)
    for r, inches in enumerate(heights):
        table.rows[r].height = Inches(inches)
    for c, text in enumerate(grid.head):
        _cell(table.cell(0, c), text, widths[c], lang, size, NAVY, WHITE, True, c in grid.right,
              MOST_LINES)  # fmt: skip
    for r, row in enumerate(grid.rows):
        strong = r in grid.strong
        ground = AMBER if strong else (PALE if r % 2 else WHITE)
        for c, text in enumerate(row):
            _cell(table.cell(r + 1, c), text, widths[c], lang, size, ground, INK, strong,
                  c in grid.right, most_lines)  # fmt: skip
    return shape


def _cell(
    cell: Any, text: str, width: float, lang: Lang, size: float, ground: str, colour: str,
    bold: bool, right: bool, most: int,
) -> None:  # fmt: skip
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(ground)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(MARGIN_IN)
    cell.margin_top = cell.margin_bottom = Inches(MARGIN_IN * 0.6)
    shown = cut_to(plain(text), room_pt(width, bold), size, most)
    fill_frame(cell.text_frame, [shown], lang, size, colour=colour, bold=bold, right=right,
               middle=True)  # fmt: skip
