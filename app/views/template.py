"""The empty Excel form, written when it is asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from app import state
from app.views.plain import t, tp
from geodata.words import Lang

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@st.cache_data(show_spinner=False)
def template_bytes(lang: Lang) -> bytes:
    """The form in one language."""
    from geodata.template import write_template

    with tempfile.TemporaryDirectory() as folder:
        return write_template(Path(folder) / "template.xlsx", lang).read_bytes()


def button(key: str) -> None:
    """A button that downloads the form."""
    lang = state.lang()
    st.download_button(
        t("data.template"), lambda: template_bytes(lang), tp("data.template_file"), XLSX, key=key,
        on_click="ignore", width="stretch",
    )  # fmt: skip
