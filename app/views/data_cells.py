"""The clean tables on screen, with every cell marked that is an estimate."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from app import state
from app.exports.sheets import notes_of
from app.views.plain import t, tp
from app.views.sheets import frame_of
from geodata.tables import ALL
from geodata.tables.column import NUMBER_KINDS, Column
from geodata.words import Lang, say
from geodata.world import World

MARK = "background-color: #FBE5C8; font-style: italic"
MOST_ROWS = 400
"""Rows shown with marks at once."""


def cells(world: World) -> None:
    """One table of the world, estimated cells on amber ground."""
    lang = state.lang()
    filled = [name for name in ALL if name in world.tables and len(world[name])]
    name = st.selectbox(tp("data.cells_table"), filled, key="data_cells_table",
                        index=filled.index("enterprises") if "enterprises" in filled else 0,
                        format_func=lambda one: tp("data.cells_option", rows=f"{len(world[one]):,}",
                                                   table=ALL[one].label(lang)))  # fmt: skip
    table = ALL[str(name)]
    every = world[table.name]
    first = _first_row(len(every))
    frame = every.iloc[first : first + MOST_ROWS]
    columns = [c for c in table.columns if frame[c.name].notna().any()]
    shown = pd.DataFrame({c.header(lang): frame[c.name] for c in columns})
    marked = estimated(world, table.name, frame, [c.name for c in columns])
    marks = pd.DataFrame(marked, index=shown.index, columns=shown.columns)
    styled = shown.style.apply(lambda _: marks.map(lambda one: MARK if one else ""), axis=None)
    styled = styled.format({c.header(lang): partial(cell_text, c, lang=lang) for c in columns})
    st.caption(t("data.cells_lead", first=f"{first + 1:,}", last=f"{first + len(frame):,}",
                 all=f"{len(every):,}"))  # fmt: skip
    st.dataframe(styled, key=f"data_cells_{name}", hide_index=True, height=380,
                 alt=table.label(lang), placeholder="")  # fmt: skip
    with st.expander(t("data.notes", number=f"{len(world.notes):,}")):
        if len(world.notes):
            notes = frame_of(notes_of(world.notes, lang))
            st.dataframe(notes, key="data_notes", hide_index=True, height=320, lazy=True,
                         alt=t("data.notes_alt"), placeholder="")  # fmt: skip


def _first_row(rows: int) -> int:
    """Where the shown part of a long table begins; 0 = its first row."""
    if rows <= MOST_ROWS:
        return 0
    starts = range(0, rows, MOST_ROWS)
    return int(st.selectbox(
        tp("data.cells_part"), starts, key="data_cells_part",
        format_func=lambda at: f"{at + 1:,}–{min(at + MOST_ROWS, rows):,}",
    ))  # fmt: skip


def cell_text(column: Column, value: object, lang: Lang) -> str:
    """A cell as people write it: words for codes of a choice, no zeros behind a figure."""
    if value is None or value is pd.NA or value != value:
        return ""
    if column.kind == "year":
        return f"{value:.0f}"
    if column.kind in NUMBER_KINDS:
        digits = 4 if column.unit == "degree" else 3
        return f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    if column.kind == "flag":
        return say("export.word.yes" if value else "export.word.no", lang)
    if column.choices:
        words = {choice.value: choice.label(lang) for choice in column.choices}
        return ", ".join(words.get(one, one) for one in str(value).split(";"))
    return str(value)


def estimated(
    world: World, table: str, frame: pd.DataFrame, columns: list[str]
) -> list[list[bool]]:
    """For each row and column whether the cell holds an estimate."""
    notes = world.notes[(world.notes["table"] == table) & (world.notes["kind"] == "estimated")]
    cells_ = set(zip(notes["id"].astype(str), notes["column"].astype(str), strict=True))
    ids = frame[ALL[table].key[0]].astype(str)
    return [[(one, column) in cells_ for column in columns] for one in ids]
