"""The legend of a printed map, in a column beside it: nothing stands on the map."""

from __future__ import annotations

from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from app.layers.classes import NO_DATA_COLOUR, NO_DATA_HATCH
from app.map.panel import nice_steps
from app.map.parks import AT_PARK, AT_SEAT
from app.map.style import FAINT, PALE, QUIET, REGIONS, STRONG, heavy
from app.webmap.flows import width_px
from app.webmap.view import MapView
from geodata.words import say

LINE_IN, HEADING_IN, PICTURE_IN = 0.2, 0.24, 0.34
PT_PER_PX = 0.75


class _Column:
    """Lines from the top down, in inches."""

    def __init__(self, ax: Any, view: MapView, width: float, height: float):
        self.ax, self.y, self.width = ax, height, width
        self.size = 9.5 if view.large else 8.0
        ax.set_xlim(0, width)
        ax.set_ylim(0, height)
        ax.axis("off")

    def heading(self, text: str) -> None:
        self.y -= HEADING_IN
        for line in self._folded(text):
            self.ax.text(
                0, self.y, line, fontsize=self.size, va="center", path_effects=heavy(width=0.4)
            )
            self.y -= LINE_IN * 0.9
        self.y += LINE_IN * 0.9

    def _folded(self, text: str) -> list[str]:
        """The heading in lines that fit the column."""
        probe = self.ax.text(0, 0, "", fontsize=self.size)
        renderer = self.ax.figure.canvas.get_renderer()

        def fits(line: str) -> bool:
            probe.set_text(line)
            return probe.get_window_extent(renderer).width / self.ax.figure.dpi <= self.width

        lines, rest = [], text
        while rest and not fits(rest):
            cut = next((i for i in range(len(rest) - 1, 0, -1) if fits(rest[:i])), 1)
            space = rest.rfind(" ", 0, cut + 1)
            cut = space if space > cut // 2 else cut
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        probe.remove()
        return [*lines, rest]

    def row(self, text: str) -> float:
        self.y -= LINE_IN
        self.ax.text(PICTURE_IN, self.y, text, fontsize=self.size, va="center")
        return self.y

    def swatch(self, text: str, fill: str, edge: str, hatch: str = "", lw: float = 0.8) -> None:
        y = self.row(text)
        self.ax.add_patch(
            Rectangle((0.02, y - 0.055), 0.24, 0.11, fc=fill, ec=edge, hatch=hatch, lw=lw)
        )

    def line(self, text: str, width_pt: float, dashed: bool = False) -> None:
        y = self.row(text)
        style = (0, (4.0, 2.5)) if dashed else "solid"
        self.ax.add_line(
            Line2D([0.02, 0.28], [y, y], color=QUIET, lw=width_pt, ls=style,
                   solid_capstyle="butt", dash_capstyle="butt")
        )  # fmt: skip

    def mark(self, text: str, marker: str, fill: str, edge: str) -> None:
        y = self.row(text)
        self.ax.scatter([0.14], [y], s=36, marker=marker, facecolors=fill, edgecolors=edge)


def draw_legend(ax: Any, view: MapView, width: float, height: float) -> None:
    """Classes, regions, flows and parks, as far as the view has them."""
    column, lang = _Column(ax, view, width, height), view.lang
    if view.classes is not None:
        column.heading(view.classes.heading)
        for colour, text in zip(view.classes.colours, view.classes.texts, strict=True):
            column.swatch(text, colour, FAINT)
        column.swatch(view.classes.no_data, NO_DATA_COLOUR, NO_DATA_HATCH, "////")
    column.heading(say("webmap.legend.regions", lang))
    for region in REGIONS:
        fill = PALE[region] if view.level == "none" else "white"
        column.swatch(say(f"map.region.{region}", lang), fill, STRONG[region], lw=1.6)
    if view.shown_flows:
        _flows(column, view)
    if view.parks:
        column.heading(say("webmap.legend.parks", lang))
        column.mark(say("webmap.legend.at_park", lang), AT_PARK, QUIET, "white")
        column.mark(say("webmap.legend.at_seat", lang), AT_SEAT, QUIET, "white")
        column.mark(say("webmap.legend.empty", lang), AT_SEAT, "white", FAINT)


def _flows(column: _Column, view: MapView) -> None:
    lang = view.lang
    key = "delta_flows" if view.delta else "flows"
    column.heading(
        say(f"webmap.legend.{key}", lang, shown=len(view.shown_flows), all=len(view.flows))
    )
    for firms in nice_steps(float(view.most)):
        width_pt = float(width_px(firms, view.most)) * PT_PER_PX
        column.line(say("map.legend.firms", lang, firms=firms), width_pt)
    if view.delta:
        column.line(say("webmap.legend.added", lang), 2.0)
        column.line(say("webmap.legend.removed", lang), 2.0, dashed=True)
