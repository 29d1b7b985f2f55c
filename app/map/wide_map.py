"""The province map in the proportions of a slide: map and legend, without title and notes.

The slide itself carries the title, the badge and the notes on borders and review.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.exports.material import Material
from app.map.panel import draw_legend
from app.map.province_map import fill_map
from app.map.style import drawing
from app.map.view import MapView

WIDE_IN, HIGH_IN = 14.0, 6.05
LEGEND_IN, GAP_IN = 3.4, 0.15
WIDE_DPI = 170


def draw_wide_map(material: Material) -> Any:
    """Map and legend as a matplotlib Figure of WIDE_IN x HIGH_IN inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE_IN, HIGH_IN), dpi=WIDE_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    view = MapView(material)
    width = WIDE_IN - LEGEND_IN - GAP_IN
    fill_map(figure.add_axes((0, 0, width / WIDE_IN, 1)), view, width / HIGH_IN)
    legend = figure.add_axes((1 - LEGEND_IN / WIDE_IN, 0, LEGEND_IN / WIDE_IN, 1))
    draw_legend(legend, view, LEGEND_IN, HIGH_IN)
    return figure


def write_wide_map(material: Material, path: Path) -> Path:
    """Write the figure as PNG."""
    with drawing():
        figure = draw_wide_map(material)
        title = f"{material.scenario_title} {material.fingerprint}"
        figure.savefig(path, format="png", metadata={"Title": title, "Software": None})
    return path
