"""Cells put right on screen: the file stays as it was sent, a new data set mends the old one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.pending import assuming, edited
from app.runs.own_copy import copyable, own_copy
from app.runs.records import DEMO, DataSet, Edit, Recipe
from app.views import data_assume
from app.views.data_upload import arrived
from app.views.plain import t, tp
from geodata.findings import Severity
from geodata.tables import ALL
from geodata.tables.column import SOURCE_ROW, Table
from geodata.world import World

MOST = 300
"""Rows drawn for editing at once."""


def edit(found: DataSet, world: World) -> None:
    """Own tables with every cell open, assumptions, and own copies of the tables that are not."""
    tables = [name for name in found.tables if name in ALL]
    if tables:
        _table(found, world, tables)
    else:
        st.info(t("data.edit_none"))
    if data_assume.TABLE in tables:
        _assume(found, world)
    _copy(found, world)


def _table(found: DataSet, world: World, tables: list[str]) -> None:
    """One of the data set's own tables, rows with findings first."""
    lang = state.lang()
    troubled = {f.table for f in world.findings if f.severity is Severity.BLOCKER}
    tables.sort(key=lambda name: name not in troubled)
    name = st.selectbox(tp("data.edit_table"), tables, key="data_edit_table",
                        format_func=lambda one: ALL[one].label(lang))  # fmt: skip
    table = ALL[str(name)]
    rows = rows_to_edit(world, table)
    only = st.toggle(tp("data.edit_only"), value=bool(rows), key="data_edit_only")
    frame = world[table.name]
    if only:
        frame = in_order(frame, rows)
    st.caption(t("data.edit_lead", shown=min(len(frame), MOST), all=len(frame)))
    shown = as_text(frame.head(MOST), table, first=troubled_columns(world, table))
    labels = {c.name: c.header(lang) for c in table.columns if not c.produced}
    changed = st.data_editor(
        shown.rename(columns=labels | {SOURCE_ROW: tp("data.finding_row")}),
        key=f"data_edit_{found.id}_{name}_{only}", hide_index=True, height=420,
        disabled=[tp("data.finding_row")], alt=t("data.edit_alt", table=table.label(lang)),
    )  # fmt: skip
    edits = edits_of(shown, changed.set_axis(shown.columns, axis=1), table.name,
                     _places(frame.head(MOST), found, world, table.name))  # fmt: skip
    if st.button(t("data.edit_save", number=len(edits)), key="data_edit_save", type="primary",
                 disabled=not edits, help=t("data.edit_help")):  # fmt: skip
        _mend(found, edits)


def rows_to_edit(world: World, table: Table) -> list[int]:
    """Rows of the sheet about which something was found, those with blockers first."""
    blocked: dict[int, bool] = {}
    for found in world.findings:
        if found.table == table.name and found.row is not None:
            hard = found.severity is Severity.BLOCKER
            blocked[found.row] = blocked.get(found.row, False) or hard
    return sorted(blocked, key=lambda row: (not blocked[row], row))


def in_order(frame: pd.DataFrame, rows: Sequence[int]) -> pd.DataFrame:
    """The rows of the sheet numbered `rows`, in that order: only the first of many are drawn."""
    place = {row: at for at, row in enumerate(rows)}
    kept = frame[frame[SOURCE_ROW].isin(rows)]
    return kept.iloc[kept[SOURCE_ROW].map(place).argsort(kind="stable")]


def troubled_columns(world: World, table: Table) -> list[str]:
    """Columns about which something was found, those with blockers first."""
    found = sorted(world.findings, key=lambda f: f.severity is not Severity.BLOCKER)
    return list(dict.fromkeys(str(f.column) for f in found if f.table == table.name and f.column))


def as_text(frame: pd.DataFrame, table: Table, first: Sequence[str] = ()) -> pd.DataFrame:
    """The table's own columns as text, empty cells as "".

    The sheet's row number stands first, then the keys and the name, then the columns of `first`.
    """
    every = [c.name for c in table.columns if not c.produced]
    ahead = [c for c in (*table.key, "name_zh", *first) if c in every]
    own = list(dict.fromkeys((*ahead, *every)))
    text = {SOURCE_ROW: frame[SOURCE_ROW].astype("Int64")}
    for name in own:
        text[name] = frame[name].map(_text)
    return pd.DataFrame(text).reset_index(drop=True)


def _text(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def edits_of(before: pd.DataFrame, after: pd.DataFrame, table: str,
             places: list[str]) -> list[Edit]:  # fmt: skip
    """Every cell that differs, as an Edit; rows are aligned, places: the sheet of each row."""
    edits = []
    for column in before.columns:
        if column == SOURCE_ROW:
            continue
        old, new = before[column], after[column].fillna("").astype(str)
        for at in [n for n, same in enumerate(old == new) if not same]:
            row = int(before[SOURCE_ROW].iloc[at])
            edits.append(Edit(table, row, column, str(new.iloc[at]), places[at]))
    return edits


def _places(frame: pd.DataFrame, found: DataSet, world: World, table: str) -> list[str]:
    """The file and sheet of each row; "" where only one sheet fills the table."""
    del found
    several = "; " in world.provenance.get(table, "")
    if not several or "source" not in frame:
        return [""] * len(frame)
    return frame["source"].fillna("").astype(str).tolist()


def _assume(found: DataSet, world: World) -> None:
    """Assumptions set, changed and taken back after the files were loaded."""
    with st.expander(t("data.assume"), key="data_assume_after"):
        divisions = data_assume.divisions_of(world["industries"], state.lang())
        missing = [c.name for c in data_assume.open_columns()
                   if world[data_assume.TABLE][c.name].isna().all()]  # fmt: skip
        change = data_assume.change(found.recipe.assume, missing, divisions, "data_assume_after")
    if change is not None:
        column, value = change
        _again(found, assuming(found.recipe, column, value), tp("data.assume_why"))


def _copy(found: DataSet, world: World) -> None:
    """Tables that come from no file of the data set: copied first, then open like any other."""
    lang, names = state.lang(), copyable(found, world)
    if not names:
        return
    with st.expander(t("data.copy"), expanded=not found.tables, key="data_copy"):
        st.caption(t("data.copy_lead"))
        name = str(st.selectbox(tp("data.edit_table"), names, key="data_copy_table",
                                format_func=lambda one: ALL[one].label(lang)))  # fmt: skip
        if st.button(t("data.copy_make"), key="data_copy_make"):
            called = found.name if found.id != DEMO else tp("data.copy_name")
            why = tp("data.copy_why", table=ALL[name].label(lang))
            _keep(lambda: own_copy(caches.store().data, found, name, name=called,
                                   who=shell.who(), why=why))  # fmt: skip


def _mend(found: DataSet, edits: list[Edit]) -> None:
    """Load the same files again with the cells put right."""
    _again(found, edited(found.recipe, edits), tp("data.edit_why", number=len(edits)))


def _again(found: DataSet, recipe: Recipe, why: str) -> None:
    """Load the files of a data set by another recipe; the new one mends it."""
    data = caches.store().data
    _keep(lambda: data.add(recipe, data.files(found.id), name=found.name, who=shell.who(), why=why,
                           parent=found.id))  # fmt: skip


def _keep(make: Callable[[], DataSet]) -> None:
    """Make a data set and show it, or tell why it could not be made."""
    with st.spinner(tp("data.checking")):
        try:
            made = make()
        except AppError as error:
            shell.problem(error)
            return
    arrived(made)
