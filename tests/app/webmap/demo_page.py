"""A page with nothing but maps; the address says which: ?case=plain&lang=en&layer=land ...

case: plain (one map), linked (two with shared view and a difference), none (no map: the baseline of
the benchmark).  flows, points, parks: how many.  large=1: presentation.  firm: selected from
outside.
"""

from __future__ import annotations

import streamlit as st

asked = st.query_params
st.set_page_config(page_title="map", page_icon="🗺", layout="wide")


@st.cache_resource
def run(points: int, parks: int):
    from app.webmap.ground import ground
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    from webmap_worlds import crowded, demo_input

    ground()
    return crowded(points, parks) if points else demo_input()


@st.cache_resource
def view(case: str, lang: str, layer: str, flows: int, points: int, parks: int, large: bool,
         firm: str, year: int):  # fmt: skip
    from app.webmap.view import Selection, map_view

    data = run(points, parks)
    return map_view(
        data.at(year) if year else data, layer or None, lang, flows=flows, points=points > 0,
        large=large, compare=data.at(2018) if case == "delta" else None,
        selected=Selection("enterprise", firm) if firm else None,
    )  # fmt: skip


def asked_view(case: str, year: int = 0):
    return view(
        case, asked.get("lang", "zh"), asked.get("layer", ""), int(asked.get("flows", 60)),
        int(asked.get("points", 0)), int(asked.get("parks", 0)), "large" in asked,
        asked.get("firm", ""), year,
    )  # fmt: skip


case = asked.get("case", "plain")
if case == "none":
    st.write("nothing")
else:
    from app.webmap.component import province_map

    height = int(asked.get("height", 620))
    if case == "plain":
        picked = province_map(asked_view(case), "one", height=height)
    else:
        left, right = st.columns(2)
        with left:
            picked = province_map(asked_view("plain", 2016), "one", height=height, group="both")
        with right:
            other = province_map(asked_view("delta"), "two", height=height, group="both")
        st.text(f"other: {other.kind} {other.id}" if other else "other: none")
    st.text(f"picked: {picked.kind} {picked.id}" if picked else "picked: none")
    st.button("rerun", key="rerun")
