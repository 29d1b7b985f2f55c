"""Funnel: how many enterprises got how far by the goal's year and by the last, and who left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.charts.frame import MAIN, Caption, plot, sheet, thousands
from app.map.style import HAIR, INK, QUIET
from geodata.words import say
from simulation.outcome import ENDS, STAGES

FIRST = "#9CC3E0"
LEFT_OUT = ("#C9CED5", "#8B929B")
GAP = 0.8
"""Rows of empty space between the stages and the ways out."""


def draw(
    funnel_table: pd.DataFrame, caption: Caption, years: tuple[int, ...], recommended: int = 0
) -> Any:
    """The figure from `tables.funnel_by_year` for one or two years; recommended: of the plan."""
    rows = funnel_table.set_index(["stage", "year"])
    figure = sheet(caption, caption.say("funnel"), caption.say("funnel_note"))
    ax = plot(figure, left=1.75, right=0.6, bottom=1.04)
    names = (*STAGES, *ENDS)
    place = np.array([i + GAP * (i >= len(STAGES)) for i in range(len(names))])
    thick = 0.78 / len(years)
    for number, year in enumerate(years):
        part = rows.xs(year, level="year").loc[list(names)]
        late = number == len(years) - 1
        colours = [(MAIN if late else FIRST) if n in STAGES else LEFT_OUT[late] for n in names]
        at = place + (number - (len(years) - 1) / 2) * thick
        ax.barh(at, part["mean"], thick * 0.94, color=colours)
        ax.hlines(at, part["p05"], part["p95"], color=INK, lw=0.9)
        for y, mean, high in zip(at, part["mean"], part["p95"], strict=True):
            text = f"{mean:,.1f}" if mean < 100 else f"{mean:,.0f}"
            ax.annotate(text, (max(mean, high), y), xytext=(4, 0), textcoords="offset points",
                        va="center", size=7.6, color=QUIET)  # fmt: skip
    ax.set_yticks(place, [say(f"sim.state.{name}", caption.lang) for name in names])
    ax.invert_yaxis()
    if recommended:
        ax.axvline(recommended, color=INK, lw=1.0, ls=(0, (4, 3)), ymin=0.4)
        ax.annotate(caption.say("recommended", count=f"{recommended:,}"), (recommended, place[0]),
                    xytext=(-5, 8), textcoords="offset points", ha="right", size=8.6)  # fmt: skip
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color=HAIR, lw=0.6)
    thousands(ax.xaxis)
    ax.set_xlabel(say("sim.unit.enterprises", caption.lang), size=8.8, color=QUIET, loc="right")
    ax.margins(x=0.09)
    ax.set_xlim(left=0)
    _legend(ax, years, caption)
    return figure


def _legend(ax: Any, years: tuple[int, ...], caption: Caption) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    colours = (FIRST, MAIN) if len(years) == 2 else (MAIN,)
    handles: list[Any] = [
        Patch(color=colour, label=caption.say("by_year", year=year))
        for colour, year in zip(colours, years, strict=True)
    ]
    handles.append(Line2D([], [], color=INK, lw=0.9, label=caption.say("nine_in_ten")))
    ax.legend(handles=handles, loc="lower right", fontsize=8.4, frameon=False)
