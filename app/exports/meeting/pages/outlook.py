"""Outlook of the simulation, where there is one."""

from __future__ import annotations

from typing import Any

from app.exports.meeting.content.outlook import Share, outlook_lines, share_grid, share_of
from app.exports.meeting.content.words import percent, word
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.paper.paper import Paper
from app.map.style import BADGE, HAIR, STRONG
from geodata.words import Lang


def add(paper: Paper, meeting: Meeting, run: int) -> None:
    """A page with the share against the goal; nothing where the run was not simulated."""
    outcome, lang, material = meeting.runs[run].outcome, meeting.lang, meeting.materials[run]
    if outcome is None or not len(outcome):
        return
    paper.new_page(landscape=True)
    paper.heading(word("title.outlook", lang))
    paper.bullets(outlook_lines(outcome, material))
    share = share_of(outcome)
    if share.known:
        _draw(paper.axis(2.3), share, lang)
    paper.table(share_grid(outcome, material), 8)


def _draw(axis: Any, share: Share, lang: Lang) -> None:
    axis.fill_between(share.years, share.low, share.high, color=STRONG["prd"], alpha=0.2, lw=0,
                      label=word("outlook.interval", lang))  # fmt: skip
    axis.plot(share.years, share.mean, color=STRONG["prd"], lw=2, label=word("outlook.mean", lang))
    goal = word("outlook.goal", lang, goal=percent(share.goal))
    axis.axhline(share.goal, color=BADGE, lw=1.2, ls="--", label=goal)
    axis.set_ylim(0, 1.15 * max(*share.high, share.goal))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:.1%}")
    axis.set_xticks(share.years)
    axis.tick_params(labelsize=8, length=2)
    axis.grid(axis="y", color=HAIR, lw=0.6)
    axis.set_title(word("chart.share", lang), fontsize=10, loc="left")
    axis.legend(fontsize=8, frameon=False, ncols=3, loc="upper left")
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
