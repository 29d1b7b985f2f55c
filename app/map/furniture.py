"""What surrounds the drawing: frame, graticule, scale bar, north arrow."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from app.map.geometry import project
from app.map.style import HAIR, INK, QUIET, halo, heavy
from geodata.words import Lang, say

MERIDIANS = range(109, 119)
PARALLELS = range(20, 27)
SCALE_KM = 100


def draw_graticule(ax: Any, zorder: float = 1.5) -> None:
    """Whole degrees as hairlines, named along the lower and the left edge."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for lon in MERIDIANS:
        x, y = project(np.full(120, lon), np.linspace(18, 28, 120))
        ax.plot(x, y, color=HAIR, lw=0.5, zorder=zorder, scalex=False, scaley=False)
        at = float(np.interp(bottom, y, x))
        if left < at < right:
            ax.text(at, bottom, f"{lon}°E\n", fontsize=8, color=QUIET, ha="center", va="center",
                    path_effects=halo(), zorder=zorder + 6)  # fmt: skip
    for parallel in PARALLELS:
        x, y = project(np.linspace(106, 121, 120), np.full(120, parallel))
        ax.plot(x, y, color=HAIR, lw=0.5, zorder=zorder, scalex=False, scaley=False)
        at = float(np.interp(left, x, y))
        if bottom < at < top:
            ax.annotate(f"{parallel}°N", (left, at), xytext=(4, 0), textcoords="offset points",
                        fontsize=8, color=QUIET, va="center", path_effects=halo(),
                        zorder=zorder + 6)  # fmt: skip


def draw_scale_bar(ax: Any, x: float, y: float, zorder: float = 8.0) -> None:
    """A bar of SCALE_KM whose left end stands at (x, y) metres."""
    half, height = SCALE_KM * 500.0, 5_000.0
    for i, colour in enumerate((INK, "white")):
        ax.add_patch(
            Rectangle((x + i * half, y), half, height, fc=colour, ec=INK, lw=0.8, zorder=zorder)
        )
    for km in (0, SCALE_KM // 2, SCALE_KM):
        ax.annotate(
            f"{km} km" if km == SCALE_KM else f"{km}", (x + km * 1000.0, y + height),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom", fontsize=9.5,
            path_effects=halo(), zorder=zorder,
        )  # fmt: skip


def draw_north_arrow(ax: Any, x: float, y: float, lang: Lang, zorder: float = 8.0) -> None:
    """An arrow to true north at (x, y) metres; it leans as the meridian leans there."""
    length, half = 42_000.0, 9_500.0
    here = project([113.4 + x / 102_000.0], [23 + y / 111_000.0])
    ahead = project([113.4 + x / 102_000.0], [23.2 + y / 111_000.0])
    direction = np.array([ahead[0][0] - here[0][0], ahead[1][0] - here[1][0]])
    direction /= np.hypot(*direction)
    side = np.array([-direction[1], direction[0]])
    foot = np.array([x, y])
    tip, notch = foot + direction * length, foot + direction * length * 0.22
    for sign, colour in ((1, INK), (-1, "white")):
        corners = [tip, foot + sign * side * half, notch]
        ax.add_patch(Polygon(corners, fc=colour, ec=INK, lw=0.9, zorder=zorder))
    ax.annotate(
        say("map.north", lang), tip, xytext=(0, 3), textcoords="offset points", ha="center",
        va="bottom", fontsize=13, path_effects=heavy(), zorder=zorder,
    )  # fmt: skip
