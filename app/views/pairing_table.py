"""The pairings as a table on screen: filtered, in words, fluid with 30,000 rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app import state
from app.exports.material import Material
from app.runs.results import LoadedRun
from app.views.plain import t, told_apart, tp
from app.webmap.view import Selection
from geodata.words import Lang, say

EAGER = 5_000
"""Rows up to which the whole table is sent; above, one page after the other, so that a row of every
page can be clicked and nothing waits for 30,000 rows."""
PAGE = 1_000
"""Rows of a page."""
ORDERS = {
    "plan": "", "match": "match_share", "points": "score_points", "output": "output_wan_yuan",
    "jobs": "jobs_persons", "land": "land_mu", "hours": "travel_h",
}  # fmt: skip
"""What all rows can be put in order by before they are cut into pages -> column, largest first."""
OPENED = "pair_opened"
MATCHES = 50
ANY = ""


@dataclass(frozen=True)
class Filter:
    """What is left: empty means anything.  duty: "", "yes" or "no"."""

    sending: str = ANY
    receiving: str = ANY
    park: str = ANY
    division: str = ANY
    duty: str = ANY
    text: str = ANY

    def apply(self, pairings: pd.DataFrame) -> pd.DataFrame:
        """The pairings that pass."""
        keep = pd.Series(True, index=pairings.index)
        for code, column in (
            (self.sending, "city_adcode"), (self.receiving, "park_city_adcode"),
            (self.park, "park_id"), (self.division, "division"),
        ):  # fmt: skip
            if code:
                keep &= pairings[column].astype(str) == code
        if self.duty:
            on_duty = pairings["duty_id"].fillna("").astype(str) != ""
            keep &= on_duty if self.duty == "yes" else ~on_duty
        if self.text:
            keep &= named(pairings, self.text)
        return pairings[keep]


def named(frame: pd.DataFrame, text: str) -> pd.Series:
    """Which rows have the text in a name, a product or the id of their enterprise."""
    columns = [c for c in ("name_zh", "name_en", "product", "enterprise_id") if c in frame]
    found = pd.Series(False, index=frame.index)
    for column in columns:
        words = frame[column].fillna("").astype(str)
        found |= words.str.contains(text, case=False, regex=False)
    return found


def filters(pairings: pd.DataFrame, names: Material, picked: Selection | None) -> Filter:
    """The row of filters; a city or park chosen on the map filters, too."""

    def choice(column: str, label: str, known: dict[str, str], key: str) -> str:
        codes = sorted(pairings[column].dropna().astype(str).unique(),
                       key=lambda code: known.get(code, code))  # fmt: skip
        words = told_apart({code: known.get(code, code) for code in codes})
        return st.selectbox(
            label, [ANY, *codes], key=key,
            format_func=lambda c: words[c] if c else tp("pairings.any"),
        )  # fmt: skip

    columns = st.columns([1, 1, 1.3, 1.3, 0.9, 1.2])
    with columns[0]:
        sending = choice("city_adcode", tp("pairings.sending"), names.city_names, "pair_sending")
    with columns[1]:
        receiving = choice("park_city_adcode", tp("pairings.receiving"), names.city_names,
                           "pair_receiving")  # fmt: skip
    with columns[2]:
        park = choice("park_id", tp("pairings.park"), names.park_names, "pair_park")
    with columns[3]:
        division = choice("division", tp("pairings.division"), names.division_names,
                          "pair_division")  # fmt: skip
    with columns[4]:
        duty = st.selectbox(
            tp("pairings.duty"), (ANY, "yes", "no"), key="pair_duty",
            format_func=lambda one: tp(f"pairings.duty_{one or 'any'}"),
        )  # fmt: skip
    with columns[5]:
        text = st.text_input(tp("pairings.search"), key="pair_text", max_chars=60,
                             placeholder=tp("pairings.search_hint")).strip()  # fmt: skip
    if picked is not None and picked.kind == "park" and not park:
        park = picked.id
    return Filter(sending, receiving, park, division, duty, text)


def of_city(pairings: pd.DataFrame, picked: Selection | None) -> pd.DataFrame:
    """The pairings that leave or reach the city chosen on the map; all where none is."""
    if picked is None or picked.kind != "city":
        return pairings
    ends = (pairings["city_adcode"].astype(str) == picked.id) | (
        pairings["park_city_adcode"].astype(str) == picked.id
    )
    return pairings[ends]


@st.cache_resource(show_spinner=False, max_entries=24)
def _screen(run_id: str, lang: Lang, _run: LoadedRun, _names: Material) -> pd.DataFrame:
    """All pairings of a run in words, in the order of the store's table."""
    del run_id
    table = _run.table("pairings")
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    name = table[first].where(table[first].fillna("") != "", table[second])
    yes, no = say("export.word.yes", lang), say("export.word.no", lang)
    columns = {
        "enterprise": name.where(name.fillna("") != "", table["enterprise_id"]),
        "sending": table["city_adcode"].astype(str).map(_names.city_names),
        "park": table["park_id"].astype(str).map(_names.park_names),
        "receiving": table["park_city_adcode"].astype(str).map(_names.city_names),
        "year": table["year"],
        "division": table["division"].astype(str).map(_names.division_names),
        "tenure": table["tenure"].map({one: say(f"export.tenure.{one}", lang)
                                       for one in ("land", "plant")}),
        "match": table["match_share"].astype(float) * 100,
        "points": table["score_points"].astype(float) + table["chain_points"].astype(float),
        "duty": (table["duty_id"].fillna("").astype(str) != "").map({True: yes, False: no}),
        "output": table["output_wan_yuan"],
        "jobs": table["jobs_persons"],
        "land": table["land_mu"],
        "hours": table["travel_h"],
        "id": table["enterprise_id"],
    }  # fmt: skip
    frame = pd.DataFrame({say(f"page.pairings.head.{key}", lang): v for key, v in columns.items()})
    return frame.set_axis(table.index, axis=0)


def table(run: LoadedRun, names: Material, shown: pd.DataFrame, asked: str) -> str | None:
    """The table of `shown` pairings; the enterprise that was clicked, if any.

    asked: the enterprise of the address bar, whose page is shown of many.
    """
    st.caption(t("pairings.count", shown=f"{len(shown):,}", all=f"{len(run.table('pairings')):,}"))
    if len(shown) > EAGER:
        shown = _page(shown, asked)
    frame = _screen(run.run.id, state.lang(), run, names).loc[shown.index]
    heads = {key: tp(f"pairings.head.{key}") for key in ("match", "points", "hours", "year")}
    config = {
        heads["match"]: st.column_config.ProgressColumn(format="%.0f %%", min_value=0,
                                                        max_value=100),
        heads["points"]: st.column_config.NumberColumn(format="%.2f"),
        heads["hours"]: st.column_config.NumberColumn(format="%.1f"),
        heads["year"]: st.column_config.NumberColumn(format="%d"),
        **{tp(f"pairings.head.{key}"): st.column_config.NumberColumn(format="localized")
           for key in ("output", "jobs", "land")},
    }  # fmt: skip
    with st.container(key="pair_table"):
        picked = st.dataframe(
            frame, key=f"pair_rows_{_which(shown)}", hide_index=True, height=520,
            column_config=config, on_select="rerun", selection_mode="single-row",
            alt=t("pairings.alt"), placeholder="–",
        )  # fmt: skip
    rows = picked["selection"]["rows"]
    return str(shown["enterprise_id"].iloc[rows[0]]) if rows and rows[0] < len(shown) else None


def _which(shown: pd.DataFrame) -> str:
    """Which pairings these are: a table with other rows is another one.

    The browser remembers a chosen row by its number, which would mean another enterprise there.
    """
    return hashlib.sha1("\n".join(shown["enterprise_id"].astype(str)).encode()).hexdigest()[:10]


def _page(shown: pd.DataFrame, asked: str) -> pd.DataFrame:
    """The rows of one page of many, in the order asked for.

    The page of an enterprise that is `asked` for anew opens by itself.
    """
    count = -(-len(shown) // PAGE)
    left, right = st.columns([0.6, 0.4], vertical_alignment="bottom")
    order = left.selectbox(
        tp("pairings.order"), list(ORDERS), key="pair_order",
        format_func=lambda one: tp(f"pairings.order_{one}"), help=t("pairings.order_help"),
    )  # fmt: skip
    # Another number of pages is another field: what was asked of the old one may not exist.
    key = f"pair_page_{count}"
    rows = ordered(shown, str(order))
    if asked != state.recall(OPENED, "") or state.widget(key) is None:
        state.set_widget(key, page_of(rows, asked))
    number = int(right.number_input(tp("pairings.page", pages=count), 1, count, key=key))
    rows = rows.iloc[(number - 1) * PAGE : number * PAGE]
    first = (number - 1) * PAGE + 1
    st.caption(t("pairings.window", first=f"{first:,}", last=f"{first + len(rows) - 1:,}",
                 all=f"{len(shown):,}"))  # fmt: skip
    return rows


def page_is_open(chosen: str | None) -> None:
    """An enterprise chosen on a page: its page need not open, and another may be turned to."""
    state.remember(OPENED, chosen or "")


def page_of(rows: pd.DataFrame, enterprise: str) -> int:
    """The page that holds an enterprise; the first where none does."""
    places = (rows["enterprise_id"].astype(str) == enterprise).to_numpy().nonzero()[0]
    return int(places[0]) // PAGE + 1 if len(places) else 1


def ordered(shown: pd.DataFrame, order: str) -> pd.DataFrame:
    """All pairings in one of ORDERS, equal ones as the plan has them, unknown ones last."""
    column = ORDERS[order]
    if not column:
        return shown
    figures = shown[column].astype(float)
    if order == "points":
        figures = figures + shown["chain_points"].astype(float)
    return shown.loc[figures.sort_values(ascending=False, kind="stable", na_position="last").index]


def pick_enterprise(run: LoadedRun, names: Material) -> str | None:
    """An enterprise by part of its name or id, placed or not."""
    text = st.text_input(tp("pairings.find"), key="pair_find", max_chars=60,
                         placeholder=tp("pairings.find_hint")).strip()  # fmt: skip
    if not text:
        return None
    firms = run.table("enterprises")
    found = firms.loc[named(firms, text), "enterprise_id"].astype(str).head(MATCHES).tolist()
    if not found:
        st.warning(t("pairings.find_none", text=text))
        return None
    chosen = st.selectbox(
        tp("pairings.found", number=len(found)), found, key="pair_found",
        format_func=lambda one: f"{names.enterprise_names.get(one, one)} · {one}",
    )  # fmt: skip
    return str(chosen)
