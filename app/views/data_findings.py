"""What is wrong or odd in the data: blockers, doubts to tick off, a list to send back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.console import write_findings
from app.runs.records import DataSet, Tick, finding_key
from app.views.plain import t, tp
from app.views.runs import when
from app.views.template import XLSX
from geodata.findings import Finding, Severity
from geodata.tables import ALL
from geodata.words import Lang, say
from geodata.world import World

SHOWN = ("open", "blocker", "doubt", "ticked", "all")


def findings(found: DataSet, world: World) -> None:
    """The table of findings and what can be done about them."""
    ticks = caches.store().data.ticks(found.id)
    every = sorted(world.findings, key=lambda f: f.severity is not Severity.BLOCKER)
    if not every:
        st.success(t("data.no_findings"))
        return
    left, right = st.columns([0.7, 0.3], vertical_alignment="bottom")
    with left:
        chosen = st.segmented_control(
            tp("data.show"), SHOWN, default="open", key="data_show", required=True,
            format_func=lambda one: tp(f"data.show_{one}"), label_visibility="collapsed",
        )  # fmt: skip
    with right:
        _download(found, world)
    shown = [f for f in every if _wanted(f, str(chosen), finding_key(f) in ticks)]
    st.caption(t("data.findings_count", shown=f"{len(shown):,}", all=f"{len(every):,}",
                 blockers=found.blockers, doubts=found.doubts))  # fmt: skip
    lang = state.lang()
    frame = pd.DataFrame(
        {
            tp("data.finding_severity"): [say(f"export.severity.{f.severity.value}", lang)
                                          for f in shown],
            tp("data.finding_table"): [ALL[f.table].label(lang) if f.table in ALL else f.table
                                       for f in shown],
            tp("data.finding_row"): ["" if f.row is None else str(f.row) for f in shown],
            tp("data.finding_column"): [_column(f, lang) for f in shown],
            tp("data.finding_value"): [f.value for f in shown],
            tp("data.finding_problem"): [f.problem(lang) for f in shown],
            tp("data.finding_remedy"): [f.remedy(lang) for f in shown],
            tp("data.finding_tick"): [_tick_words(ticks.get(finding_key(f))) for f in shown],
            tp("data.finding_source"): [f.source for f in shown],
        }
    )  # fmt: skip
    picked = st.dataframe(
        frame, key=f"data_findings_{found.id}_{chosen}_{len(ticks)}", hide_index=True, height=380,
        on_select="rerun", selection_mode="multi-row", alt=t("data.findings_alt"), placeholder="–",
    )  # fmt: skip
    rows = [n for n in picked["selection"]["rows"] if n < len(shown)]
    _tick(found, [shown[n] for n in rows], set(ticks))


def _wanted(finding: Finding, chosen: str, ticked: bool) -> bool:
    if chosen == "open":
        return finding.severity is Severity.BLOCKER or not ticked
    if chosen == "ticked":
        return ticked
    return chosen == "all" or finding.severity.value == chosen


def _column(finding: Finding, lang: Lang) -> str:
    table = ALL.get(finding.table)
    if table is None or finding.column not in table.by_name:
        return finding.column or ""
    return table[str(finding.column)].label(lang)


def _tick_words(tick: Tick | None) -> str:
    if tick is None:
        return ""
    return tp("data.ticked_by", who=tick.who or tp("run.nobody"), when=when(tick.at),
              note=tick.note)  # fmt: skip


def _tick(found: DataSet, picked: list[Finding], ticked: set[str]) -> None:
    """Tick the chosen doubts off, or take ticks back; blockers cannot be ticked off."""
    doubts = [f for f in picked if f.severity is Severity.DOUBT]
    if len(doubts) < len(picked):
        st.caption(t("data.blockers_stay"))
    fresh = [f for f in doubts if finding_key(f) not in ticked]
    old = [f for f in doubts if finding_key(f) in ticked]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(tp("data.tick_note"), key="data_tick_note", max_chars=300,
                             placeholder=tp("data.tick_hint")).strip()  # fmt: skip
        if st.button(t("data.tick", number=len(fresh)), key="data_tick",
                     disabled=not (fresh and note), help=t("data.tick_help")):  # fmt: skip
            for finding in fresh:
                caches.store().data.tick(found.id, finding, shell.who(), note)
            st.rerun()
        if old and st.button(t("data.untick", number=len(old)), key="data_untick"):
            for finding in old:
                caches.store().data.untick(found.id, finding, shell.who())
            st.rerun()


def _download(found: DataSet, world: World) -> None:
    """The findings as a workbook, to send back to whoever filled in the sheet."""
    lang = state.lang()
    st.download_button(
        t("data.findings_download"), lambda: findings_bytes(world, lang),
        tp("data.findings_file", name=found.id), XLSX, key="data_findings_download",
        on_click="ignore",
    )  # fmt: skip


def findings_bytes(world: World, lang: Lang) -> bytes:
    """input-findings.xlsx of a world."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_findings(world.findings, Path(folder), lang)
        return next(file for file in files if file.suffix == ".xlsx").read_bytes()
