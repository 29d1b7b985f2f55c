"""The map as a Streamlit component: own HTML, CSS and JavaScript, no network, no WebGL.

Two components: one brings the ground, whose bytes never change and which Streamlit's message cache
therefore sends once a session; the other brings the view.  Both get bytes, which costs the server
less than JSON it would have to parse again to name the element.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from app.webmap.ground import ground
from app.webmap.view import MapView, Selection

LEAST_HEIGHT = 320
PARTS = (
    "ground", "dom", "camera", "areas", "canvas", "hits", "marks", "legend", "sentences", "listen",
    "map", "province",
)  # fmt: skip


def script(*parts: str) -> str:
    """The named files of `js/` as one module."""
    folder = resources.files("app.webmap") / "js"
    return "\n".join((folder / f"{part}.js").read_text("utf-8") for part in parts)


def _style() -> str:
    return (resources.files("app.webmap") / "province.css").read_text("utf-8")


_bring_ground = component(
    "doubletransfer_ground",
    html='<div class="dt-ground"></div>',
    js=script("ground", "receive"),
)
_show_map = component(
    "doubletransfer_map",
    html='<div class="dt-map"></div>',
    css=_style(),
    js=script(*PARTS),
)


def province_map(
    view: MapView, key: str, *, height: int = 620, group: str = "",
    on_select: Callable[[], None] | None = None,
) -> Selection | None:  # fmt: skip
    """Draw the map; returns what the user has selected on it, else what the view was given.

    height: pixels with title, legend and notes.  group: maps of one group pan and zoom together.
    on_select: called before the rerun that a selection causes.
    """
    options = {"height": max(height, LEAST_HEIGHT), "group": group}
    data = b'{"view":%b,"options":%b}' % (view.payload, json.dumps(options).encode())
    outlines = ground()
    with st.container(gap=None):
        _bring_ground(key=f"{key}-ground", data=outlines.name.encode() + outlines.json)
        told = _show_map(key=key, data=data, on_selection_change=on_select or _nothing)
    return selection_of(told.get("selection"), view)


def _nothing() -> None:
    """Streamlit reports only states that have a callback."""


def selection_of(told: Any, view: MapView) -> Selection | None:
    """What the browser reported, in the words of Python.

    Dots report their position in the view that was drawn; a position in a list of another length is
    out of date and counts as nothing.
    """
    if not isinstance(told, dict) or told.get("from") == "outside":
        return view.selected
    kind = told.get("kind")
    if kind in ("city", "park") and isinstance(told.get("id"), str):
        return Selection(kind, told["id"])
    if kind == "enterprise" and view.points is not None and told.get("of") == len(view.points.ids):
        at = told.get("at")
        if isinstance(at, int) and 0 <= at < len(view.points.ids):
            return Selection("enterprise", view.points.ids[at])
    return None
