"""Two what-ifs: the paired difference of every indicator in one year, and of one over the years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.charts.fan import year_axis
from app.charts.frame import BAD, GOOD, MAIN, OUTER, Caption, plot, sheet, thousands
from app.charts.units import scale_of
from app.map.style import HAIR, INK, QUIET
from geodata.words import say
from simulation.indicators import ALL

COLOURS = {"better": GOOD, "worse": BAD, "higher": MAIN, "lower": MAIN, "unclear": "#8B929B",
           "same": "#8B929B"}  # fmt: skip


def draw(paired: pd.DataFrame, year: int, caption: Caption) -> Any:
    """Every indicator in one year: difference in per cent of A's mean, with its interval."""
    rows = paired[(paired["year"] == year) & (paired["a_mean"] != 0)].reset_index(drop=True)
    figure = sheet(caption, caption.say("differences_title", year=year),
                   caption.say("differences_note"), height=6.6)  # fmt: skip
    ax = plot(figure, left=3.35, right=1.75, top=1.3, bottom=1.04)
    y = np.arange(len(rows))
    base = rows["a_mean"].abs().to_numpy() / 100.0
    mean = rows["difference_mean"].to_numpy() / base
    low, high = (rows[f"difference_{end}"].to_numpy() / base for end in ("low", "high"))
    colours = [COLOURS[v] for v in rows["verdict"]]
    ax.axvline(0, color=INK, lw=0.9)
    ax.hlines(y, low, high, color=colours, lw=2.2)
    ax.scatter(mean, y, s=34, color=colours, zorder=3)
    for number, verdict in enumerate(rows["verdict"]):
        ax.annotate(
            f"{mean[number]:+.1f}% {_verdict(str(verdict), caption)}", (1.01, number),
            xycoords=("axes fraction", "data"), va="center", size=8.2, color=colours[number],
            annotation_clip=False,
        )  # fmt: skip
    ax.set_yticks(y, [ALL[str(name)].label(caption.lang) for name in rows["indicator"]])
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color=HAIR, lw=0.6)
    thousands(ax.xaxis)
    ax.set_xlabel(caption.say("differences_axis"), size=8.8, color=QUIET, loc="right")
    return figure


def draw_years(paired: pd.DataFrame, name: str, caption: Caption) -> Any:
    """One indicator over the years: mean difference, its interval, and nine in ten replications."""
    rows = paired[paired["indicator"] == name].sort_values("year")
    it = ALL[name]
    columns = ["difference_p05", "difference_p95", "difference_low", "difference_high"]
    scale = scale_of(it.unit, rows[columns], caption.lang)
    unit = caption.say("points") if scale.share else scale.label
    title = caption.say("difference_title", what=it.label(caption.lang), unit=unit)
    figure = sheet(caption, title, it.note(caption.lang))
    ax = plot(figure)
    years = rows["year"]
    p05, p95, low, high = (rows[column] / scale.divisor for column in columns)
    ax.fill_between(years, p05, p95, color=MAIN, alpha=OUTER, lw=0,
                    label=caption.say("nine_in_ten"))  # fmt: skip
    ax.plot(years, rows["difference_mean"] / scale.divisor, color=MAIN, lw=2.2)
    ax.errorbar(
        years, rows["difference_mean"] / scale.divisor,
        [(rows["difference_mean"] / scale.divisor - low), (high - rows["difference_mean"]
                                                           / scale.divisor)],
        fmt="o", color=MAIN, ecolor=INK, elinewidth=1.4, capsize=3, ms=4.5,
        label=caption.say("interval_of_mean"),
    )  # fmt: skip
    ax.axhline(0, color=INK, lw=0.9)
    year_axis(ax, years)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, fontsize=8.4, frameon=False)
    return figure


def _verdict(code: str, caption: Caption) -> str:
    return say(f"sim.verdict.{code}", caption.lang)
