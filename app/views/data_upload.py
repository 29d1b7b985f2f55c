"""Upload: several files at once, what they were taken for, corrections, and the check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.errors import AppError
from app.inputs import DATUMS
from app.pending import Pending, receive
from app.runs.recognised import SheetSeen, look
from app.runs.records import DataSet
from app.views import data_assume
from app.views.plain import escaped, t, tp
from app.views.template import button as template_button
from geodata.readers import SUFFIXES
from geodata.shipped import shipped_world
from geodata.tables import ALL
from geodata.words import known, say

KEY = "pending"
UPLOADER = "uploader"
OPEN = 2
"""Sheets whose columns are shown at once; the others open on a click."""
RECOGNISE = "?"
UNUSED = ""


def pending() -> Pending | None:
    """The files this session is about to load."""
    return state.recall(KEY, None)


def _drop() -> None:
    held = pending()
    if held is not None:
        held.drop()
    state.forget(KEY, "uploaded")
    state.remember(UPLOADER, state.recall(UPLOADER, 0) + 1)


def upload() -> None:
    """The uploader; what comes in waits until it was looked at and checked."""
    # Any ending: the browser would turn others away in English and without a remedy; `receive`
    # looks into the file and says what to do instead.
    files = st.file_uploader(
        tp("data.uploader"), accept_multiple_files=True,
        key=f"data_uploader_{state.recall(UPLOADER, 0)}", help=t("data.uploader_help"),
    )  # fmt: skip
    ids = tuple(file.file_id for file in files)
    if files and ids != state.recall("uploaded", ()):
        held = pending()
        if held is not None:
            held.drop()
        taken = receive(caches.store().home, [(file.name, file) for file in files])
        state.remember(KEY, taken)
        state.remember("uploaded", ids)
    left, right = st.columns(2)
    with left:
        template_button("data_template")
    with right:
        endings = sorted({ending for group in SUFFIXES.values() for ending in group})
        st.caption(t("data.formats", formats=", ".join(endings)))


def review() -> None:
    """What was recognised, to be corrected, and the button that checks and keeps it."""
    held = pending()
    if held is None:
        return
    lang = state.lang()
    with st.container(border=True, key="data_review"):
        st.subheader(t("data.review"), anchor=False)
        for finding in held.refused:
            st.error(f"{escaped(finding.problem(lang))}\n\n{escaped(finding.remedy(lang))}")
        if not held.recipe.files:
            st.warning(t("data.nothing_usable"))
            st.button(t("data.discard"), key="data_discard", on_click=_drop)
            return
        try:
            sheets = look(held.recipe, held.files)
        except AppError as error:
            shell.problem(error)
            sheets = []
        _datum(held)
        for number, sheet in enumerate(sheets):
            _sheet(held, sheet, number)
        _assume(held, sheets)
        _check(held)


def _datum(held: Pending) -> None:
    chosen = st.selectbox(
        tp("data.datum"), DATUMS, index=DATUMS.index(held.recipe.datum), key="data_datum",
        format_func=lambda one: tp(f"data.datum_{one}"), help=t("data.datum_help"),
    )  # fmt: skip
    if chosen != held.recipe.datum:
        state.remember(KEY, held.with_datum(chosen))
        st.rerun()


def _sheet(held: Pending, sheet: SheetSeen, number: int) -> None:
    """One sheet: its table and the column behind every header."""
    lang = state.lang()
    table = ALL[sheet.table].label(lang) if sheet.table else tp("data.unrecognised")
    with st.expander(t("data.sheet", place=sheet.place, table=table, rows=f"{sheet.rows:,}"),
                     expanded=sheet.table is None or number < OPEN):  # fmt: skip
        for finding in sheet.findings[:8]:
            st.caption(f"{escaped(finding.problem(lang))}  \n{escaped(finding.remedy(lang))}")
        stated = next((f.table for f in held.recipe.files if f.name == sheet.file), None)
        options = [RECOGNISE, *ALL]
        chosen = st.selectbox(
            tp("data.table"), options, index=options.index(stated or RECOGNISE),
            key=f"data_table_{number}",
            format_func=lambda one: tp("data.recognise") if one == RECOGNISE else
            ALL[one].label(lang),
        )  # fmt: skip
        wanted = None if chosen == RECOGNISE else chosen
        if wanted != stated:
            state.remember(KEY, held.with_table(sheet.file, wanted))
            st.rerun()
        if sheet.columns:
            _columns(held, sheet, number)


def _columns(held: Pending, sheet: SheetSeen, number: int) -> None:
    """Headers as found and the column each one fills; the planner may choose another."""
    lang = state.lang()
    declared = ALL[sheet.table].columns if sheet.table else ()
    labels = {UNUSED: tp("data.unused")} | {
        c.name: c.header(lang) for c in declared if not c.produced
    }
    heads = [tp(f"data.column_{one}") for one in ("header", "sample", "column", "unit")]
    frame = pd.DataFrame(
        {
            heads[0]: [c.header for c in sheet.columns],
            heads[1]: [" / ".join(c.sample) for c in sheet.columns],
            heads[2]: [labels.get(c.column, labels[UNUSED]) for c in sheet.columns],
            heads[3]: [c.unit for c in sheet.columns],
        }
    )
    edited = st.data_editor(
        frame, key=f"data_columns_{number}_{len(held.recipe.headers)}", hide_index=True,
        disabled=[heads[0], heads[1], heads[3]], alt=t("data.columns_alt"),
        column_config={heads[2]: st.column_config.SelectboxColumn(
            options=list(labels.values()), required=True)},
    )  # fmt: skip
    names = {label: name for name, label in labels.items()}
    changed = {
        header: names.get(new, UNUSED)
        for header, old, new in zip(frame[heads[0]], frame[heads[2]], edited[heads[2]], strict=True)
        if old != new
    }
    if changed:
        state.remember(KEY, held.with_headers(changed))
        st.rerun()
    there = {*sheet.provided, *(one.column for one in sheet.columns)}
    missing = [c.header(lang) for c in declared if c.required and c.name not in there]
    if missing:
        st.warning(t("data.missing", columns=", ".join(missing)))


def _assume(held: Pending, sheets: Sequence[SheetSeen]) -> None:
    """Values to assume for columns of enterprises that the sheets do not have, or leave empty."""
    firms = [sheet for sheet in sheets if sheet.table == data_assume.TABLE]
    if not firms:
        return
    seen = {column.column for sheet in firms for column in sheet.columns}
    missing = [c.name for c in data_assume.open_columns() if c.name not in seen]
    required = [c for c in ALL[data_assume.TABLE].columns if c.required and c.name in missing]
    with st.expander(t("data.assume"), expanded=bool(required or held.recipe.assume),
                     key="data_assume"):  # fmt: skip
        divisions = data_assume.divisions_of(shipped_world()["industries"], state.lang())
        change = data_assume.change(held.recipe.assume, missing, divisions, "data_assume")
    if change is not None:
        state.remember(KEY, held.with_assumed(*change))
        st.rerun()


def _check(held: Pending) -> None:
    first = held.recipe.files[0].name
    name = st.text_input(tp("data.name"), value=Path(first).stem, key="data_name", max_chars=80)
    with st.container(horizontal=True):
        load = st.button(t("data.check"), key="data_check", type="primary",
                         help=t("data.check_help"))  # fmt: skip
        st.button(t("data.discard"), key="data_discard", on_click=_drop)
    if not load:
        return
    bar = st.progress(0.0, text=t("data.checking"))

    def tell(stage: str, share: float | None, detail: str) -> None:
        del detail
        key = f"cli.stage.{stage}"
        word = say(key, state.lang()) if known(key) else stage
        bar.progress(min(max(share or 0.0, 0.0), 1.0), text=word)

    try:
        made = caches.store().data.add(
            held.recipe, held.files, name=name.strip() or first, who=shell.who(),
            parent=held.parent, progress=tell,
        )  # fmt: skip
    except AppError as error:
        shell.problem(error)
        return
    _drop()
    arrived(made)


def arrived(made: DataSet) -> None:
    """Show a fresh data set; it comes into use only if nothing blocks it."""
    state.set_address("data", made.id)
    if made.ready:
        shell.use_data(made.id)
    state.remember("arrived", made.id)
    st.rerun()
