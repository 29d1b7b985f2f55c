"""The form that puts a run into the queue: how long to search, how good it must be, and why."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.job import Search
from app.runs.records import ScenarioVersion
from app.runs.start import ensure_worker
from app.views.plain import t, tp
from app.views.runs import data_title
from scenarios.faults import ScenarioError

SECONDS = (30, 60, 120, 300, 900)
USUAL_S, USUAL_GAP, USUAL_THREADS = 60, 1.0, 2


def start_run(version: ScenarioVersion, data_id: str) -> None:
    """Ask for a plan of a scenario on the data in use."""
    if not data_id:
        st.info(t("run.no_data"))
        left, right = st.columns(2)
        with left:
            shell.link("start", tp("run.go_start"))
        with right:
            shell.link("data", tp("run.go_data"))
        return
    found = caches.store().data.get(data_id)
    if not found.ready:
        st.error(t("run.data_blocked", name=data_title(data_id), blockers=found.blockers))
        shell.link("data", tp("run.go_data"))
        return
    st.caption(t("run.data", name=data_title(data_id), fingerprint=found.world_fingerprint))
    left, right = st.columns(2)
    seconds = left.select_slider(
        tp("run.how_long"), SECONDS, USUAL_S, key="run_seconds", help=t("run.how_long_help"),
        format_func=lambda s: tp("run.n_seconds", seconds=s),
    )  # fmt: skip
    gap = right.number_input(
        tp("run.good_enough"), 0.0, 20.0, USUAL_GAP, 0.1, key="run_gap", format="%.1f",
        help=t("run.good_enough_help"),
    )  # fmt: skip
    why = st.text_input(tp("run.why"), key="run_why", max_chars=200, placeholder=tp("run.why_hint"))
    if st.button(t("run.start"), key="run_start", type="primary"):
        _queue(data_id, version.id, Search(float(seconds), gap / 100, USUAL_THREADS), why.strip())


def _queue(data_id: str, scenario_id: str, search: Search, why: str) -> None:
    shop = caches.store()
    try:
        run = shop.runs.match(data_id, scenario_id, search=search, who=shell.who(), why=why)
    except (AppError, ScenarioError) as error:
        shell.problem(error)
        return
    ensure_worker(shop)
    state.set_address("run", run.id)
    st.rerun()
