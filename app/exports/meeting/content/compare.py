"""Two to four plans beside each other: figures, pairings that differ, inputs that differ."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from app.exports.material import Material
from app.exports.meeting.content.indicators import INDICATORS, Chart
from app.exports.meeting.content.outlook import share_of
from app.exports.meeting.content.words import figure, percent, signed, word
from app.exports.meeting.grid import Grid
from app.exports.meeting.measure import plain
from app.exports.meeting.run import MeetingRun
from app.exports.sheets import city_totals
from geodata.words import Lang

SAME, MOVED, GONE, NEW = "same", "moved", "gone", "new"


def letter(position: int) -> str:
    """A, B, C, D: what a run is called where its title would not fit."""
    return "ABCD"[position]


def run_name(position: int, material: Material) -> str:
    """The letter and the scenario's title."""
    return f"{letter(position)} {plain(material.scenario_title)}"


def compare_grid(materials: Sequence[Material], runs: Sequence[MeetingRun]) -> Grid:
    """Every indicator of every run, and its difference to the first run.

    Better or worse is told by an arrow where planners have a direction; figures of the simulation
    follow where every run has one.
    """
    lang = materials[0].lang
    rows = []
    for indicator in INDICATORS:
        values = [indicator.value(material) for material in materials]
        row = [indicator.label(lang), indicator.text(values[0], lang)]
        for value in values[1:]:
            change = value - values[0]
            row += [
                indicator.text(value, lang),
                verdict(indicator.difference(change, lang), change, indicator.better, lang),
            ]
        rows.append(row)
    if all(run.outcome is not None for run in runs):
        rows.append(_share_row(runs, lang))
    head = [word("head.indicator", lang), letter(0)]
    weights = [2.6, 1.2]
    for i in range(1, len(materials)):
        head += [letter(i), word("head.minus", lang, this=letter(i), first=letter(0))]
        weights += [1.2, 1.5]
    return Grid(head, rows, weights, frozenset(range(1, len(head))),
                notes=[word("compare.note", lang)])  # fmt: skip


def verdict(text: str, change: float, better: str, lang: Lang) -> str:
    """A difference with a word for whether it is what planners want; none where nothing changed."""
    if (
        better == "neither"
        or not change
        or change != change
        or not any(c in text for c in "123456789")
    ):
        return text
    good = (change > 0) == (better == "up")
    return f"{text} {word('compare.better' if good else 'compare.worse', lang)}"


def _share_row(runs: Sequence[MeetingRun], lang: Lang) -> list[str]:
    """The simulated share in the goal's year (or the last one) of every run."""
    shares = [share_of(run.outcome) for run in runs if run.outcome is not None]
    year = min(shares[0].goal_year, min(s.years[-1] for s in shares))
    means = [s.mean[s.years.index(year)] for s in shares]
    row = [word("indicator.share", lang, year=year), percent(means[0], 2)]
    for mean in means[1:]:
        change = mean - means[0]
        text = signed(change * 100, 2) + word("word.percentage_points", lang)
        row += [percent(mean, 2), verdict(text, change, "up", lang)]
    return row


def city_chart(materials: Sequence[Material]) -> Chart:
    """Pairings by receiving city of every run, cities of the first run's order first."""
    from app.exports.meeting.content.words import city

    lang = materials[0].lang
    counts = [city_totals(m).set_index("city_adcode")["pairings"].astype(float) for m in materials]
    table = pd.concat(counts, axis=1).fillna(0.0)
    table.columns = pd.Index([letter(i) for i in range(len(counts))])
    table = table.assign(code=table.index.astype(str)).sort_values(
        ["A", "code"], ascending=[False, True]
    )
    names = [city(code, materials[0]) for code in table["code"]]
    series = [
        (run_name(i, m), [float(v) for v in table[letter(i)]]) for i, m in enumerate(materials)
    ]  # fmt: skip
    return Chart(word("chart.by_city", lang), names, series)


def changes(first: Material, other: Material) -> dict[str, int]:
    """How many enterprises stay at the same park, move, lose or get a place against `first`."""
    a = first.plan.placements.set_index("enterprise_id")["park_id"]
    b = other.plan.placements.set_index("enterprise_id")["park_id"]
    both = a.index.intersection(b.index)
    same = int((a[both] == b[both]).sum())
    return {
        SAME: same,
        MOVED: len(both) - same,
        GONE: len(a.index.difference(b.index)),
        NEW: len(b.index.difference(a.index)),
    }


def changes_grid(materials: Sequence[Material]) -> Grid:
    """Pairings of every further run against the first."""
    lang = materials[0].lang
    rows = []
    for i, material in enumerate(materials[1:], 1):
        counted = changes(materials[0], material)
        rows.append(
            [run_name(i, material), *(figure(counted[k]) for k in (SAME, MOVED, GONE, NEW))]
        )
    keys = ("run", "same", "moved", "gone", "new")
    return Grid([word(f"head.{key}", lang) for key in keys], rows, (3.4, 1.2, 1.2, 1.2, 1.2),
                frozenset({1, 2, 3, 4}))  # fmt: skip


def input_differences(first: Material, other: Material) -> list[str]:
    """What the other run was asked that differs from the first, as sentences."""
    from scenarios.describe import describe
    from scenarios.diff import diff

    sentences = describe(diff(first.case, other.case), first.lang, first.case.world)
    return [plain(sentence) for sentence in sentences]
