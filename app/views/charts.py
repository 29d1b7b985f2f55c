"""Charts of outcomes as ECharts specifications: plain data, drawn in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D98200", "#00815E", "#8E4585", "#5A6370"
Spec = dict[str, Any]


def _base(unit: str, years: Sequence[int]) -> Spec:
    return {
        "animation": False,
        "grid": {"left": 76, "right": 24, "top": 44, "bottom": 36},
        "legend": {"top": 4},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": {"type": "value", "name": unit, "scale": True},
    }


def rounded(values: Sequence[float]) -> list[float | None]:
    """Figures as they are sent: six significant digits, None where nothing is known."""
    return [None if value != value else float(f"{value:.6g}") for value in values]


def band(name: str, low: Sequence[float], high: Sequence[float], colour: str, opacity: float,
         stack: str) -> list[Spec]:  # fmt: skip
    """An area between two lines: an unseen line below and the difference stacked on it."""
    gap = [h - low_ for low_, h in zip(low, high, strict=True)]
    common = {"type": "line", "stack": stack, "stackStrategy": "all", "symbol": "none",
              "lineStyle": {"opacity": 0}, "silent": True, "tooltip": {"show": False}}  # fmt: skip
    return [
        {**common, "name": f"_{stack}", "data": rounded(low)},
        {**common, "name": name, "data": rounded(gap), "color": _faded(colour, opacity * 1.6),
         "areaStyle": {"opacity": opacity, "color": colour}},
    ]  # fmt: skip


def _faded(colour: str, opacity: float) -> str:
    """A colour as the legend shows it: as pale as the area it stands for."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{min(opacity, 1.0):.2f})"


def fan(table: pd.DataFrame, unit: str, names: Sequence[str], times: float = 1.0,
        goal: tuple[int, float, str] | None = None, prefix: str = "") -> Spec:  # fmt: skip
    """Median with the bands that half and nine tenths of the replications lie in.

    table: year and <prefix>p05 .. p95.  names: of the outer band, the inner band and the median.
    times: what figures are multiplied by (100 for per cent).  goal: year, value and its name.
    """
    years = [int(year) for year in table["year"]]
    figures = {q: [float(v) * times for v in table[f"{prefix}{q}"]]
               for q in ("p05", "p25", "median", "p75", "p95")}  # fmt: skip
    spec = _base(unit, years)
    spec["series"] = [
        *band(names[0], figures["p05"], figures["p95"], BLUE, 0.16, "outer"),
        *band(names[1], figures["p25"], figures["p75"], BLUE, 0.30, "inner"),
        {"name": names[2], "type": "line", "color": BLUE, "symbolSize": 5,
         "lineStyle": {"width": 2.5}, "data": rounded(figures["median"])},
    ]  # fmt: skip
    spec["legend"]["data"] = list(names)
    if goal is not None and goal[0] in years:
        year, value, name = goal
        spec["series"].append(
            {"name": name, "type": "scatter", "symbol": "diamond", "symbolSize": 16,
             "color": ORANGE, "data": [[str(year), float(f"{value * times:.6g}")]]}
        )  # fmt: skip
        spec["legend"]["data"].append(name)
    return spec


def ribbon(table: pd.DataFrame, title: str, names: Sequence[str], colour: str) -> Spec:
    """Median with the band of nine tenths.  table: year, p05, median, p95; names: band, median."""
    spec = _base(title, [int(year) for year in table["year"]])
    low, high = ([float(v) for v in table[q]] for q in ("p05", "p95"))
    spec["series"] = [
        *band(names[0], low, high, colour, 0.2, "outer"),
        {"name": names[1], "type": "line", "color": colour, "symbolSize": 5,
         "lineStyle": {"width": 2.5}, "data": rounded(table["median"].tolist())},
    ]  # fmt: skip
    spec["legend"]["data"] = list(names)
    return spec


def bars(names: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], unit: str) -> Spec:
    """Horizontal bars, the first name on top."""
    colours = (BLUE, ORANGE, GREEN)
    return {
        "animation": False,
        "grid": {"left": 8, "right": 40, "top": 40, "bottom": 44, "containLabel": True},
        "legend": {"top": 4},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "name": unit, "nameLocation": "middle", "nameGap": 24},
        "yAxis": {"type": "category", "inverse": True, "data": list(names)},
        "series": [
            {"name": name, "type": "bar", "color": colours[n % len(colours)],
             "data": rounded(values)}
            for n, (name, values) in enumerate(series)
        ],
    }  # fmt: skip


def tornado(names: Sequence[str], low: Sequence[float], high: Sequence[float], middle: float,
            words: tuple[str, str], unit: str) -> Spec:  # fmt: skip
    """Bars from the mean to where a low and a high draw of each assumption lead."""
    ends = [
        (word, [value - middle for value in values])
        for word, values in zip(words, (low, high), strict=True)
    ]
    spec = bars(names, ends, unit)
    for one in spec["series"]:
        one["barGap"] = "-100%"
        one["itemStyle"] = {"opacity": 0.85}
    return spec
