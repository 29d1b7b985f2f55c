"""A page with nothing but maps; the address says which: ?case=plain&lang=en&layer=land ...

case: plain (one map), linked (two with one view, the second a difference), none (no map: the
baseline of the benchmark), unbatched (dots as single SVG elements, the other baseline).  firms,
parks: another world of that size.  flows: how many.  points: firms as dots.  large: presentation.
firm: selected from outside.  evil: a park whose name is markup.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import streamlit as st

asked = st.query_params
st.set_page_config(page_title="map", page_icon="🗺", layout="wide")
sys.path.insert(0, str(Path(__file__).parent))

EVIL = '<img src=x onerror="window.hit=1">'


@st.cache_resource
def run(firms: int, parks: int, layer: str, evil: bool):
    from webmap_worlds import crowded, demo_input

    data = crowded(firms, parks) if firms else demo_input()
    if evil:
        named = data.parks.assign(name_zh=data.parks["name_zh"].where(data.parks.index > 0, EVIL))
        data = replace(data, parks=named)
    if layer == "port_time":
        from app.layers.ports import gateway_hours
        from geodata.shipped import shipped_world

        data = replace(data, gateway_h=gateway_hours(shipped_world()))
    return data


@st.cache_resource
def view(case: str, lang: str, layer: str, flows: int, firms: int, parks: int, points: bool,
         large: bool, firm: str, year: int, evil: bool):  # fmt: skip
    from app.webmap.view import Selection, map_view

    data = run(firms, parks, layer, evil)
    return map_view(
        data.at(year) if year else data, layer or None, lang, flows=flows, points=points,
        large=large, compare=data.at(2018) if case == "delta" else None,
        selected=Selection("enterprise", firm) if firm else None,
    )  # fmt: skip


def asked_view(case: str, year: int = 0, layer: str | None = None):
    return view(
        case, asked.get("lang", "zh"), asked.get("layer", "") if layer is None else layer,
        int(asked.get("flows", 60)), int(asked.get("firms", 0)), int(asked.get("parks", 63)),
        "points" in asked, "large" in asked, asked.get("firm", ""), year, "evil" in asked,
    )  # fmt: skip


def said(selection) -> str:
    return f"{selection.kind} {selection.id}" if selection else "none"


def show_maps(case: str) -> None:
    from app.webmap.component import province_map

    height = int(asked.get("height", 620))
    layer = "land" if st.checkbox("switch", key="switch") else None
    if case == "plain":
        picked = province_map(asked_view(case, layer=layer), "one", height=height)
    else:
        left, right = st.columns(2)
        with left:
            picked = province_map(asked_view("plain", 2016), "one", height=height, group="both")
        with right:
            other = province_map(asked_view("delta", 2016), "two", height=height, group="both")
        st.text(f"other: {said(other)}")
    st.text(f"picked: {said(picked)}")
    # What Streamlit's own button takes from click to Python: the benchmark's baseline for a click.
    st.text(f"pressed: {st.button('rerun', key='rerun')}")


case = asked.get("case", "plain")
if case == "none":
    st.text("picked: none")
elif case == "unbatched":
    from unbatched import show_dots

    show_dots(asked_view("plain"))
else:
    show_maps(case)
