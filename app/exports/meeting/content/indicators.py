"""The figures a meeting compares plans by, straight from the plan's pairings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from app.exports.caveats import missed
from app.exports.material import Material
from app.exports.meeting.content.words import figure, percent, signed, word
from app.exports.meeting.grid import Grid
from app.exports.sheets import city_totals
from app.exports.support import counterpart_active
from app.map.panel import BIG
from app.map.style import REGIONS
from geodata.words import Lang


@dataclass(frozen=True)
class Indicator:
    """One figure of a plan.

    value: Material -> figure, NaN where unknown.  scale: key of `BIG` by which it is divided on
    paper, "" = as it is.  shown: "figure" or "percent".  better: which way planners want it.
    """

    name: str
    value: Callable[[Material], float]
    digits: int = 0
    scale: str = ""
    shown: Literal["figure", "percent"] = "figure"
    better: Literal["up", "down", "neither"] = "up"

    def label(self, lang: Lang) -> str:
        """Its name with the unit."""
        return word(f"indicator.{self.name}", lang)

    def scaled(self, value: float, lang: Lang) -> float:
        """The figure in the unit that the label names."""
        return value / BIG[lang][self.scale] if self.scale else value

    def text(self, value: float, lang: Lang) -> str:
        """The figure as printed."""
        if self.shown == "percent":
            return percent(value, self.digits)
        return figure(self.scaled(value, lang), self.digits)

    def difference(self, value: float, lang: Lang) -> str:
        """A difference of two figures as printed; shares in percentage points."""
        if self.shown == "percent":
            return signed(value * 100, self.digits) + word("word.percentage_points", lang)
        return signed(self.scaled(value, lang), self.digits)


def total(column: str) -> Callable[[Material], float]:
    """The sum of a figure over all pairings; land where bought, plant space where leased."""
    return lambda material: float(city_totals(material)[column].sum())


def counterpart_share(material: Material) -> float:
    """Share of the pairings whose cities stand in a counterpart relation in their year."""
    return float(counterpart_active(material).mean()) if len(material.placed) else float("nan")


def duties_met(material: Material) -> float:
    """Share of the minima of counterpart duties that the plan reaches."""
    limits = material.plan.limits
    duties = limits[limits["rule"] == "duty"]
    if not len(duties):
        return float("nan")
    return float((duties["excess"].astype(float) <= 0).mean())


def mean_match(material: Material) -> float:
    """Mean match of the pairings, 0..1."""
    return float(material.plan.placements["match_share"].mean())


INDICATORS: Sequence[Indicator] = (
    Indicator("pairings", lambda m: float(len(m.plan.placements))),
    Indicator("placed_share", lambda m: len(m.plan.placements) / max(m.plan.enterprises, 1), 1,
              shown="percent"),
    Indicator("output", total("output_wan_yuan"), 1, "money"),
    Indicator("investment", total("investment_wan_yuan"), 1, "money"),
    Indicator("jobs", total("jobs_persons"), 1, "persons"),
    Indicator("tax", total("tax_wan_yuan"), 2, "money"),
    Indicator("land", total("land_mu"), better="neither"),
    Indicator("plant", total("plant_m2"), 1, "m2", better="neither"),
    Indicator("match", mean_match, 1, shown="percent"),
    Indicator("counterpart", counterpart_share, 1, shown="percent", better="neither"),
    Indicator("duties_met", duties_met, 0, shown="percent"),
    Indicator("duties_missed", lambda m: float(missed(m.plan, "duty")), better="down"),
    Indicator("binding", lambda m: float(m.plan.limits["binding"].sum()), better="neither"),
    Indicator("objective", lambda m: m.plan.objective, 1),
    Indicator("gap", lambda m: m.plan.gap, 2, shown="percent", better="down"),
)  # fmt: skip


def indicators_grid(material: Material) -> Grid:
    """Every indicator of one plan."""
    lang = material.lang
    rows = [[i.label(lang), i.text(i.value(material), lang)] for i in INDICATORS]
    head = [word("head.indicator", lang), word("head.value", lang)]
    return Grid(head, rows, (3.2, 1.4), frozenset({1}))


@dataclass(frozen=True)
class Chart:
    """Categories and named series of equal length, for a native chart."""

    title: str
    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[float]]]


def by_city(material: Material) -> Chart:
    """Pairings by receiving city, most first."""
    totals = city_totals(material)
    from app.exports.meeting.content.words import city

    names = [city(code, material) for code in totals["city_adcode"]]
    label = word("chart.pairings", material.lang)
    series = [(label, [float(v) for v in totals["pairings"]])]
    return Chart(word("chart.by_city", material.lang), names, series)


def by_year(material: Material) -> Chart:
    """Output that moves by year and receiving region, in the language's unit of money."""
    placed, lang = material.placed, material.lang
    regions = material.case.world["cities"].set_index("city_adcode")["region"]
    region = placed["park_city_adcode"].map(regions)
    output = placed["output_wan_yuan"].astype(float).fillna(0.0) / BIG[lang]["money"]
    table = pd.crosstab(placed["year"], region, values=output, aggfunc="sum")
    span = [int(y) for y in (material.case.world.years or sorted(placed["year"].unique()))]
    table = table.reindex(span).fillna(0.0)
    series = [
        (material.region_names[name], [float(v) for v in np.round(table[name], 6)])
        for name in REGIONS
        if name in table
    ]
    return Chart(word("chart.by_year", lang), [str(y) for y in span], series)


def cities_grid(material: Material) -> Grid:
    """Receiving cities with their pairings and main figures, and the total."""
    from app.exports.meeting.content.words import city

    lang, totals = material.lang, city_totals(material)
    columns = (
        ("output_wan_yuan", 1, "money"), ("investment_wan_yuan", 1, "money"),
        ("jobs_persons", 2, "persons"), ("tax_wan_yuan", 2, "money"), ("land_mu", 0, ""),
        ("plant_m2", 2, "m2"), ("cod_t", 1, ""),
    )  # fmt: skip

    def cells(row: pd.Series) -> list[str]:
        return [
            figure(float(row[c]) / (BIG[lang][scale] if scale else 1.0), digits)
            for c, digits, scale in columns
        ]

    rows = [
        [city(row["city_adcode"], material), material.region_names.get(str(row["region"]), "-"),
         figure(row["pairings"]), *cells(row)]
        for _, row in totals.iterrows()
    ]  # fmt: skip
    whole = totals.drop(columns=["city_adcode", "region"]).sum(min_count=1)
    rows.append([word("word.total", lang), "", figure(whole["pairings"]), *cells(whole)])
    keys = ("city", "region", "pairings", "output", "investment", "jobs", "tax", "land", "plant",
            "cod")  # fmt: skip
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows,
        (1.5, 1.3, 1, 1.2, 1.2, 1.1, 1.1, 1.1, 1.3, 1), frozenset(range(2, 10)),
        frozenset({len(rows) - 1}),
    )  # fmt: skip
