"""The sheet that every chart stands on: title, what was played, badge, source line, and saving."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.map.style import BADGE, FAINT, HAIR, INK, QUIET, drawing, heavy
from geodata.words import Lang, say

WIDTH_IN, HEIGHT_IN, DPI = 10.0, 5.9, 150
LEFT, RIGHT, TOP, BOTTOM = 0.95, 0.35, 1.02, 0.86
"""Inches around the plot."""
MARGIN = 0.32
"""Inches left and right of the texts."""
SMALLEST = 6.6
"""Points below which a text is cut rather than made smaller."""
MAIN = "#0072B2"
SECOND = "#D98200"
GOOD = "#00815E"
BAD = "#B3261E"
OUTER, INNER = 0.16, 0.32
"""Opacity of the band of nine in ten replications, and of the middle half."""


@dataclass(frozen=True)
class Caption:
    """What stands around every chart of a run.

    what: scenario and plan, in words.  notes: the small line below (replications, seed, date,
    fingerprint).  synthetic: show the demonstration badge.
    """

    lang: Lang
    what: str
    notes: str
    synthetic: bool

    def say(self, key: str, **values: object) -> str:
        """A sentence of the charts in this language."""
        return say(f"chart.{key}", self.lang, **values)


def sheet(caption: Caption, title: str, remark: str = "", height: float = HEIGHT_IN) -> Any:
    """An empty figure with everything around the plot; call inside `drawing()`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    left, top, room = MARGIN / WIDTH_IN, 1 - 0.2 / height, WIDTH_IN - 2 * MARGIN
    taken = 0.0
    if caption.synthetic:
        badge = figure.text(
            1 - left, top, say("export.word.demo_short", caption.lang), size=9.5, va="top",
            ha="right", color="white",
            bbox={"facecolor": BADGE, "edgecolor": "none", "boxstyle": "round,pad=0.35"},
        )  # fmt: skip
        taken = width_in(badge) + 0.3
    fit(figure.text(left, top, title, size=14.5, va="top", color=INK, path_effects=heavy()),
        room - taken)  # fmt: skip
    fit(figure.text(left, 1 - 0.56 / height, caption.what, size=9.5, va="top", color=QUIET), room)
    fit(figure.text(left, 0.36 / height, remark, size=8.2, va="bottom", color=INK), room)
    fit(figure.text(left, 0.13 / height, caption.notes, size=7.6, va="bottom", color=FAINT), room)
    return figure


def width_in(text: Any) -> float:
    """Width of a text on its figure, inches."""
    return float(text.get_window_extent().width / text.figure.dpi)


def fit(text: Any, room_in: float) -> None:
    """Make a text smaller until it fits, and cut what is too long even then."""
    while width_in(text) > room_in and text.get_size() > SMALLEST:
        text.set_size(text.get_size() - 0.3)
    whole = text.get_text()
    while width_in(text) > room_in and whole:
        whole = whole[:-1]
        text.set_text(whole.rstrip() + "…")


def plot(
    figure: Any, left: float = LEFT, right: float = RIGHT, top: float = TOP,
    bottom: float = BOTTOM,
) -> Any:  # fmt: skip
    """An axis with margins in inches and quiet lines."""
    width, height = figure.get_size_inches()
    ax = figure.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    )
    quiet(ax)
    return ax


def quiet(ax: Any) -> None:
    """Only what the eye needs: two spines, pale grid, small figures."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.grid(axis="y", color=HAIR, lw=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=8.8, colors=QUIET, length=3)
    thousands(ax.yaxis)


def thousands(axis: Any) -> None:
    """Figures on an axis with thousands set apart, and no more digits than they need."""
    axis.set_major_formatter(lambda value, place: f"{value:,.10g}")


def save(figure: Any, folder: Path, stem: str, title: str) -> list[Path]:
    """Write stem.png and stem.svg; the same figure gives the same bytes."""
    paths = [folder / f"{stem}.png", folder / f"{stem}.svg"]
    figure.savefig(paths[0], format="png", metadata={"Title": title, "Software": None})
    figure.savefig(paths[1], format="svg", metadata={"Title": title, "Date": None})
    return paths


__all__ = [
    "BAD", "DPI", "GOOD", "INNER", "MAIN", "OUTER", "SECOND", "Caption", "drawing", "fit", "plot",
    "quiet", "save", "sheet", "thousands", "width_in",
]  # fmt: skip
