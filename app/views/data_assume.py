"""Assumptions for what the files leave empty: set on the page, shown as such ever after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from app import state
from app.views.plain import escaped, t, tp
from geodata.assuming import assume_values
from geodata.findings import Finding
from geodata.tables import ALL
from geodata.tables.column import Column
from geodata.words import Lang

TABLE = "enterprises"
FLAG = {"true": True, "false": False}


def open_columns() -> list[Column]:
    """Columns of enterprises for which a planner may assume a value."""
    table = ALL[TABLE]
    return [c for c in table.columns if not c.produced and c.name not in table.key]


def refused(column: str, value: str) -> list[Finding]:
    """Why the column cannot hold the value; empty where it can."""
    return assume_values(ALL[TABLE].empty(), {column: value})[2]


def told(assume: Mapping[str, str], lang: Lang) -> list[str]:
    """Every assumption in words, one a column."""
    by_name = ALL[TABLE].by_name
    return [
        tp("data.assumed", column=by_name[name].header(lang), value=_word(by_name[name], value))
        for name, value in assume.items()
        if name in by_name
    ]


def show(assume: Mapping[str, str]) -> None:
    """The assumptions of a data set, marked as such; nothing where there are none."""
    if lines := told(assume, state.lang()):
        st.warning(t("data.assumed_all", list="; ".join(lines)))


def change(
    assume: Mapping[str, str], missing: Iterable[str], divisions: Mapping[str, str], key: str
) -> tuple[str, str] | None:
    """The control: which column, which value; a change as (column, value), "" takes it back.

    missing: columns that the files do not have at all; they stand first.  divisions: code -> name,
    offered where a division is assumed.
    """
    lang, lacking = state.lang(), set(missing)
    for name, line in zip(assume, told(assume, lang), strict=False):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(line), width="stretch")
            if st.button(t("data.assume_drop"), key=f"{key}_drop_{name}"):
                return name, ""
    st.caption(t("data.assume_lead"))
    columns = sorted(open_columns(), key=lambda c: (c.name not in lacking, not c.required))
    left, right = st.columns(2)
    column = left.selectbox(
        tp("data.assume_column"), columns, key=f"{key}_column",
        format_func=lambda c: tp("data.assume_missing", column=c.header(lang))
        if c.name in lacking else c.header(lang),
    )  # fmt: skip
    with right:
        value = _value(column, divisions, f"{key}_value_{column.name}")
    if st.button(t("data.assume_set"), key=f"{key}_set", disabled=not value):
        problems = refused(column.name, value)
        for finding in problems:
            st.error(f"{escaped(finding.problem(lang))}\n\n{escaped(finding.remedy(lang))}")
        if not problems and assume.get(column.name) != value:
            return column.name, value
    return None


def _value(column: Column, divisions: Mapping[str, str], key: str) -> str:
    """The field for a value that suits the column."""
    label = tp("data.assume_value")
    if column.name == "division":
        return str(st.selectbox(label, ["", *divisions], key=key,
                                format_func=lambda c: divisions.get(c, "–")))  # fmt: skip
    if column.kind == "flag":
        return str(st.selectbox(label, ["", *FLAG], key=key,
                                format_func=lambda c: _word(column, c) if c else "–"))  # fmt: skip
    if column.choices and column.kind == "choice":
        return str(st.selectbox(label, ["", *column.allowed], key=key,
                                format_func=lambda c: _word(column, c) if c else "–"))  # fmt: skip
    return st.text_input(label, key=key, max_chars=80, help=t("data.assume_value_help")).strip()


def _word(column: Column, value: str) -> str:
    """A value as planners say it."""
    if column.kind == "flag" and value in FLAG:
        return tp("data.yes" if FLAG[value] else "data.no")
    for choice in column.choices:
        if choice.value == value:
            return choice.label(state.lang())
    return value


def divisions_of(industries: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Code -> "code name" of a world's table of industries."""
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    names = industries[first].fillna(industries[second]).fillna("")
    return {str(c): f"{c} {n}" for c, n in zip(industries["division"], names, strict=True)}
