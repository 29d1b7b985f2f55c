"""Data: upload, correct, check, tick off, put right; the last good data stay until then."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.runs.records import DEMO, DataSet
from app.views import data_assume, data_cells, data_edit, data_findings, data_upload, maps
from app.views.plain import t, told_apart, tp
from app.views.runs import data_title, when
from geodata.tables import ALL

TABS = ("findings", "edit", "cells", "map")


def _shown() -> DataSet | None:
    """The data set this page shows: the address bar's, else the one in use; None if none is."""
    asked = state.address("data")
    sets = {one.id: one for one in caches.store().data.all(drafts=True)}
    if asked and asked not in sets:
        st.warning(t("data.unknown", data=asked))
    start = asked if asked in sets else shell.data_id()
    if len(sets) == 1 and not start:
        return None
    words = told_apart({code: _option(one) for code, one in sets.items()})
    if start:
        state.set_widget("data_set", start)
    chosen = st.selectbox(
        tp("data.which"), list(sets), key="data_set", format_func=words.__getitem__,
        on_change=lambda: state.set_address("data", state.widget("data_set")),
    )  # fmt: skip
    return sets[str(chosen)]


def _option(one: DataSet) -> str:
    if one.id == DEMO:
        return data_title(one.id)
    key = "data.option" if one.ready else "data.option_draft"
    return tp(key, name=one.name, when=when(one.created), blockers=one.blockers)


def _standing(found: DataSet) -> None:
    """Whether it can be used, whether it is in use, and a button that takes it into use."""
    used = shell.data_id() == found.id
    doubts = t("data.doubts_some", doubts=found.doubts) if found.doubts else t("data.doubts_none")
    if not found.ready:
        kept = shell.data_id()
        still = t("data.still", name=data_title(kept)) if kept else ""
        st.error(t("data.blocked", blockers=found.blockers) + " " + still)
    elif used:
        st.success(f"{t('data.in_use')} {doubts}")
    else:
        st.info(f"{t('data.ready')} {doubts}")
        st.button(t("data.use"), key="data_use", on_click=shell.use_data, args=(found.id,))
    data_assume.show(found.recipe.assume)
    tables = ", ".join(ALL[name].label(state.lang()) for name in found.tables if name in ALL)
    st.caption(t("data.facts", tables=tables or tp("data.shipped_tables"),
                 fingerprint=found.world_fingerprint))  # fmt: skip
    if used and found.ready:
        shell.link("scenarios", tp("data.to_scenarios"))


def _tabs(found: DataSet) -> None:
    world = caches.world(found.id)
    tab = st.segmented_control(
        tp("data.tabs"), TABS, default=TABS[0], key="data_tab", required=True,
        format_func=lambda one: tp(f"data.tab_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    if tab == "findings":
        data_findings.findings(found, world)
    elif tab == "edit":
        data_edit.edit(found, world)
    elif tab == "cells":
        data_cells.cells(world)
    else:
        firms = world["enterprises"]
        located = int((firms["lon"].notna() & firms["lat"].notna()).sum())
        st.caption(t("data.located", located=f"{located:,}", all=f"{len(firms):,}"))
        maps.show(maps.world_view(world, points=True), "data_map", height=560)


shell.heading("data")
data_upload.upload()
data_upload.review()
try:
    shown = _shown()
    if shown is None:
        st.info(t("data.none"))
        if st.button(t("start.demo"), key="data_demo"):
            shell.use_data(DEMO)
            st.rerun()
    else:
        _standing(shown)
        _tabs(shown)
except AppError as error:
    shell.problem(error)
