"""The clean tables on screen, with every cell marked that is an estimate."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import state
from app.exports.sheets import notes_of
from app.views.plain import t, tp
from app.views.sheets import frame_of
from geodata.tables import ALL
from geodata.world import World

MARK = "background-color: #FBE5C8; font-style: italic"
MOST_ROWS = 400
"""Rows shown with marks at once; the whole table is in the exports."""


def cells(world: World) -> None:
    """One table of the world, estimated cells on amber ground."""
    lang = state.lang()
    filled = [name for name in ALL if name in world.tables and len(world[name])]
    name = st.selectbox(tp("data.cells_table"), filled, key="data_cells_table",
                        index=filled.index("enterprises") if "enterprises" in filled else 0,
                        format_func=lambda one: tp("data.cells_option", rows=f"{len(world[one]):,}",
                                                   table=ALL[one].label(lang)))  # fmt: skip
    table = ALL[str(name)]
    frame = world[table.name].head(MOST_ROWS)
    columns = [c for c in table.columns if frame[c.name].notna().any()]
    shown = pd.DataFrame({c.header(lang): frame[c.name] for c in columns})
    marked = estimated(world, table.name, frame, [c.name for c in columns])
    marks = pd.DataFrame(marked, index=shown.index, columns=shown.columns)
    styled = shown.style.apply(lambda _: marks.map(lambda one: MARK if one else ""), axis=None)
    st.caption(t("data.cells_lead", shown=f"{len(frame):,}", all=f"{len(world[table.name]):,}"))
    st.dataframe(styled, key=f"data_cells_{name}", hide_index=True, height=380,
                 alt=table.label(lang), placeholder="")  # fmt: skip
    with st.expander(t("data.notes", number=f"{len(world.notes):,}")):
        if len(world.notes):
            notes = frame_of(notes_of(world.notes, lang))
            st.dataframe(notes, key="data_notes", hide_index=True, height=320, lazy=True,
                         alt=t("data.notes_alt"), placeholder="")  # fmt: skip


def estimated(
    world: World, table: str, frame: pd.DataFrame, columns: list[str]
) -> list[list[bool]]:
    """For each row and column whether the cell holds an estimate."""
    notes = world.notes[(world.notes["table"] == table) & (world.notes["kind"] == "estimated")]
    cells_ = set(zip(notes["id"].astype(str), notes["column"].astype(str), strict=True))
    ids = frame[ALL[table].key[0]].astype(str)
    return [[(one, column) in cells_ for column in columns] for one in ids]
