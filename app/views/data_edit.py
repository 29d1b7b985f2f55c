"""Cells put right on screen: the file stays as it was sent, a new data set mends the old one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.pending import edited
from app.runs.records import DataSet, Edit
from app.views.data_upload import arrived
from app.views.plain import t, tp
from geodata.findings import Severity
from geodata.tables import ALL
from geodata.tables.column import SOURCE_ROW, Table
from geodata.world import World

MOST = 300
"""Rows drawn for editing at once."""


def edit(found: DataSet, world: World) -> None:
    """A table of the uploaded files, rows with findings first, every cell open."""
    tables = [name for name in found.tables if name in ALL]
    if not tables:
        st.info(t("data.edit_none"))
        return
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


def _mend(found: DataSet, edits: list[Edit]) -> None:
    """Load the same files again with the cells put right."""
    shop = caches.store()
    with st.spinner(tp("data.checking")):
        try:
            made = shop.data.add(
                edited(found.recipe, edits), shop.data.files(found.id), name=found.name,
                who=shell.who(), why=tp("data.edit_why", number=len(edits)), parent=found.id,
            )  # fmt: skip
        except AppError as error:
            shell.problem(error)
            return
    arrived(made)
