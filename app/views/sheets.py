"""Sheets of the exports on screen: the same words, units and columns as on paper."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import state
from app.exports.material import Material
from app.exports.sheet import Sheet
from app.runs.results import LoadedRun
from geodata.words import Lang

FORMATS = {
    "whole": "localized",
    "number": "localized",
    "fine": "%.3f",
    "points": "%.3f",
    "price": "%.4g",
    "share": "percent",
    "year": "%d",
}
"""Kind of a field -> how Streamlit writes it."""


@st.cache_resource(show_spinner=False, max_entries=12)
def _material(run_id: str, lang: Lang, title: str, _run: LoadedRun) -> Material:
    del run_id
    return Material(_run.plan, _run.case, lang, findings=tuple(_run.findings), title=title)


def material(run: LoadedRun) -> Material:
    """Names and labels of a match run in the language of the session."""
    lang = state.lang()
    return _material(run.run.id, lang, run.scenario.title(lang), run)


def frame_of(sheet: Sheet, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """The sheet as a table with its headings; columns of which nothing is known are left out."""
    columns = {
        field.header: field.values.reset_index(drop=True)
        for field in sheet.fields
        if field.key not in without and field.values.notna().any()
    }
    return pd.DataFrame(columns)


def formats(sheet: Sheet) -> dict[str, Any]:
    """How the columns of `frame_of(sheet)` are written."""
    return {
        field.header: st.column_config.NumberColumn(format=FORMATS[field.kind], help=field.hint)
        for field in sheet.fields
        if field.kind in FORMATS
    }


def show_sheet(sheet: Sheet, key: str, *, height: int = 420, without: tuple[str, ...] = (),
               alt: str = "") -> None:  # fmt: skip
    """The sheet as a table on screen."""
    frame = frame_of(sheet, without)
    st.dataframe(frame, key=key, hide_index=True, height=height, column_config=formats(sheet),
                 alt=alt or sheet.name, placeholder="")  # fmt: skip


def figures(frame: pd.DataFrame, *, key: str, alt: str, height: Any = "content",
            column_config: dict[str, Any] | None = None, hide_index: bool = True,
            years: tuple[str, ...] = ()) -> None:  # fmt: skip
    """A table whose figures have their thousands apart; `years`: columns that are no figures."""
    config = {
        column: st.column_config.NumberColumn(format="localized")
        for column in frame.select_dtypes("number").columns
        if column not in years
    }
    st.dataframe(frame, key=key, hide_index=hide_index, height=height, alt=alt, placeholder="–",
                 column_config=config | (column_config or {}))  # fmt: skip
