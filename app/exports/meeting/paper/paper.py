"""Paper: A4 pages filled from the top down, drawn by matplotlib with the typeface embedded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from app.exports.meeting.content.words import word
from app.exports.meeting.grid import Grid
from app.exports.meeting.measure import plain, wrap
from app.map.style import BADGE, HAIR, INK, QUIET, heavy
from geodata.words import Lang, say

SHORT_IN, LONG_IN = 8.27, 11.69
MARGIN_IN, TOP_IN, BOTTOM_IN = 0.7, 0.95, 0.8
LEADING = 1.45
NAVY, WHITE, PALE, AMBER = "#1F3A5F", "#FFFFFF", "#F3F6FA", "#FFF2CC"
HEADINGS = {1: 18.0, 2: 13.0}
BODY = 10.0
CELL_PAD_PT = 3.0


class Paper:
    """A report on its way into `pdf` (a PdfPages).

    footer: line on every page.  synthetic: whether every page bears the badge.
    """

    def __init__(self, pdf: Any, lang: Lang, footer: str, synthetic: bool):
        self.pdf, self.lang = pdf, lang
        self.footer, self.synthetic = footer, synthetic
        self.title = ""
        self.pages = 0
        self.page: Any = None
        self.landscape = False
        self.y = 0.0

    @property
    def width(self) -> float:
        """Inches between the margins."""
        return (LONG_IN if self.landscape else SHORT_IN) - 2 * MARGIN_IN

    @property
    def height(self) -> float:
        """Inches of the sheet."""
        return SHORT_IN if self.landscape else LONG_IN

    @property
    def room(self) -> float:
        """Inches left on the page."""
        return self.y - BOTTOM_IN

    def new_page(self, *, landscape: bool | None = None) -> None:
        """Finish the page and begin another; landscape: None = as before."""
        from matplotlib.backends.backend_pdf import FigureCanvasPdf
        from matplotlib.figure import Figure

        self.finish()
        if landscape is not None:
            self.landscape = landscape
        size = (LONG_IN, SHORT_IN) if self.landscape else (SHORT_IN, LONG_IN)
        self.page = Figure(figsize=size, facecolor="white")
        FigureCanvasPdf(self.page)
        self.pages += 1
        self.y = self.height - TOP_IN
        self._furniture()

    def finish(self) -> None:
        """Write the page that is being filled, if there is one."""
        if self.page is not None:
            self.pdf.savefig(self.page)
            self.page = None

    def _furniture(self) -> None:
        """Header with title and badge, footer with the fingerprints and the page number."""
        top, right = self.height - 0.5, MARGIN_IN + self.width
        if self.synthetic:
            text = say("map.demo", self.lang)
            self._put(right - 0.06, top, text, 11, BADGE, ha="right", bbox={
                "boxstyle": "round,pad=0.3", "fc": "white", "ec": BADGE, "lw": 1.2,
            })  # fmt: skip
        self._put(MARGIN_IN, top, self.title, 9, QUIET)
        self._rule(self.height - 0.7)
        self._rule(BOTTOM_IN - 0.12)
        lines = wrap(self.footer, (self.width - 0.8) * 72, 7.5)[:2]
        if self.synthetic:
            lines.append(say("export.word.demo", self.lang))
        for i, line in enumerate(lines):
            self._put(MARGIN_IN, BOTTOM_IN - 0.24 - i * 0.14, line, 7.5, QUIET)
        number = word("paper.page", self.lang, number=self.pages)
        self._put(right, BOTTOM_IN - 0.24, number, 8, QUIET, ha="right")

    def _put(
        self, x: float, y: float, text: str, size: float, colour: str = INK, **how: Any
    ) -> None:
        """A line of text whose middle stands at height y; inches from the lower left corner."""
        across, up = self.page.get_size_inches()
        how = {"va": "center_baseline", **how}
        self.page.text(x / across, y / up, text, fontsize=size, color=colour, **how)

    def _rule(self, y: float, left: float | None = None, right: float | None = None) -> None:
        across, up = self.page.get_size_inches()
        ends = (
            MARGIN_IN if left is None else left,
            MARGIN_IN + self.width if right is None else right,
        )
        self.page.add_artist(
            Line2D([e / across for e in ends], [y / up] * 2, color=HAIR, lw=0.8,
                   transform=self.page.transFigure)
        )  # fmt: skip

    def _ground(self, left: float, bottom: float, width: float, height: float, fill: str) -> None:
        across, up = self.page.get_size_inches()
        self.page.add_artist(
            Rectangle((left / across, bottom / up), width / across, height / up, fc=fill, lw=0,
                      transform=self.page.transFigure)
        )  # fmt: skip

    def need(self, inches: float) -> None:
        """Begin a new page unless so much room is left."""
        if self.page is None or self.room < inches:
            self.new_page()

    def heading(self, text: str, level: int = 2, keep_in: float = 1.2) -> None:
        """A heading that stays with the next `keep_in` inches."""
        size = HEADINGS[level]
        lines = wrap(plain(text), self.width * 72, size)
        self.need(len(lines) * size * LEADING / 72 + keep_in)
        for line in lines:
            step = size * LEADING / 72
            # Type with an effect becomes outlines; the plain line on top stays text.
            for effects in (heavy(NAVY)[:1], []):
                self._put(MARGIN_IN, self.y - step / 2, line, size, NAVY, path_effects=effects)
            self.y -= step
        self.y -= 0.08

    def paragraph(
        self, text: str, size: float = BODY, colour: str = INK, indent: float = 0.0
    ) -> None:
        """A text in as many lines and pages as it needs."""
        step = size * LEADING / 72
        for line in wrap(plain(text), (self.width - indent) * 72, size):
            self.need(step)
            self._put(MARGIN_IN + indent, self.y - step / 2, line, size, colour)
            self.y -= step
        self.y -= 0.05

    def bullets(self, texts: Sequence[str], size: float = BODY) -> None:
        """Paragraphs with a dot before each."""
        for text in texts:
            self.need(size * LEADING / 72)
            self._put(MARGIN_IN, self.y - size * LEADING / 144, "•", size, NAVY)
            self.paragraph(text, size, indent=0.16)
        self.y -= 0.06

    def picture(self, path: Path) -> None:
        """A picture over the whole width, or as high as the page allows."""
        from matplotlib.image import imread

        pixels = imread(path)
        ratio = pixels.shape[0] / pixels.shape[1]
        width = min(self.width, (self.room - 0.1) / ratio)
        height = width * ratio
        across, up = self.page.get_size_inches()
        left = MARGIN_IN + (self.width - width) / 2
        axis = self.page.add_axes(
            (left / across, (self.y - height) / up, width / across, height / up)
        )
        axis.imshow(pixels, interpolation="none", aspect="auto")
        axis.axis("off")
        self.y -= height + 0.1

    def axis(self, height_in: float, left_in: float = 0.6) -> Any:
        """An axis over the whole width for a chart; `left_in` for its tick labels."""
        self.need(height_in + 0.3)
        across, up = self.page.get_size_inches()
        box = (MARGIN_IN + left_in, self.y - height_in, self.width - left_in - 0.1, height_in - 0.3)
        axis = self.page.add_axes((box[0] / across, box[1] / up, box[2] / across, box[3] / up))
        self.y -= height_in + 0.4
        return axis

    def table(self, grid: Grid, size: float = 8.5, most_lines: int = 12) -> None:
        """A table that breaks between rows; its header stands on every page, its notes below."""
        if not len(grid):
            self.paragraph(word("word.nothing", self.lang))
            return
        total = sum(grid.weights)
        widths = [self.width * w / total for w in grid.weights]
        head = _Row(grid.head, widths, size, most_lines)
        rows = [_Row(row, widths, size, most_lines) for row in grid.rows]
        self.need(head.height + rows[0].height)
        self._row(head, widths, grid, size, NAVY, WHITE)
        for i, row in enumerate(rows):
            if self.room < row.height:
                self.new_page()
                self._row(head, widths, grid, size, NAVY, WHITE)
            fill = AMBER if i in grid.strong else (PALE if i % 2 else WHITE)
            self._row(row, widths, grid, size, fill, INK)
        self.y -= 0.06
        for note in grid.notes:
            self.paragraph(note, 8.0, QUIET)
        self.y -= 0.1

    def _row(
        self, row: _Row, widths: Sequence[float], grid: Grid, size: float, fill: str, colour: str
    ) -> None:
        self._ground(MARGIN_IN, self.y - row.height, self.width, row.height, fill)
        left, step = MARGIN_IN, size * 1.3 / 72
        pad = CELL_PAD_PT / 72
        for c, (lines, width) in enumerate(zip(row.cells, widths, strict=True)):
            top = self.y - (row.height - len(lines) * step) / 2
            right = c in grid.right
            x = left + width - pad if right else left + pad
            for i, line in enumerate(lines):
                if line:
                    self._put(x, top - (i + 0.5) * step, line, size, colour,
                              ha="right" if right else "left")  # fmt: skip
            left += width
        self.y -= row.height
        self._rule(self.y)


class _Row:
    """One row's cells in lines, and the height they need in inches."""

    def __init__(self, cells: Sequence[str], widths: Sequence[float], size: float, most: int):
        from app.exports.meeting.measure import clamp

        self.cells = [
            clamp(plain(text), width * 72 - 2 * CELL_PAD_PT, size, most)
            for text, width in zip(cells, widths, strict=True)
        ]
        lines = max(len(cell) for cell in self.cells)
        self.height = lines * size * 1.3 / 72 + 2 * CELL_PAD_PT / 72
