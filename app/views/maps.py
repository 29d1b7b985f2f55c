"""The province map on pages: tables of a run in, map and the table beside it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.layers import ALL, LayerInput, layer, layer_input
from app.runs.records import RunKind
from app.runs.results import LoadedRun
from app.views.plain import escaped, t, tp
from app.webmap.component import province_map
from app.webmap.view import MapView, Selection, map_view
from geodata.words import Lang

if TYPE_CHECKING:
    from geodata.world import World

NONE = ""
HEIGHT = 560


@st.cache_resource(show_spinner=False, max_entries=4)
def _gateway_hours(fingerprint: str, _world: World) -> Any:
    from app.layers.ports import gateway_hours

    del fingerprint
    return gateway_hours(_world)


@st.cache_resource(show_spinner=False, max_entries=24)
def _input(run_id: str, year: int | None, roads: bool, _run: LoadedRun) -> LayerInput:
    del run_id
    hours = _gateway_hours(_run.run.world_fingerprint, _run.world) if roads else None
    simulated = _run.run.kind is RunKind.SIMULATE
    plan = None if simulated and _run.match is None else _run.plan
    return layer_input(_run.case, plan, _run.outcome if simulated else None, year=year,
                       gateway_h=hours)  # fmt: skip


def run_input(run: LoadedRun, year: int | None = None, roads: bool = False) -> LayerInput:
    """What the layers read of a run; kept per run and year."""
    return _input(run.run.id, year, roads, run)


@st.cache_resource(show_spinner=False, max_entries=8)
def _world_view(
    fingerprint: str, points: bool, lang: Lang, large: bool, title: str, _world: World
) -> MapView:
    del fingerprint
    return map_view(layer_input(_world), None, lang, flows=0, points=points, large=large,
                    title=title)  # fmt: skip


def world_view(world: World, points: bool = False) -> MapView:
    """The province without a plan, with or without a dot per enterprise."""
    title = tp("atlas.firms" if points else "atlas.province")
    return _world_view(world.fingerprint, points, state.lang(), state.presenting(), title, world)


@st.cache_resource(show_spinner=False, max_entries=64)
def _run_view(
    run_id: str, name: str, year: int | None, flows: int, points: bool,
    selected: Selection | None, lang: Lang, large: bool, title: str, _run: LoadedRun,
) -> MapView:  # fmt: skip
    del run_id
    return map_view(
        run_input(_run, year, name == "port_time"), name or None, lang, flows=flows,
        points=points, selected=selected, large=large, title=title,
    )  # fmt: skip


def run_view(
    run: LoadedRun, name: str = NONE, *, year: int | None = None, flows: int = 60,
    points: bool = False, selected: Selection | None = None, title: str = "",
) -> MapView:  # fmt: skip
    """The map of a run under a layer; kept, so that a rerun sends nothing again."""
    return _run_view(run.run.id, name, year, flows, points, selected, state.lang(),
                     state.presenting(), title, run)  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=24)
def _delta_view(
    run_a: str, run_b: str, name: str, flows: int, lang: Lang, large: bool, title: str,
    _a: LoadedRun, _b: LoadedRun,
) -> MapView:  # fmt: skip
    del run_a, run_b
    return map_view(run_input(_a), name or None, lang, compare=run_input(_b), flows=flows,
                    large=large, title=title)  # fmt: skip


def delta_view(a: LoadedRun, b: LoadedRun, name: str, flows: int = 60, title: str = "") -> MapView:
    """What the layer gains or loses from run `a` to run `b`."""
    return _delta_view(a.run.id, b.run.id, name, flows, state.lang(), state.presenting(), title,
                       a, b)  # fmt: skip


def layers_for(data: LayerInput) -> list[str]:
    """Names of the layers that `data` can fill; road times are offered and computed when asked."""
    return [name for name, one in ALL.items() if name == "port_time" or one.available(data)]


def pick_layer(data: LayerInput, key: str, usual: str = NONE) -> str:
    """A choice of layers; kept in the address bar."""
    names = [NONE, *layers_for(data)]
    asked = state.address("layer")
    if asked and asked in names:
        state.set_widget(key, asked)
    chosen = st.selectbox(
        tp("atlas.layer"), names, index=names.index(usual) if usual in names else 0, key=key,
        help=t("atlas.layer_help"),
        format_func=lambda name: layer(name).label(state.lang()) if name else tp("atlas.plain"),
        on_change=lambda: state.set_address("layer", state.widget(key)),
    )  # fmt: skip
    return str(chosen)


def show(
    view: MapView, key: str, *, height: int = HEIGHT, group: str = "", table: bool = True
) -> Selection | None:
    """The map, its text alternative and its table; what is selected on it."""
    tall = round(height * (1.2 if state.presenting() else 1.0))
    picked = province_map(view, key, height=tall, group=group)
    if table:
        with st.expander(t("atlas.table"), key=f"{key}_words", on_change="rerun") as box:
            if box.open:
                st.caption(escaped(view.alt))
                st.dataframe(
                    view.table(), hide_index=True, key=f"{key}_table", height=300, placeholder="–"
                )
    return picked
