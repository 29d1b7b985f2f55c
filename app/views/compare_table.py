"""The table of figures: every plan, differences to the first, better or worse."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app import caches, state
from app.comparing import PlanTables, figures_table, moved
from app.runs.records import Run
from app.runs.results import LoadedRun
from app.views.plain import t, tp
from app.views.runs import scenario_title
from geodata.words import Lang, known, say

MARKS = {"better": "▲", "worse": "▼", "higher": "↑", "lower": "↓", "same": "=", "unknown": "?"}
"""Signs beside the words, so that nobody depends on colour."""


@st.cache_data(show_spinner=False, max_entries=32)
def _figures(ids: tuple[str, ...]) -> pd.DataFrame:
    runs = [caches.loaded(one) for one in ids]
    return figures_table([PlanTables(run.plan, run.table("pairings")) for run in runs])


def unit_word(unit: str) -> str:
    """A unit in words; shares are written in per cent."""
    if unit == "share":
        return "%"
    for key in (f"sim.unit.{unit}", f"unit.{unit}", f"page.unit.{unit}"):
        if known(key):
            return say(key, state.lang())
    return unit


PIECES = ("projects", "enterprises", "firms")
"""Units of what comes in whole pieces only: of a mean the decimals would puzzle."""


def _about(mean: float) -> str:
    """A mean count; as a difference it keeps its decimals, which tell what is sure of it."""
    if 0 < mean < 1:
        return tp("compare.under_one")
    return tp("compare.about", value=f"{mean:,.0f}")


def number(value: float, unit: str, signed: bool = False) -> str:
    """A figure as people write it: shares in per cent, small ones with decimals, counts whole."""
    if value != value:
        return "–"
    if signed and value == 0:
        return "0"
    sign = "+" if signed else ""
    if unit in PIECES and not signed and value != int(value):
        return _about(value)
    if unit == "share":
        points = tp("compare.points") if signed else "%"
        return f"{value * 100:{sign}.2f} {points}" if signed else f"{value:.2%}"
    return (
        f"{value:{sign},.0f}" if abs(value) >= 100 or value == int(value) else f"{value:{sign},.2f}"
    )


@st.cache_data(show_spinner=False, max_entries=32)
def _words(ids: tuple[str, ...], titles: tuple[str, ...], lang: Lang) -> pd.DataFrame:
    del lang
    table = _figures(ids)
    columns: dict[str, list[str]] = {tp("compare.figure"): [], tp("compare.unit"): []}
    heads = [_head(number_, title) for number_, title in enumerate(titles)]
    for head in heads:
        columns[head] = []
    differences = [tp("compare.difference", letter=_letter(n)) for n in range(1, len(ids))]
    for head in differences:
        columns[head] = []
    for name, rows in table.groupby("figure", sort=False):
        columns[tp("compare.figure")].append(tp(f"figure.{name}"))
        columns[tp("compare.unit")].append(unit_word(str(rows["unit"].iloc[0])))
        for row in rows.to_dict("records"):
            place = int(row["number"])
            columns[heads[place]].append(number(row["value"], row["unit"]))
            if place:
                mark = MARKS[row["verdict"]]
                text = number(row["difference"], row["unit"], signed=True)
                word = tp(f"verdict.{row['verdict']}")
                columns[differences[place - 1]].append(f"{mark} {text} {word}")
    return pd.DataFrame(columns)


def _letter(number_: int) -> str:
    return "ABCD"[number_]


def _head(number_: int, title: str) -> str:
    return f"{_letter(number_)} {title}"


def figures(runs: Sequence[Run]) -> None:
    """The table on screen."""
    titles = tuple(scenario_title(run.scenario_id) for run in runs)
    frame = _words(tuple(run.id for run in runs), titles, state.lang())
    st.dataframe(frame, key="compare_figures", hide_index=True, height="content",
                 alt=t("compare.figures_alt"), placeholder="–")  # fmt: skip
    st.caption(t("compare.figures_note"))


@st.cache_data(show_spinner=False, max_entries=16)
def _moved(run_a: str, run_b: str, lang: Lang) -> pd.DataFrame:
    a, b = caches.loaded(run_a), caches.loaded(run_b)
    table = moved(a.table("placements"), b.table("placements"))
    firms = _names(b, "enterprises", "enterprise_id", lang)
    parks = _names(b, "parks", "park_id", lang)

    def place(side: str) -> list[str]:
        rows = zip(table[f"park_{side}"], table[f"year_{side}"], table[f"tenure_{side}"],
                   strict=True)  # fmt: skip
        return [
            f"{parks.get(str(p), str(p))} · {int(y)} · {say(f'export.tenure.{k}', lang)}"
            if isinstance(p, str) else "–" for p, y, k in rows
        ]  # fmt: skip

    return pd.DataFrame(
        {
            say("page.compare.enterprise", lang): [
                firms.get(str(one), str(one)) for one in table["enterprise_id"]
            ],
            say("page.compare.change", lang): [
                say(f"page.change.{one}", lang) for one in table["change"]
            ],
            say("page.compare.in_a", lang): place("a"),
            say("page.compare.in_b", lang): place("b"),
        }
    )


def _names(run: LoadedRun, table: str, key: str, lang: Lang) -> dict[str, str]:
    return caches.names_of(run.table(table), key, lang)


def changes(a: Run, b: Run) -> None:
    """Enterprises that go elsewhere, or come and go, from one plan to the other."""
    frame = _moved(a.id, b.id, state.lang())
    st.caption(t("compare.changes", number=f"{len(frame):,}"))
    if len(frame):
        st.dataframe(frame, key="compare_changes", hide_index=True, height=360,
                     lazy=len(frame) > 1000, alt=t("compare.changes_alt"),
                     placeholder="–")  # fmt: skip


def city_frame(runs: Sequence[LoadedRun], code: str) -> pd.DataFrame:
    """Per plan: enterprises, output and jobs that come to a city, and that leave it."""
    rows = []
    for place, run in enumerate(runs):
        table = run.table("pairings")
        row: dict[str, object] = {
            tp("compare.plan"): _head(place, scenario_title(run.run.scenario_id))
        }
        for way, column in (("in", "park_city_adcode"), ("out", "city_adcode")):
            some = table[table[column].astype(str) == code]
            row[tp(f"compare.firms_{way}")] = len(some)
            row[tp(f"compare.output_{way}")] = float(some["output_wan_yuan"].sum())
            row[tp(f"compare.jobs_{way}")] = float(some["jobs_persons"].sum())
        rows.append(row)
    return pd.DataFrame(rows)
