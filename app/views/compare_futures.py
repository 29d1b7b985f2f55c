"""Paired simulations of the compared plans: differences with intervals, from common draws."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.guard import apart
from app.runs.records import Run, RunKind, RunState
from app.runs.start import ensure_worker
from app.views.compare_table import MARKS, number, unit_word
from app.views.plain import escaped, t, tp
from app.views.progress import EVERY_S, stage
from app.views.runs import finished, scenario_title, state_word, still_running, title
from geodata.words import Lang
from simulation import indicators
from simulation.faults import SimulationError

REPLICATIONS = 1000


def played(run: Run) -> Run | None:
    """The newest finished simulation of a plan."""
    return next((one for one in finished(RunKind.SIMULATE) if one.of_run == run.id), None)


@st.cache_data(show_spinner=False, max_entries=16)
def _paired(sim_a: str, sim_b: str) -> pd.DataFrame:
    from simulation.paired import paired_table

    return paired_table(caches.loaded(sim_a).outcome, caches.loaded(sim_b).outcome)


@st.cache_data(show_spinner=False, max_entries=32)
def _words(sim_a: str, sim_b: str, year: int, lang: Lang) -> pd.DataFrame:
    table = _paired(sim_a, sim_b)
    rows = table[table["year"] == year].to_dict("records")
    return pd.DataFrame(
        [
            {
                tp("compare.indicator"): indicators.ALL[row["indicator"]].label(lang),
                tp("compare.unit"): unit_word(row["unit"]),
                "A": number(row["a_mean"], row["unit"]),
                "B": number(row["b_mean"], row["unit"]),
                tp("compare.paired"): number(row["difference_mean"], row["unit"], signed=True),
                tp("compare.interval"): tp(
                    "compare.from_to",
                    low=number(row["difference_low"], row["unit"], signed=True),
                    high=number(row["difference_high"], row["unit"], signed=True),
                ),
                tp("compare.verdict"): f"{MARKS.get(row['verdict'], '~')} "
                                       f"{tp('verdict.' + row['verdict'])}",
            }
            for row in rows
        ]
    )  # fmt: skip


def futures(runs: Sequence[Run]) -> None:
    """The first plan against another, played forward with the same draws."""
    first, *others = runs
    other = others[0]
    if len(others) > 1:
        by_id = {run.id: run for run in others}
        chosen = st.selectbox(
            tp("compare.against_first"), list(by_id), key="compare_future",
            format_func=lambda one: title(by_id[one]),
        )  # fmt: skip
        other = by_id[chosen]
    sims = [played(first), played(other)]
    missing = [run for run, sim in zip((first, other), sims, strict=True) if sim is None]
    if missing:
        _offer(missing)
        return
    sim_a, sim_b = (sim.id for sim in sims if sim is not None)
    try:
        years = sorted({int(year) for year in _paired(sim_a, sim_b)["year"]})
    except SimulationError as error:
        st.warning(t("compare.not_paired"))
        st.warning(escaped(error.text(state.lang())))
        _offer([first, other])
        return
    usual = 2020 if 2020 in years else years[-1]
    year = st.select_slider(tp("compare.year"), years, usual, key="compare_year")
    st.dataframe(_words(sim_a, sim_b, int(year), state.lang()), key="compare_paired",
                 hide_index=True, height="content", alt=t("compare.paired_alt"),
                 placeholder="–")  # fmt: skip
    st.caption(t("compare.paired_note", a=sim_a, b=sim_b))


def _offer(missing: Sequence[Run]) -> None:
    """Simulations that are not there yet: those under way are followed, others can be asked for."""
    shop = caches.store()
    waiting = {one.of_run: one.id for one in shop.runs.queue() if one.kind is RunKind.SIMULATE}
    idle = [run for run in missing if run.id not in waiting]
    if idle:
        names = ", ".join(scenario_title(run.scenario_id) for run in idle)
        st.info(t("compare.no_simulation", names=names))
        if st.button(t("compare.simulate", replications=REPLICATIONS), key="compare_simulate"):
            for run in idle:
                shop.runs.simulate(of_run=run.id, replications=REPLICATIONS, who=shell.who())
            ensure_worker(shop)
            st.rerun()
    if asked := [waiting[run.id] for run in missing if run.id in waiting]:
        apart(_follow, asked, every_s=2 * EVERY_S)


def _follow(asked: Sequence[str]) -> None:
    """How far the simulations are; the whole page once more when they can be read."""
    shop = caches.store()
    ensure_worker(shop)
    known = {run.id for run in finished(RunKind.SIMULATE)}
    runs = [shop.runs.get(one) for one in asked]
    if all(run.id in known if run.has_result else not still_running(run) for run in runs):
        st.rerun()
    for run in runs:
        st.markdown(t("compare.playing", scenario=scenario_title(run.scenario_id),
                      state=state_word(run)))  # fmt: skip
        if run.state is RunState.RUNNING:
            stage(shop.runs.events(run.id))
    shell.link("scenarios", tp("compare.to_queue"))
