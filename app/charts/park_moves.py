"""Recommended against predicted moves, park by park: what should happen and what would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from app.charts.frame import MAIN, SECOND, Caption, plot, sheet, thousands
from app.map.style import FAINT, HAIR, QUIET
from geodata.words import say

MOST = 20


def draw(moves: pd.DataFrame, names: Mapping[str, str], caption: Caption) -> Any:
    """The figure from `tables.park_moves`: the MOST parks with the largest figures."""
    peak = moves[["recommended_enterprises", "producing_p95"]].max(axis=1)
    order = moves.assign(peak=peak).sort_values(["peak", "park_id"], ascending=[False, True])
    shown = order.head(MOST)
    planned = int(moves["recommended_enterprises"].sum())
    values = {"recommended": f"{planned:,}", "producing": f"{moves['producing_mean'].sum():,.0f}"}
    title = caption.say("parks_title" if planned else "parks_title_no_plan", **values)
    remark = caption.say("parks_note")
    if len(moves) > MOST:
        remark = caption.say("parks_more", shown=MOST, all=len(moves)) + remark
    figure = sheet(caption, title, remark, height=max(4.2, 2.3 + 0.28 * len(shown)))
    ax = plot(figure, left=3.3, right=0.6, top=1.3, bottom=1.04)
    y = np.arange(len(shown))
    recommended = shown["recommended_enterprises"].to_numpy(float)
    mean = shown["producing_mean"].to_numpy()
    if planned:
        ax.hlines(y, np.minimum(mean, recommended), np.maximum(mean, recommended), color=HAIR,
                  lw=1.4)  # fmt: skip
    ax.hlines(y, shown["producing_p05"], shown["producing_p95"], color=MAIN, lw=4.2, alpha=0.3)
    if planned:
        ax.plot(recommended, y, "o", mfc="white", mec=SECOND, mew=1.8, ms=8,
                label=caption.say("mark_recommended"))  # fmt: skip
        ax.plot(shown["followed_mean"], y, "|", color=SECOND, mew=1.8, ms=9,
                label=caption.say("mark_followed"))  # fmt: skip
    ax.plot(mean, y, "o", color=MAIN, ms=5.6, label=caption.say("mark_producing"))
    ax.set_yticks(y, [_short(names.get(i, i)) for i in shown["park_id"]])
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0, labelsize=8.4)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color=HAIR, lw=0.6)
    thousands(ax.xaxis)
    ax.spines["left"].set_color(FAINT)
    ax.set_xlabel(say("sim.unit.enterprises", caption.lang), size=8.8, color=QUIET, loc="right")
    ax.set_xlim(left=-0.02 * max(1.0, ax.get_xlim()[1]))
    ax.legend(loc="lower left", bbox_to_anchor=(-0.49, 1.0), ncols=3, fontsize=8.4, frameon=False)
    return figure


def _short(name: str) -> str:
    """A park's name, cut where it would run out of the sheet."""
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in name)
    if wide <= 44:
        return name
    kept, used = "", 0
    for c in name:
        used += 2 if ord(c) > 0x2E80 else 1
        if used > 42:
            break
        kept += c
    return kept.rstrip() + "…"
