"""The share against its goal, with what it is divided by: both decide whether the goal is met."""

from __future__ import annotations

from typing import Any

import pandas as pd

from app.charts.fan import bands, year_axis
from app.charts.frame import GOOD, MAIN, OUTER, SECOND, Caption, plot, quiet, sheet
from app.charts.units import scale_of
from app.map.style import INK, QUIET
from simulation.indicators import ALL

PARTS = (("numerator", GOOD), ("denominator", SECOND))


def draw(goal_table: pd.DataFrame, caption: Caption, name: str = "processing_share") -> Any:
    """The figure from `tables.goal_by_year`: share on the left, its two parts on the right."""
    it = ALL[name]
    goal = it.goal or (0, 0.0)
    scale = scale_of("share", [], caption.lang)
    due = goal_table[goal_table["year"] == goal[0]]
    title = caption.say("goal_title_late", year=goal[0])
    if not goal_table["chance_met"].notna().any():
        title = caption.say("goal_title_unknown")
    elif len(due):
        row = due.iloc[0]
        chances = {key: f"{float(row[column]):.0%}" for key, column in
                   (("met", "chance_met"), ("low", "chance_met_low"),
                    ("high", "chance_met_high"))}  # fmt: skip
        title = caption.say("goal_title", year=goal[0], value=f"{goal[1]:.0%}", **chances)
    figure = sheet(caption, title, it.note(caption.lang))
    width, height = figure.get_size_inches()
    ax = plot(figure, right=4.55)
    bands(ax, goal_table, scale, MAIN, "share_")
    ax.axhline(goal[1] / scale.divisor, color=INK, lw=1.0, ls=(0, (4, 3)))
    ax.plot([goal[0]], [goal[1] / scale.divisor], marker="D", ms=6, color=INK, zorder=5)
    ax.annotate(
        caption.say("goal", value=f"{goal[1]:.0%}", year=goal[0]),
        (0.012, goal[1] / scale.divisor), xycoords=("axes fraction", "data"), xytext=(0, 5),
        textcoords="offset points", size=8.8,
    )  # fmt: skip
    heading(ax, caption.say("with_unit", what=caption.say("share"), unit=scale.label))
    year_axis(ax, goal_table["year"])
    ax.set_ylim(bottom=0)
    for number, (part, colour) in enumerate(PARTS):
        tall = (height - 1.02 - 0.86 - 0.62) / 2
        small = figure.add_axes(
            ((width - 3.6) / width, (0.86 + (1 - number) * (tall + 0.62)) / height,
             3.25 / width, tall / height)
        )  # fmt: skip
        quiet(small)
        _part(small, goal_table, part, colour, caption)
    return figure


def heading(ax: Any, text: str) -> None:
    """A small title at the left end above an axis."""
    ax.set_title(text, size=9.2, loc="left", color=QUIET, pad=6)


def _part(ax: Any, table: pd.DataFrame, part: str, colour: str, caption: Caption) -> None:
    columns = [f"{part}_wan_yuan_{band}" for band in ("mean", "p05", "p95")]
    scale = scale_of("wan_yuan", table[columns], caption.lang)
    mean, low, high = (table[column].to_numpy() / scale.divisor for column in columns)
    ax.fill_between(table["year"], low, high, color=colour, alpha=OUTER, lw=0)
    ax.plot(table["year"], mean, color=colour, lw=2.0, marker="o", ms=3)
    heading(ax, caption.say("with_unit", what=caption.say(part), unit=scale.label))
    year_axis(ax, table["year"])
    ax.set_ylim(bottom=0)
    ax.set_xticks(ax.get_xticks()[::2])
