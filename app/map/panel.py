"""The column beside the map: cities, parks by number, and the legend; and the key figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from app.exports.caveats import missed
from app.exports.material import Material
from app.exports.sheets import city_totals
from app.map.flows import width_pt
from app.map.geometry import rows_of
from app.map.parks import AT_PARK, AT_SEAT, EMPTY_PT2, area_pt2
from app.map.style import (
    CITY_EDGE,
    COUNTY_EDGE,
    FAINT,
    HAIR,
    INK,
    PALE,
    QUIET,
    REGIONS,
    ROAD,
    STRONG,
    UNKNOWN,
    heavy,
)
from app.map.view import MapView
from geodata.words import Lang, say

TOP_CITIES = 12
LINE = 0.24
"""Height of one line of the panel, inches."""


class _Column:
    """A column of text written from the top down; positions in inches."""

    def __init__(self, ax: Any, width: float, height: float):
        self.ax, self.width, self.y = ax, width, height
        ax.set_xlim(0, width)
        ax.set_ylim(0, height)
        ax.axis("off")

    def down(self, inches: float) -> float:
        """Move down and return the new position."""
        self.y -= inches
        return self.y

    def title(self, text: str) -> None:
        """A heading with a line under it."""
        y = self.down(0.3)
        self.ax.text(0, y, text, fontsize=13.5, va="baseline", path_effects=heavy())
        self.ax.plot([0, self.width], [y - 0.075] * 2, color=HAIR, lw=1.0)
        self.down(0.12)

    def text(self, x: float, text: str, size: float = 10.0, **style: Any) -> None:
        """A text at the current line."""
        self.ax.text(x, self.y, text, fontsize=size, va="center", **style)

    def fit(self, text: str, width: float, size: float) -> str:
        """`text` cut with an ellipsis to `width` inches at `size` points."""
        renderer = self.ax.figure.canvas.get_renderer()
        probe = self.ax.text(0, 0, text, fontsize=size)
        try:
            while True:
                probe.set_text(text)
                if probe.get_window_extent(renderer).width / self.ax.figure.dpi <= width:
                    return text
                text = text[:-2] + "…" if text.endswith("…") else text[:-1] + "…"
        finally:
            probe.remove()


def draw_panel(ax: Any, view: MapView, width: float, height: float) -> None:
    """Fill the panel, `width` x `height` inches, from the top down."""
    column = _Column(ax, width, height)
    _cities(column, view.material)
    _parks(column, view)
    _legend(column, view)


def draw_legend(ax: Any, view: MapView, width: float, height: float) -> None:
    """The legend and the numbered parks alone, for sheets too low for the whole panel."""
    column = _Column(ax, width, height)
    _legend(column, view)
    column.down(0.12)
    _parks(column, view)


BIG: dict[Lang, dict[str, float]] = {
    "zh": {"money": 1e4, "persons": 1e4, "m2": 1e4},
    "en": {"money": 1e5, "persons": 1e3, "m2": 1e3},
}
"""What one printed unit is worth in the table's: 100m yuan and 10,000s, or bn yuan and 1,000s."""


def key_figures(material: Material) -> list[tuple[str, str]]:
    """Label and value of the figures a meeting asks for first."""
    lang, totals, plan = material.lang, city_totals(material), material.plan
    big = BIG[lang]

    def total(name: str, unit: float, digits: int) -> str:
        return f"{float(totals[name].sum()) / unit:,.{digits}f}"

    status = say(f"plan.status.{plan.status.value}", lang)
    placed, all_ = f"{len(plan.placements):,}", f"{plan.enterprises:,}"
    values = {
        "pairings": say("map.figure.of", lang, part=placed, whole=all_),
        "output": say("map.figure.money", lang, value=total("output_wan_yuan", big["money"], 0)),
        "jobs": say("map.figure.persons", lang, value=total("jobs_persons", big["persons"], 1)),
        "land": say("map.figure.mu", lang, value=total("land_mu", 1.0, 0)),
        "plant": say("map.figure.m2", lang, value=total("plant_m2", big["m2"], 1)),
        "quality": status
        if pd.isna(plan.gap)
        else say("map.figure.gap", lang, status=status, gap=f"{plan.gap:.1%}"),
    }
    if count := missed(plan, "duty"):
        values["duties"] = say("map.figure.missed", lang, count=count)
    return [(say(f"map.figure.{key}", lang), value) for key, value in values.items()]


def _cities(column: _Column, material: Material) -> None:
    lang, totals = material.lang, city_totals(material)
    column.title(say("map.panel.cities", lang))
    if not len(totals):
        column.down(LINE)
        column.text(0, say("export.word.none", lang), color=QUIET)
    most = float(totals["pairings"].max()) if len(totals) else 1.0
    name_width, number_width = (0.62, 0.42) if lang == "zh" else (0.95, 0.42)
    longest = column.width - name_width - number_width
    shown = totals.head(TOP_CITIES)
    for adcode, region, pairings in rows_of(shown, "city_adcode", "region", "pairings"):
        y = column.down(LINE * 0.95)
        name = material.city_names.get(adcode, str(adcode))
        column.text(0, short_city(name, lang), 10.5)
        column.ax.add_patch(
            Rectangle((name_width, y - 0.06), longest * pairings / most, 0.12,
                      fc=STRONG.get(region, UNKNOWN), lw=0)
        )  # fmt: skip
        column.text(
            name_width + longest * pairings / most + 0.06, f"{pairings:,.0f}", 10.0,
            color=QUIET,
        )  # fmt: skip
    column.down(0.12)


def short_city(name: str, lang: Lang) -> str:
    """A city's name without the word for city."""
    return name.removesuffix(say("map.city_word", lang))


def _parks(column: _Column, view: MapView) -> None:
    material = view.material
    ranked = view.parks[view.parks["rank"] > 0].sort_values("rank")
    if not len(ranked):
        return
    column.title(say("map.panel.parks", material.lang))
    for park_id, region, firms, rank, seat in rows_of(
        ranked, "park_id", "region", "firms", "rank", "at_seat"
    ):
        y = column.down(LINE)
        column.ax.scatter(
            [0.09], [y], s=105, marker=AT_SEAT if seat else AT_PARK,
            color=STRONG.get(region, UNKNOWN), lw=0,
        )  # fmt: skip
        column.text(0.09, str(rank), 8.0, color="white", ha="center")
        name = short_park(material.park_names.get(park_id, str(park_id)), material.lang)
        column.text(0.25, column.fit(name, column.width - 0.72, 10.0), 10.0)
        column.text(column.width, f"{firms:,}", 10.0, ha="right", color=QUIET)
    column.down(0.12)


def short_park(name: str, lang: Lang) -> str:
    """A park's Chinese name without the other names that stand behind it in brackets."""
    head, bracket, _ = name.rpartition(" (")
    return head if lang == "zh" and bracket and name.endswith(")") else name


def nice_steps(most: float) -> list[int]:
    """Up to three round numbers below `most` for a legend of sizes, largest first."""
    if most < 2:
        return [1]
    power = 10 ** int(np.floor(np.log10(most)))
    top = max(int(power * m) for m in (1, 2, 5) if power * m <= most)
    return sorted({top, max(top // 2, 1), max(top // 5, 1)}, reverse=True)


def _legend(column: _Column, view: MapView) -> None:
    lang, ax = view.material.lang, column.ax
    column.title(say("map.panel.legend", lang))
    half = column.width / 2
    for i, region in enumerate(REGIONS):
        if i % 2 == 0:
            column.down(LINE)
        x = half * (i % 2)
        ax.add_patch(
            Rectangle((x + 0.03, column.y - 0.065), 0.26, 0.13, fc=PALE[region],
                      ec=STRONG[region], lw=1.8)
        )  # fmt: skip
        column.text(x + 0.38, say(f"map.legend.region.{region}", lang), 10.0)
    _flow_legend(column, view)
    _park_legend(column, view)
    _line_legend(column, lang)


def _line_legend(column: _Column, lang: Lang) -> None:
    """City borders, county borders (white on a tint, as on the map) and roads."""
    lines = [
        (CITY_EDGE, 0.9, "map.legend.city"), (COUNTY_EDGE, 1.2, "map.legend.county"),
        (ROAD, 0.8, "map.legend.road"),
    ]  # fmt: skip
    column.down(LINE)
    for i, (colour, thickness, key) in enumerate(lines):
        x = column.width / 3 * i
        if colour == COUNTY_EDGE:
            swatch = Rectangle((x + 0.03, column.y - 0.065), 0.26, 0.13, fc=PALE["north"], lw=0)
            column.ax.add_patch(swatch)
        line = Line2D([x + 0.03, x + 0.29], [column.y] * 2, color=colour, lw=thickness)
        column.ax.add_line(line)
        column.text(x + 0.38, say(key, lang), 10.0)


def _flow_legend(column: _Column, view: MapView) -> None:
    lang, flows = view.material.lang, view.flows
    if not len(flows):
        return
    column.down(LINE * 1.15)
    key = "map.legend.flow_top" if view.all_flows > len(flows) else "map.legend.flow"
    column.text(0, say(key, lang, shown=len(flows), flows=view.all_flows), 10.0)
    column.down(LINE)
    most = float(flows["firms"].max())
    steps = nice_steps(most)
    for i, firms in enumerate(steps):
        x = column.width / 3 * i
        ax = column.ax
        ax.add_line(
            Line2D([x + 0.03, x + 0.42], [column.y] * 2, color=QUIET, alpha=0.75,
                   lw=float(width_pt(firms, most)), solid_capstyle="butt")
        )  # fmt: skip
        column.text(x + 0.5, say("map.legend.firms", lang, firms=firms), 10.0)


def _park_legend(column: _Column, view: MapView) -> None:
    lang, parks, ax = view.material.lang, view.parks, column.ax
    column.down(LINE * 1.2)
    column.text(0, say("map.legend.park", lang), 10.0)
    most = float(parks["firms"].max()) if len(parks) else 0.0
    if most > 0:
        steps = nice_steps(most)
        column.down(0.27)
        for i, firms in enumerate(steps):
            x = column.width / 3 * i
            ax.scatter([x + 0.22], [column.y], s=float(area_pt2(firms, most)), color=QUIET, lw=0)
            column.text(x + 0.5, say("map.legend.firms", lang, firms=firms), 10.0)
        column.down(0.06)
    kinds = (
        (AT_PARK, QUIET, "white", 60.0, "map.legend.at_park"),
        (AT_SEAT, QUIET, "white", 48.0, "map.legend.at_seat"),
        (AT_SEAT, "white", FAINT, EMPTY_PT2 * 1.3, "map.legend.empty"),
    )
    for marker, fill, edge, size, key in kinds:
        column.down(LINE)
        ax.scatter([0.16], [column.y], s=size, marker=marker, facecolors=fill, edgecolors=edge)
        column.text(0.38, say(key, lang), 10.0, color=INK)
