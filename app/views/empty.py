"""Kind words where there is nothing to show yet."""

from __future__ import annotations

import streamlit as st

from app import shell
from app.views.plain import t, tp


def no_runs() -> None:
    """No finished run: what to do first."""
    st.info(t("empty.no_runs"))
    with st.container(horizontal=True):
        if not shell.data_id():
            shell.link("start", tp("run.go_start"))
        shell.link("scenarios", tp("empty.go_scenarios"))
