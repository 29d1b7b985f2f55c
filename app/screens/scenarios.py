"""Scenarios: what is asked of the future, and the runs that answer it."""

from __future__ import annotations

import streamlit as st

from app import shell, state
from app.errors import AppError
from app.views import editor, library
from app.views.plain import t
from app.views.progress import queue_table, run_panel
from app.views.start_run import start_run

shell.heading("scenarios")
if run_id := state.address("run"):
    try:
        run_panel(run_id)
    except AppError as error:
        shell.problem(error)
here = shell.data_id()
left, right = st.columns([0.45, 0.55], gap="large")
with left:
    st.subheader(t("library.heading"), anchor=False)
    version = library.pick_scenario()
    with st.container(horizontal=True):
        st.button(t("library.new"), key="library_new", on_click=editor.begin, args=(version,),
                  help=t("library.new_help"))  # fmt: skip
        if not version.shipped:
            st.button(t("library.edit"), key="library_edit", on_click=editor.go_on,
                      args=(version,), help=t("library.edit_help"))  # fmt: skip
with right:
    library.card(version, here)
    with st.container(border=True, key="start_run"):
        start_run(version, here)
editor.editor(here)
queue_table()
