"""What a choice on a page redraws, asked over the line that a browser has to the server."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from urllib.parse import parse_qs

import streamlit as st
from desks import Desk

from app import caches
from app.layers import layer
from benchmarks.load import BOX, served
from benchmarks.load_planner import Planner

Desks = Callable[[str], Desk]


def test_another_layer_redraws_the_maps_and_nothing_else(desks: Desks) -> None:
    desk = desks("demo")
    query = f"lang=zh&runs={desk.first},{desk.second}"

    async def visit(url: str) -> tuple[dict[str, int], dict[str, int], str]:
        async with Planner(url, "compare", query) as planner:
            await planner.open()
            page = planner.told
            await planner.choose(BOX, layer("land").label("zh"))
            return page, planner.told, planner.query

    with served(None, desk.home) as (url, _):
        page, redrawn, address = asyncio.run(visit(url))
    # Two maps, each with its ground; the figures, and what would come of the plans.
    assert (page["bidi_component"], page["dataframe"]) == (4, 2)
    # New maps on the ground that the browser holds; no table is written again.
    assert (redrawn["bidi_component"], redrawn["ref_hash"]) == (2, 2)
    assert not {"dataframe", "heading", "multiselect", "html"} & set(redrawn)
    words = parse_qs(address)
    assert words["layer"] == ["land"] and words["runs"] == [f"{desk.first},{desk.second}"]


def test_what_a_run_brings_into_memory_is_out_of_the_collectors_sight(
    desks: Desks, monkeypatch
) -> None:  # fmt: skip
    desk = desks("demo")
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    monkeypatch.delenv("DOUBLETRANSFER_STORE", raising=False)
    # Another test of this process may have read the run already.
    st.cache_resource.clear()
    gc.unfreeze()
    try:
        caches.loaded(desk.first)
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
