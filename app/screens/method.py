"""Method: the model in plain words, every assumption, every source, licences, notes on the maps."""

from __future__ import annotations

import streamlit as st

from app import shell
from app.views import method
from app.views.plain import tp

VIEWS = {
    "model": method.model,
    "assumptions": method.assumptions,
    "sources": method.sources,
    "rules": method.rules,
    "licences": method.licences,
}

shell.heading("method")
view = st.segmented_control(
    tp("method.view"), list(VIEWS), default="model", key="method_view", required=True,
    format_func=lambda one: tp(f"method.view_{one}"), label_visibility="collapsed",
)  # fmt: skip
VIEWS[str(view)]()
