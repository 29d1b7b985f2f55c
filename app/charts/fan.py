"""Fan chart: one indicator year by year with the bands of its replications."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.charts.frame import INNER, MAIN, OUTER, SECOND, Caption, plot, sheet
from app.charts.units import Scale, scale_of
from app.map.style import INK, QUIET
from simulation.indicators import ALL
from simulation.indicators.indicator import Indicator

BARS = (("chance", "#7A828C"), ("assumptions", SECOND))


def draw(
    years_table: pd.DataFrame, name: str, caption: Caption, spread: pd.DataFrame | None = None
) -> Any:
    """The figure.

    years_table: `tables.indicators_by_year`.  spread: `apart.spread_table`; with it two bars at the
    last year show how far chance alone, and the assumptions alone, would spread.
    """
    it = ALL[name]
    rows = years_table[years_table["indicator"] == name].sort_values("year")
    scale = scale_of(it.unit, rows[["p05", "p95"]], caption.lang)
    title = caption.say("with_unit", what=it.label(caption.lang), unit=scale.label)
    figure = sheet(caption, title, it.note(caption.lang))
    ax = plot(figure, right=2.05)
    bands(ax, rows, scale)
    year_axis(ax, rows["year"])
    if it.goal is not None:
        _goal(ax, it, scale, caption)
    _names(ax, rows, scale, caption)
    if spread is not None:
        _apart(ax, spread[spread["indicator"] == name].sort_values("year"), scale, caption)
    return figure


def bands(ax: Any, rows: pd.DataFrame, scale: Scale, colour: str = MAIN, prefix: str = "") -> None:
    """Median line, middle half and nine in ten; columns p05 .. p95 behind a prefix."""
    years = rows["year"].to_numpy()
    figures = {n: rows[f"{prefix}{n}"].to_numpy() / scale.divisor
               for n in ("p05", "p25", "median", "p75", "p95")}  # fmt: skip
    ax.fill_between(years, figures["p05"], figures["p95"], color=colour, alpha=OUTER, lw=0)
    ax.fill_between(years, figures["p25"], figures["p75"], color=colour, alpha=INNER, lw=0)
    ax.plot(years, figures["median"], color=colour, lw=2.2, marker="o", ms=3.6)


def year_axis(ax: Any, years: pd.Series) -> None:
    """Whole years on the axis, nothing between."""
    first, last = int(years.min()), int(years.max())
    ax.set_xticks(range(first, last + 1))
    ax.set_xlim(first - 0.25, last + 0.25)
    ax.margins(y=0.08)
    low, high = ax.dataLim.intervaly
    if 0 <= low < 0.3 * high:
        # A band that comes near to nothing is read against nothing.
        ax.set_ylim(0, high * 1.08)


def _names(ax: Any, rows: pd.DataFrame, scale: Scale, caption: Caption) -> None:
    """The bands named at their right end, pushed apart where they would overlap."""
    last = rows.iloc[-1]
    wanted = {n: float(last[n]) / scale.divisor for n in ("p95", "p75", "median", "p25", "p05")}
    low, high = ax.get_ylim()
    step = (high - low) * 0.052
    place: list[float] = []
    texts: list[str] = []
    for name, value in wanted.items():
        y = value if not place else min(value, place[-1] - step)
        place.append(y)
        texts.append(f"{caption.say(f'band.{name}')} {scale.text(value)}")
    # Where the ladder was pushed below its last rung, lift the whole of it.
    lift = max(0.0, (low + step * 0.4) - place[-1])
    for y, text, name in zip(place, texts, wanted, strict=True):
        ax.annotate(
            text, (1.005, y + lift), xycoords=("axes fraction", "data"), va="center", size=8.2,
            xytext=(24, 0), textcoords="offset points", annotation_clip=False,
            color=INK if name == "median" else QUIET,
        )  # fmt: skip


def _goal(ax: Any, it: Indicator, scale: Scale, caption: Caption) -> None:
    year, value = it.goal or (0, 0.0)
    level = value / scale.divisor
    ax.axhline(level, color=INK, lw=1.0, ls=(0, (4, 3)))
    ax.plot([year], [level], marker="D", ms=6, color=INK, zorder=5)
    ax.annotate(
        caption.say("goal", value=goal_text(value, scale), year=year), (0.012, level),
        xycoords=("axes fraction", "data"), xytext=(0, 5), textcoords="offset points", size=8.8,
    )  # fmt: skip


def goal_text(value: float, scale: Scale) -> str:
    """A goal as it is written in papers: 5%."""
    return f"{value * 100:g}%" if scale.share else scale.text(value / scale.divisor)


def _apart(ax: Any, spread: pd.DataFrame, scale: Scale, caption: Caption) -> None:
    """Two thin bars right of the last year: chance alone and assumptions alone."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import ScaledTranslation, blended_transform_factory

    last = spread.iloc[-1]
    handles = []
    for number, (part, colour) in enumerate(BARS):
        low, high = (float(last[f"{part}_{band}"]) / scale.divisor for band in ("p05", "p95"))
        if np.isnan(low):
            continue
        shift = ScaledTranslation((7.0 + 8.0 * number) / 72, 0, ax.figure.dpi_scale_trans)
        where = blended_transform_factory(ax.transAxes, ax.transData) + shift
        look: dict[str, Any] = {"color": colour, "lw": 3.6, "solid_capstyle": "butt"}
        ax.add_line(Line2D([1, 1], [low, high], transform=where, clip_on=False, **look))
        label = caption.say(f"apart.{part}", year=int(last["year"]))
        handles.append(Line2D([], [], label=label, **look))
    if handles:
        ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.03, 1.0), ncols=2,
                  fontsize=8.2, frameon=False)  # fmt: skip
