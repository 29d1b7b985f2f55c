"""Outlook: plans played forward; what would happen, and how sure one can be."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.runs.records import Run, RunKind
from app.views import compared, outcome
from app.views.compare_futures import played
from app.views.outlook_map import year_map
from app.views.plain import escaped, t, tp
from app.views.progress import run_panel
from app.views.runs import finished, pick_run, still_running
from app.views.start_simulation import start_simulation
from geodata.periods import period

VIEWS = {
    "goal": outcome.goal,
    "fans": outcome.fans,
    "funnel": outcome.funnel,
    "map": year_map,
    "accounts": outcome.accounts,
    "duties": outcome.duties,
    "drivers": outcome.drivers,
}


def _asked() -> Run | None:
    """The run of the address bar, if there is one."""
    try:
        return caches.store().runs.get(state.address("run")) if state.address("run") else None
    except AppError as error:
        shell.problem(error)
        state.set_address("run", None)
        return None


def _results() -> None:
    chosen = pick_run("outlook_run", RunKind.SIMULATE)
    if chosen is None:
        return
    run = caches.loaded(chosen.id)
    facts = t("outlook.facts", replications=f"{len(run.outcome):,}",
              years=period(run.outcome.years), fingerprint=chosen.fingerprint)  # fmt: skip
    st.caption(facts)
    if run.match is None:
        st.warning(t("outlook.no_plan"))
    else:
        compared.link(run.match.run)
    view = st.segmented_control(
        tp("outlook.view"), list(VIEWS), default=_first_view(), key="outlook_view", required=True,
        format_func=lambda one: tp(f"outlook.view_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    VIEWS[str(view)](run)
    if run.doubts:
        with st.expander(t("outlook.doubts", number=len(run.doubts))):
            for doubt in run.doubts:
                st.caption(escaped(doubt.text(state.lang())))


def _first_view() -> str:
    """The view that the link to this page names, else the goal."""
    named = state.address("view")
    return named if named in VIEWS else "goal"


shell.heading("outlook")
asked = _asked()
if asked is not None and asked.kind is RunKind.STUDY:
    state.set_address("view", "drivers")
    outcome.show_drivers_of(str(asked.settings["indicator"]), int(asked.settings["year"]))
    state.set_address("run", asked.of_run)
    asked = _asked()
plan = ""
if asked is not None and asked.kind is RunKind.MATCH:
    plan = asked.id
    done = played(asked)
    state.set_address("run", done.id if done is not None else None)
if (
    asked is not None
    and asked.kind is RunKind.SIMULATE
    and (still_running(asked) or not asked.has_result)
):
    run_panel(asked.id)
else:
    if finished(RunKind.SIMULATE) and (not plan or state.address("run")):
        _results()
    elif plan:
        st.info(t("outlook.not_played"))
    else:
        st.info(t("outlook.none"))
    with st.expander(t("outlook.new"), expanded=not finished(RunKind.SIMULATE) or bool(plan),
                     key="outlook_new"):  # fmt: skip
        start_simulation(plan)
