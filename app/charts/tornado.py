"""Sensitivity as bars: tornado (both ends against the base), Morris and Sobol (a bar a factor)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.charts.frame import MAIN, SECOND, Caption, plot, sheet, thousands
from app.charts.units import Scale, scale_of
from app.map.style import HAIR, INK, QUIET
from app.outlook.words import factor_label, figure_text
from simulation.indicators import ALL
from simulation.sensitivity_tornado import Sensitivity

MOST = 15
ENDS = (("low", "#9CC3E0"), ("high", MAIN))


def draw(found: Sensitivity, caption: Caption) -> Any:
    """The figure of a finished (or stopped) sensitivity run, the strongest factors first."""
    it = ALL[found.indicator]
    shown = found.table.head(MOST)
    named = {"what": it.label(caption.lang), "year": found.year}
    remark = caption.say(f"{found.method}_note")
    if len(found.table) > MOST:
        remark = caption.say("factors_more", shown=MOST, all=len(found.table)) + remark
    figure = sheet(caption, caption.say(f"{found.method}_title", **named), remark,
                   height=max(4.2, 2.35 + 0.33 * len(shown)))  # fmt: skip
    ax = plot(figure, left=3.35, right=0.95, top=1.3, bottom=1.04)
    y = np.arange(len(shown))
    if found.method == "tornado":
        _both_ends(ax, shown, y, scale_of(it.unit, shown[["at_low", "at_high"]], caption.lang),
                   caption)  # fmt: skip
    elif found.method == "morris":
        scale = scale_of(it.unit, shown[["mu_star", "sigma"]], caption.lang)
        _bars(ax, shown, y, "mu_star", "sigma", scale.divisor, caption)
        unit = caption.say("points") if scale.share else scale.label
        _axis_name(ax, caption.say("morris_axis", unit=unit))
    else:
        _bars(ax, shown, y, "st", "s1", 1.0, caption)
        _axis_name(ax, caption.say("sobol_axis"))
    labels = [_label(str(f), str(k), caption) for f, k in
              zip(shown["factor"], shown["kind"], strict=True)]  # fmt: skip
    ax.set_yticks(y, labels)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color=HAIR, lw=0.6)
    thousands(ax.xaxis)
    return figure


def _both_ends(ax: Any, shown: pd.DataFrame, y: np.ndarray, scale: Scale, caption: Caption) -> None:
    for end, colour in ENDS:
        ax.barh(y, shown[f"at_{end}"] / scale.divisor, 0.62, color=colour,
                label=caption.say(f"end_{end}"))  # fmt: skip
        ax.hlines(y, shown[f"at_{end}_from"] / scale.divisor, shown[f"at_{end}_to"] / scale.divisor,
                  color=INK, lw=1.1)  # fmt: skip
    ax.axvline(0, color=INK, lw=0.9)
    reach = max(map(abs, ax.get_xlim())) or 1.0
    ax.set_xlim(-reach * 1.3, reach * 1.3)
    for number, row in enumerate(shown.to_dict("records")):
        for end, _ in ENDS:
            size = float(row[f"at_{end}"])
            # The value stands outside its own bar; two bars to one side share a line.
            others = float(row["at_high" if end == "low" else "at_low"])
            if size == 0 or (np.sign(size) == np.sign(others) and abs(size) < abs(others)):
                continue
            edge = float(row[f"at_{end}_to" if size > 0 else f"at_{end}_from"]) / scale.divisor
            text = figure_text(float(row[end]), str(row["unit"]), caption.lang)
            ax.annotate(text, (edge, number), xytext=(5 if size > 0 else -5, 0), size=7.4,
                        textcoords="offset points", va="center",
                        ha="left" if size > 0 else "right", color=QUIET)  # fmt: skip
    base = float(shown["base_mean"].iloc[0]) / scale.divisor
    unit = caption.say("points") if scale.share else scale.label
    _axis_name(ax, caption.say("tornado_axis", unit=unit, base=scale.text(base)))
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, fontsize=8.4, frameon=False)


def _bars(
    ax: Any, shown: pd.DataFrame, y: np.ndarray, bar: str, mark: str, divisor: float,
    caption: Caption,
) -> None:  # fmt: skip
    ax.barh(y, shown[bar] / divisor, 0.6, color=MAIN, label=caption.say(f"bar_{bar}"))
    ax.hlines(y, shown[f"{bar}_low"] / divisor, shown[f"{bar}_high"] / divisor, color=INK, lw=1.1)
    ax.plot(
        shown[mark] / divisor,
        y,
        "D",
        color=SECOND,
        ms=5.5,
        clip_on=False,
        label=caption.say(f"bar_{mark}"),
    )
    ax.set_xlim(left=min(0.0, ax.get_xlim()[0]))
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, fontsize=8.4, frameon=False)


def _label(factor: str, kind: str, caption: Caption) -> str:
    """The factor's name; levers say that they are levers, for these can be decided."""
    name = factor_label(factor, kind, caption.lang)
    return caption.say("lever", name=name) if kind == "lever" else name


def _axis_name(ax: Any, text: str) -> None:
    ax.set_xlabel(text, size=8.8, color=QUIET, loc="right")
