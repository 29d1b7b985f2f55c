"""What the simulation expects of a plan: the share against the 5 % goal, projects, moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.exports.material import Material
from app.exports.meeting.content.indicators import Chart
from app.exports.meeting.content.words import figure, money, percent, word
from app.exports.meeting.grid import Grid
from geodata.words import say
from simulation.indicators import ALL
from simulation.outcome import STAGES, Outcome

LOW, HIGH = 0.05, 0.95
"""Quantiles between which nine of ten replications lie."""
SHARE = ALL["processing_share"]


@dataclass(frozen=True)
class Share:
    """The share by year over the replications, each (T,): mean, quantiles, parts in wan yuan.

    reached: share of replications at or above `goal` in `goal_year`; NaN where that year is not
    played.
    """

    years: tuple[int, ...]
    mean: list[float]
    low: list[float]
    high: list[float]
    numerator: list[float]
    denominator: list[float]
    goal_year: int
    goal: float
    reached: float

    @property
    def known(self) -> bool:
        """Whether there is a share at all; without processing trade in the data there is none."""
        return bool(np.isfinite(self.mean).any())


def share_of(outcome: Outcome) -> Share:
    """Mean and 90 % interval of the share of East, West and North in the processing trade."""
    assert SHARE.goal is not None and SHARE.numerator is not None and SHARE.denominator is not None
    values = SHARE.values(outcome)
    goal_year, goal = SHARE.goal
    reached = float("nan")
    if goal_year in outcome.years:
        reached = float((values[:, outcome.years.index(goal_year)] >= goal).mean())
    return Share(
        outcome.years, values.mean(axis=0).tolist(), np.quantile(values, LOW, axis=0).tolist(),
        np.quantile(values, HIGH, axis=0).tolist(), SHARE.numerator(outcome).mean(axis=0).tolist(),
        SHARE.denominator(outcome).mean(axis=0).tolist(), goal_year, goal, reached,
    )  # fmt: skip


def share_chart(outcome: Outcome, material: Material) -> Chart:
    """Mean, both ends of the interval and the goal, by year, as shares."""
    lang, share = material.lang, share_of(outcome)
    series = [
        (word("outlook.mean", lang), share.mean), (word("outlook.low", lang), share.low),
        (word("outlook.high", lang), share.high),
        (word("outlook.goal", lang, goal=percent(share.goal)), [share.goal] * len(share.years)),
    ]  # fmt: skip
    return Chart(word("chart.share", lang), [str(y) for y in share.years], series)


def outlook_lines(outcome: Outcome, material: Material) -> list[str]:
    """What to say about the outlook, most important first."""
    lang, share = material.lang, share_of(outcome)
    lines = []
    if not share.known:
        lines.append(word("outlook.no_share", lang))
    elif share.goal_year in share.years:
        t = share.years.index(share.goal_year)
        lines.append(
            word(
                "outlook.share", lang, year=share.goal_year, mean=percent(share.mean[t], 2),
                low=percent(share.low[t], 2), high=percent(share.high[t], 2),
                goal=percent(share.goal), reached=percent(share.reached),
                numerator=money(share.numerator[t], lang),
                denominator=money(share.denominator[t], lang),
            )
        )  # fmt: skip
    else:
        lines.append(word("outlook.no_goal_year", lang, year=share.goal_year))
    predicted, recommended = outcome.predicted_moves.sum(), outcome.recommended_moves.sum()
    lines.append(
        word(
            "outlook.moves",
            lang,
            recommended=figure(recommended),
            predicted=figure(predicted, 1),
            year=share.years[-1],
        )
    )
    lines.append(word("outlook.replications", lang, count=figure(len(outcome)), seed=outcome.seed))
    lines.append(word("outlook.caveat", lang))
    return lines


def share_grid(outcome: Outcome, material: Material) -> Grid:
    """Share, interval, numerator and denominator by year."""
    lang, share = material.lang, share_of(outcome)
    rows = [
        [str(year), percent(share.mean[t], 2), percent(share.low[t], 2), percent(share.high[t], 2),
         money(share.numerator[t], lang), money(share.denominator[t], lang)]
        for t, year in enumerate(share.years)
    ]  # fmt: skip
    keys = ("year", "mean", "low", "high", "numerator", "denominator")
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows, (0.8, 1, 1, 1, 1.6, 1.6),
        frozenset(range(1, 6)), notes=[SHARE.note(lang)],
    )  # fmt: skip


def funnel_chart(outcome: Outcome, material: Material) -> Chart:
    """How many enterprises have got to each stage by the end of the last year, mean."""
    lang = material.lang
    means = [float(outcome.stage(stage)[:, -1].mean()) for stage in STAGES]
    names = [say(f"sim.state.{stage}", lang) for stage in STAGES]
    title = word("chart.funnel", lang, year=outcome.years[-1])
    return Chart(title, names, [(word("chart.projects", lang), means)])
