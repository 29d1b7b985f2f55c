"""What matters most, asked properly: every lever and assumption moved alone, by the worker."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.guard import apart
from app.outlook.sensitive import table_shown, unit_shown
from app.outlook.words import factor_label
from app.runs.records import Run, RunState
from app.runs.results import LoadedRun
from app.runs.start import ensure_worker
from app.runs.studies import USUAL
from app.views import charts
from app.views.compare_table import unit_word
from app.views.plain import escaped, t, tp
from app.views.progress import EVERY_S, follow
from app.views.runs import still_running
from app.views.sheets import figures
from simulation.indicators import ALL
from simulation.sensitivity_tornado import Sensitivity

MOST = 12
"""Bars of the chart; the table has all."""


def studied(played: str, indicator: str, year: int) -> Run | None:
    """The newest study of this indicator in this year that has a result, else the newest at all."""
    asked = {"indicator": indicator, "year": year}
    runs = [
        run for run in caches.store().runs.studies(played)
        if asked.items() <= run.settings.items() and not run.settings["names"]
    ]  # fmt: skip
    under_way = [run for run in runs if still_running(run)]
    whole = [run for run in runs if run.state is RunState.DONE]
    part = [run for run in runs if run.has_result]
    return next(iter([*under_way, *whole, *part, *runs]), None)


def show(run: LoadedRun, indicator: str, year: int) -> None:
    """The study of a simulation as it stands, and the button that asks for it."""
    st.subheader(t("study.heading"), anchor=False)
    st.caption(t("study.lead", replications=USUAL))
    found = studied(run.run.id, indicator, year)
    if found is not None and still_running(found):
        ensure_worker(caches.store())
        apart(_follow, found.id, every_s=EVERY_S)
        return
    if found is not None and found.has_result:
        _result(found)
    elif found is not None and found.trouble is not None:
        lang = state.lang()
        st.error(f"{escaped(found.trouble.problem(lang))}\n\n"
                 f"{escaped(found.trouble.remedy(lang))}")  # fmt: skip
    elif found is not None:
        st.warning(t("study.stopped_early"))
    if found is None or found.state is not RunState.DONE:
        again = "study.start" if found is None else "study.again"
        if st.button(t(again), key="study_start", type="primary", help=t("study.start_help")):
            _ask(run.run.id, indicator, year)


def _ask(played: str, indicator: str, year: int) -> None:
    shop = caches.store()
    try:
        shop.runs.study(played, indicator, year, replications=USUAL, who=shell.who())
    except AppError as error:
        shell.problem(error)
        return
    ensure_worker(shop)
    st.rerun()


def _follow(run_id: str) -> None:
    follow(run_id, "study_stop", stopping=t("study.stopping"), stop_help=t("study.stop_help"))


def _result(run: Run) -> None:
    lang, found = state.lang(), caches.loaded(run.id).study
    if not found.complete:
        st.warning(t("study.part", factors=len(found.table)))
    unit = unit_shown(found, lang)
    st.echarts_chart(chart(found), height=440, key="study_tornado", alt=t("study.alt"))
    figures(table_shown(found, lang), key="study_table", hide_index=True, height=360,
            alt=t("study.alt"))  # fmt: skip
    st.caption(t("study.note", unit=unit, plays=f"{found.plays:,}",
                 replications=found.replications, fingerprint=run.fingerprint))  # fmt: skip


def chart(found: Sensitivity) -> charts.Spec:
    """Difference to the base at both ends of the strongest factors."""
    lang, table = state.lang(), found.table.head(MOST)
    times = 100.0 if ALL[found.indicator].unit == "share" else 1.0
    names = [factor_label(str(f), str(k), lang)
             for f, k in zip(table["factor"], table["kind"], strict=True)]  # fmt: skip
    low, high = ((table[f"at_{end}"] * times).tolist() for end in ("low", "high"))
    words = (tp("study.at_low"), tp("study.at_high"))
    unit = tp("compare.points") if times > 1 else unit_word(ALL[found.indicator].unit)
    return charts.tornado(names, low, high, 0.0, words, unit)
