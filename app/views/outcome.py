"""What would come of a plan: the goal, indicators, stages, both ends' accounts, duties, drivers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from app import caches, state
from app.outlook.draws import by_draws
from app.runs.results import LoadedRun
from app.views import charts, study
from app.views.compare_table import number, unit_word
from app.views.plain import t, tp
from app.views.sheets import figures
from geodata.words import Lang, known, say
from simulation import indicators, tables
from simulation.outcome import ACCOUNTS, FUNNEL, Outcome

GOAL = "processing_share"
TEN_THOUSAND = 1e4
"""Wan yuan in a hundred million yuan (亿元)."""
MOST_DRIVERS = 12


@st.cache_data(show_spinner=False, max_entries=48)
def _table(run_id: str, name: str) -> pd.DataFrame:
    make: Any = getattr(tables, name)
    return make(caches.loaded(run_id).outcome)


def goal(run: LoadedRun) -> None:
    """The 5 % goal: share, numerator, denominator, and the chance to reach it."""
    lang = state.lang()
    it = indicators.ALL[GOAL]
    table = _table(run.run.id, "goal_by_year")
    due, value = it.goal or (0, 0.0)
    if not table["chance_met"].notna().any():
        st.info(tp("outlook.no_share"))
        return
    row = table[table["year"] == due]
    if len(row):
        one = row.iloc[0]
        left, middle, right = st.columns(3)
        left.metric(
            t("outlook.share", year=due), f"{one['share_median']:.1%}", delta=None,
            help=t("outlook.share_help"),
        )  # fmt: skip
        left.caption(t("outlook.nine_in_ten", low=f"{one['share_p05']:.1%}",
                       high=f"{one['share_p95']:.1%}"))  # fmt: skip
        middle.metric(t("outlook.chance", goal=f"{value:.0%}"), f"{one['chance_met']:.0%}",
                      help=t("outlook.chance_help"))  # fmt: skip
        middle.caption(t("outlook.chance_interval", low=f"{one['chance_met_low']:.0%}",
                         high=f"{one['chance_met_high']:.0%}"))  # fmt: skip
        right.metric(
            t("outlook.fraction"),
            f"{one['numerator_wan_yuan_mean'] / TEN_THOUSAND:,.0f} / "
            f"{one['denominator_wan_yuan_mean'] / TEN_THOUSAND:,.0f}",
            help=t("outlook.fraction_help"),
        )  # fmt: skip
        right.caption(t("outlook.fraction_unit"))
    spec = charts.fan(table, "%", _names(), 100.0, (due, value, tp("outlook.goal")), "share_")
    st.echarts_chart(spec, height=320, key="outlook_goal", alt=t("outlook.goal_alt"))
    st.caption(it.note(lang))
    with st.expander(t("outlook.figures")):
        shown = pd.DataFrame(
            {
                tp("outlook.year"): table["year"],
                tp("outlook.median"): table["share_median"].map("{:.2%}".format),
                "5 %": table["share_p05"].map("{:.2%}".format),
                "95 %": table["share_p95"].map("{:.2%}".format),
                tp("outlook.numerator"): people(table["numerator_wan_yuan_mean"] / TEN_THOUSAND),
                tp("outlook.denominator"): people(
                    table["denominator_wan_yuan_mean"] / TEN_THOUSAND
                ),
                tp("outlook.chance_short"): table["chance_met"].map("{:.0%}".format),
            }
        )
        figures(
            shown, key="outlook_goal_table", years=(tp("outlook.year"),), alt=t("outlook.goal_alt")
        )


def _names() -> tuple[str, str, str]:
    return tp("outlook.band_90"), tp("outlook.band_50"), tp("outlook.median")


def fans(run: LoadedRun) -> None:
    """One indicator over the years, and all of them in one year."""
    lang = state.lang()
    table = _table(run.run.id, "indicators_by_year")
    name = st.selectbox(tp("outlook.indicator"), list(indicators.ALL), key="outlook_indicator",
                        format_func=lambda one: indicators.ALL[one].label(lang))  # fmt: skip
    it = indicators.ALL[str(name)]
    share = it.unit == "share"
    spec = charts.fan(table[table["indicator"] == name], "%" if share else unit_word(it.unit),
                      _names(), 100.0 if share else 1.0)  # fmt: skip
    st.echarts_chart(spec, height=340, key=f"outlook_fan_{name}",
                     alt=t("outlook.fan_alt", indicator=it.label(lang)))  # fmt: skip
    st.caption(it.note(lang))
    years = sorted(int(y) for y in table["year"].unique())
    year = st.select_slider(tp("outlook.all_in"), years, 2020 if 2020 in years else years[-1],
                            key="outlook_fan_year")  # fmt: skip
    rows = table[table["year"] == year].to_dict("records")
    figures(
        pd.DataFrame(
            {
                tp("outlook.indicator"): [indicators.ALL[r["indicator"]].label(lang) for r in rows],
                tp("compare.unit"): [unit_word(r["unit"]) for r in rows],
                tp("outlook.median"): [number(r["median"], r["unit"]) for r in rows],
                "5 %": [number(r["p05"], r["unit"]) for r in rows],
                "95 %": [number(r["p95"], r["unit"]) for r in rows],
                tp("outlook.mean"): [number(r["mean"], r["unit"]) for r in rows],
            }
        ),
        key="outlook_fan_table", hide_index=True, height="content", alt=t("outlook.fan_table_alt"),
    )  # fmt: skip


def funnel(run: LoadedRun) -> None:
    """How far projects have come by the end of a year."""
    lang = state.lang()
    table = _table(run.run.id, "funnel_by_year")
    years = sorted(int(y) for y in table["year"].unique())
    year = st.select_slider(tp("outlook.by_end_of"), years, years[-1], key="outlook_funnel_year")
    rows = table[table["year"] == year].set_index("stage").reindex(list(FUNNEL))
    names = [say(f"sim.state.{stage}", lang) for stage in rows.index]
    spec = charts.bars(names, [(tp("outlook.median"), rows["median"].tolist())],
                       unit_word("enterprises"))  # fmt: skip
    st.echarts_chart(spec, height=400, key="outlook_funnel", alt=t("outlook.funnel_alt"))
    figures(
        pd.DataFrame({tp("outlook.stage"): names,
                      **{head: counted(rows[one]) for head, one in _quantiles().items()}}),
        key="outlook_funnel_table", hide_index=True, height="content", alt=t("outlook.funnel_alt"),
    )  # fmt: skip
    st.caption(t("outlook.funnel_note"))


def accounts(run: LoadedRun) -> None:
    """What the sending and the receiving side gain and lose; city by city for one year."""
    lang = state.lang()
    sides = _table(run.run.id, "accounts_by_side")
    name = st.selectbox(tp("outlook.account"), ACCOUNTS, key="outlook_account", index=3,
                        format_func=lambda one: say(f"sim.account.{one}", lang))  # fmt: skip
    own = sides[sides["account"] == name]
    years = sorted(int(y) for y in own["year"].unique())
    for column, side, colour in zip(
        st.columns(2), ("sending", "receiving"), (charts.BLUE, charts.ORANGE), strict=True
    ):
        rows = own[own["side"] == side].sort_values("year")
        spec = charts.ribbon(rows, side_word(side, lang), (_names()[0], _names()[2]), colour)
        column.echarts_chart(spec, height=300, key=f"outlook_account_{side}_{name}",
                             alt=t("outlook.accounts_alt"))  # fmt: skip
    year = st.select_slider(tp("outlook.cities_in"), years, 2020 if 2020 in years else years[-1],
                            key="outlook_account_year")  # fmt: skip
    cities = _table(run.run.id, "accounts_by_city")
    rows = cities[(cities["account"] == name) & (cities["year"] == year)]
    known_names = caches.names_of(run.world["cities"], "city_adcode", lang)
    figures(
        pd.DataFrame(
            {
                tp("outlook.place"): [place_word(str(p), known_names, lang) for p in rows["place"]],
                tp("outlook.side"): [side_word(str(s), lang) for s in rows["side"]],
                **{head: people(rows[column]) for head, column in _quantiles().items()},
            }
        ),
        key="outlook_account_table", hide_index=True, height=360, alt=t("outlook.accounts_alt"),
    )  # fmt: skip
    st.caption(t("outlook.accounts_note"))


def _quantiles() -> dict[str, str]:
    """Heading -> column of a table of quantiles."""
    return {tp("outlook.mean"): "mean", tp("outlook.median"): "median", "5 %": "p05",
            "95 %": "p95"}  # fmt: skip


def people(figures: pd.Series) -> list[float]:
    """Figures as people read them: whole from 100 on, else with one decimal."""
    return [round(v, 0 if abs(v) >= 100 else 1) for v in figures.astype(float)]


def counted(figures: pd.Series) -> list[str]:
    """Counts of enterprises or projects: whole, means with "about" before them."""
    return [number(float(one), "projects") for one in figures]


def side_word(side: str, lang: Lang) -> str:
    """A side of the accounts in words."""
    for key in (f"page.side.{side}", f"map.region.{side}", f"sim.state.{side}"):
        if known(key):
            return say(key, lang)
    return side


def place_word(place: str, names: dict[str, str], lang: Lang) -> str:
    """A city by name, or what left the province."""
    if known(f"sim.state.{place}"):
        return say(f"sim.state.{place}", lang)
    return names.get(place, place) if place else say("page.side.unknown", lang)


def duties(run: LoadedRun) -> None:
    """Every counterpart duty: required, planned, signed and producing."""
    lang = state.lang()
    table = _table(run.run.id, "duties_by_year")
    if table.empty:
        st.info(t("outlook.no_duties"))
        return
    years = sorted(int(y) for y in table["year"].unique())
    year = st.select_slider(tp("outlook.by_end_of"), years, 2020 if 2020 in years else years[-1],
                            key="outlook_duty_year")  # fmt: skip
    rows = table[table["year"] == year]
    names = caches.names_of(run.world["cities"], "city_adcode", lang)
    figures(
        pd.DataFrame(
            {
                tp("outlook.sending"): [names.get(str(c), str(c)) for c in rows["sending_adcode"]],
                tp("outlook.receiving"): [names.get(str(c), str(c))
                                          for c in rows["receiving_adcode"]],
                tp("outlook.required"): counted(rows["required_projects"]),
                tp("outlook.planned"): counted(rows["planned_projects"]),
                tp("outlook.signed"): counted(rows["signed_projects_mean"]),
                "5 %": counted(rows["signed_projects_p05"]),
                "95 %": counted(rows["signed_projects_p95"]),
                tp("outlook.producing"): counted(rows["producing_projects_mean"]),
                tp("outlook.chance_short"): rows["chance_met"].to_numpy(float) * 100,
            }
        ),
        key="outlook_duties", hide_index=True, height="content", alt=t("outlook.duties_alt"),
        column_config={tp("outlook.chance_short"): st.column_config.ProgressColumn(
            format="%.0f %%", min_value=0, max_value=100)},
    )  # fmt: skip
    st.caption(t("outlook.duties_note"))


def show_drivers_of(indicator: str, year: int) -> None:
    """Open `drivers` on this indicator and year; before it is drawn."""
    state.set_widget("outlook_driver", indicator)
    state.set_widget("outlook_driver_year", year)


def drivers(run: LoadedRun) -> None:
    """Which assumptions move an indicator most."""
    lang = state.lang()
    outcome = run.outcome
    left, right = st.columns(2)
    name = left.selectbox(tp("outlook.indicator"), list(indicators.ALL), key="outlook_driver",
                          format_func=lambda one: indicators.ALL[one].label(lang))  # fmt: skip
    years = list(outcome.years)
    year = right.select_slider(tp("outlook.year"), years, 2020 if 2020 in years else years[-1],
                               key="outlook_driver_year")  # fmt: skip
    at = years.index(int(year))
    if not np.isfinite(indicators.ALL[str(name)].values(outcome)[:, at]).any():
        st.info(t("outlook.not_known"))
        return
    study.show(run, str(name), int(year))
    _by_draws(outcome, str(name), int(year))


def _by_draws(outcome: Outcome, name: str, year: int) -> None:
    """The first answer, at once: replications split by what each of them drew."""
    lang = state.lang()
    st.subheader(t("outlook.by_draws"), anchor=False)
    try:
        table = by_draws(outcome, name, year).head(MOST_DRIVERS)
    except ValueError:
        st.info(t("outlook.too_few"))
        return
    it = indicators.ALL[name]
    times = 100.0 if it.unit == "share" else 1.0
    words = [say(f"sim.parameter.{one}", lang) for one in table["parameter"]]
    middle = float(table["mean"].iloc[0]) * times if len(table) else 0.0
    spec = charts.tornado(
        words, (table["low_mean"] * times).tolist(), (table["high_mean"] * times).tolist(), middle,
        (tp("outlook.low_draw"), tp("outlook.high_draw")),
        tp("compare.points") if it.unit == "share" else unit_word(it.unit),
    )  # fmt: skip
    st.echarts_chart(spec, height=440, key="outlook_tornado", alt=t("outlook.tornado_alt"))
    figures(
        pd.DataFrame(
            {
                tp("outlook.assumption"): words,
                tp("outlook.low_draw"): [number(v, it.unit) for v in table["low_mean"]],
                tp("outlook.high_draw"): [number(v, it.unit) for v in table["high_mean"]],
                tp("outlook.swing"): [number(v, it.unit, signed=True) for v in table["swing"]],
                tp("compare.interval"): [
                    tp("compare.from_to", low=number(low, it.unit, signed=True),
                       high=number(high, it.unit, signed=True))
                    for low, high in zip(table["swing_low"], table["swing_high"], strict=True)
                ],
            }
        ),
        key="outlook_drivers", hide_index=True, height="content", alt=t("outlook.tornado_alt"),
    )  # fmt: skip
    st.caption(t("outlook.tornado_note"))
