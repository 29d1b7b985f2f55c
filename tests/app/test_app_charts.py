"""Charts: every text stays on the sheet, in both languages; figures and units as they are read."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small import small_plan, small_world

from app.charts import differences, fan, funnel, goal, park_moves, tornado
from app.charts.frame import Caption, drawing, fit, sheet, width_in
from app.charts.units import scale_of
from app.fonts import missing
from geodata.words import LANGS, Lang, catalogue
from matching.plan import Plan
from scenarios.case import Case
from simulation import tables
from simulation.apart import Apart, play_apart, spread_table
from simulation.indicators import ALL
from simulation.inputs import build_inputs
from simulation.paired import paired_table
from simulation.sensitivity_tornado import Sensitivity

LONG = "A very long name of a what-if that nobody would type but somebody will " * 3


def caption(lang: Lang = "zh", what: str = "情景：基准") -> Caption:
    return Caption(lang, what, "24 · 2016 · abc", True)


@pytest.fixture(scope="module")
def apart() -> Apart:
    case = Case(small_world(), scenario="baseline")
    plan: Plan = small_plan(case)
    return play_apart(build_inputs(case, plan.placements), 20, apart=10, threads=1)


def bars(method: str, size: float = 0.02) -> Sensitivity:
    """Three factors with figures of all three methods."""
    names, kinds = ["park_constant", "fast_lane", "fund"], ["parameter", "lever", "lever"]
    figures = np.array([size, -size / 2, 0.0])
    table = pd.DataFrame(
        {"factor": names, "kind": kinds, "unit": ["utils", "share", "percent"],
         "low": [-7.2, 0.0, -100.0], "base": [-5.9, 0.3, 0.0], "high": [-4.6, 1.0, 100.0],
         "base_mean": 0.05, "swing": np.abs(figures) * 2}
    )  # fmt: skip
    for end, sign in (("at_low", -1), ("at_high", 1)):
        table[end] = sign * figures
        table[f"{end}_from"], table[f"{end}_to"] = table[end] - size / 9, table[end] + size / 9
    for bar, mark in (("mu_star", "sigma"), ("st", "s1")):
        table[bar], table[mark] = np.abs(figures), np.abs(figures) / 2
        table[f"{bar}_low"], table[f"{bar}_high"] = table[bar] - size / 9, table[bar] + size / 9
    return Sensitivity(method, table, "processing_share", 2020, 200, 7)


def all_charts(apart: Apart, lang: Lang, what: str) -> dict[str, Callable[[], Any]]:
    said, outcome = caption(lang, what), apart.outcome
    years, spread = tables.indicators_by_year(outcome), spread_table(apart)
    names = dict.fromkeys(outcome.park_id, "深圳(河源)产业转移工业园（前身中山(河源)产业园）")
    other = paired_table(outcome, outcome)
    made: dict[str, Callable[[], Any]] = {
        "goal": lambda: goal.draw(tables.goal_by_year(outcome), said),
        "funnel": lambda: funnel.draw(tables.funnel_by_year(outcome), said, (2020, 2025), 3),
        "parks": lambda: park_moves.draw(tables.park_moves(outcome), names, said),
        "differences": lambda: differences.draw(other, 2020, said),
        "years": lambda: differences.draw_years(other, "ewn_jobs", said),
    }
    for name in ALL:
        made[name] = lambda name=name: fan.draw(years, name, said, spread)  # type: ignore[misc]
    for method in ("tornado", "morris", "sobol"):
        made[method] = lambda method=method: tornado.draw(bars(method), said)  # type: ignore[misc]
    return made


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("what", ["情景", LONG], ids=["short", "long"])
def test_every_text_stays_on_the_sheet(apart: Apart, lang: Lang, what: str) -> None:
    with drawing(), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        for name, make in all_charts(apart, lang, what).items():
            figure = make()
            figure.canvas.draw()
            width, height = figure.get_size_inches() * figure.dpi
            for text in texts_of(figure):
                box = text.get_window_extent()
                on_sheet = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
                assert on_sheet, f"{name}: {text.get_text()!r} at {box}"


def texts_of(figure: Any) -> list[Any]:
    """Every text that is drawn: not empty, visible, and on a tick within the axis."""
    from matplotlib.text import Text

    shown = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    ticks = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    ticks |= {id(tick.label1), id(tick.label2)}
            ticks |= {id(tick.label2) for tick in axis.get_major_ticks()}
    return [t for t in shown if id(t) not in ticks]


def test_the_typeface_has_every_sign_of_the_texts() -> None:
    for lang in LANGS:
        words = {k: v for k, v in catalogue(lang).items() if k.startswith(("chart.", "sim."))}
        assert not missing("".join(words.values()))


def test_a_text_is_made_smaller_then_cut() -> None:
    with drawing():
        figure = sheet(caption("en"), "x")
        text = figure.text(0, 0.5, LONG, size=12)
        assert width_in(text) > 5
        fit(text, 5.0)
        assert width_in(text) <= 5 and text.get_size() < 7 and text.get_text().endswith("…")
        short = figure.text(0, 0.5, "short", size=12)
        fit(short, 5.0)
        assert short.get_text() == "short" and short.get_size() == 12


def test_units_of_axes() -> None:
    """Large money is told in 亿元 (10,000 wan yuan); shares in per cent."""
    large, small = scale_of("wan_yuan", [25_000.0], "zh"), scale_of("wan_yuan", [900.0], "zh")
    assert (large.divisor, large.label) == (1e4, "亿元") and (small.divisor, small.label) == (
        1.0, "万元",
    )  # fmt: skip
    assert scale_of("persons", [20_000.0], "en").divisor == 1e3
    assert scale_of("persons", [20_000.0], "zh").divisor == 1e4
    share = scale_of("share", [0.05], "en")
    assert share.text(0.05 / share.divisor) == "5.00%"
    assert scale_of("mu", [np.nan], "en").divisor == 1.0
    assert [large.digits(v) for v in (0.5, 20.0, 300.0)] == [2, 1, 0]


def test_the_goal_is_drawn_where_it_is_due(apart: Apart) -> None:
    with drawing():
        figure = goal.draw(tables.goal_by_year(apart.outcome), caption("en"))
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert [(float(m.get_xdata()[0]), float(m.get_ydata()[0])) for m in marks] == [(2020.0, 5.0)]
    chance = tables.goal_by_year(apart.outcome).set_index("year").loc[2020, "chance_met"]
    assert f": {chance:.0%}" in figure.texts[1].get_text()


def test_recommended_and_predicted_stand_apart(apart: Apart) -> None:
    """The plan sends two enterprises to P1 and one to P2; predicted are the means of the play."""
    moves = tables.park_moves(apart.outcome)
    with drawing():
        figure = park_moves.draw(moves, {}, caption("en"))
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    recommended = lines["recommended (plan)"].get_xdata()
    assert sorted(recommended) == [1.0, 2.0]
    produced = lines["producing in the last year (mean, nine in ten)"].get_xdata()
    assert sorted(produced) == sorted(moves["producing_mean"])
