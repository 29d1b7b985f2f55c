"""Start: the province at once, what this is, three steps, the latest runs."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.runs.records import DEMO
from app.views import compared, maps, template
from app.views.plain import t, tp
from app.views.runs import finder, runs_table
from geodata.shipped import shipped_world

RECENT = 8


def _begin() -> None:
    """The two ways to begin, and the form to fill in."""
    chosen = shell.data_id()
    if st.button(t("start.demo"), key="start_demo", type="primary", width="stretch"):
        shell.use_data(DEMO)
        shell.go("scenarios")
    if st.button(t("start.upload"), key="start_upload", width="stretch"):
        shell.go("data")
    template.button("start_template")
    if chosen:
        found = caches.store().data.get(chosen)
        name = tp("data.demo_name") if found.id == DEMO else found.name
        st.caption(t("start.in_use", name=name))
    else:
        st.caption(t("start.no_data"))


def _steps() -> None:
    for number, name in enumerate(("data", "scenarios", "compare"), start=1):
        with st.container(border=True, gap="xsmall"):
            words = {"runs": ",".join(compared.compared())} if name == "compare" else {}
            shell.link(name, tp("start.step", number=number, name=tp(f"nav.{name}")), words)
            st.caption(t(f"start.step_{name}"))


def _recent() -> None:
    st.subheader(t("start.recent"), anchor=False)
    runs = caches.store().runs.all(limit=RECENT)
    if runs:
        picked = runs_table(runs, "start_runs")
        if picked is not None:
            shell.open_run(picked)
    else:
        st.info(t("start.no_runs"))
    found = finder("start_find")
    if found is not None:
        shell.open_run(found)


shell.heading("start")
left, right = st.columns([0.68, 0.32], gap="medium")
with right:
    _begin()
    if not state.presenting():
        _steps()
with left:
    here = shell.data_id()
    maps.show(maps.world_view(caches.world(here) if here else shipped_world()), "start_map",
              height=600)  # fmt: skip
_recent()
