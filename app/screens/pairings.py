"""Pairings: who goes where and when; why, what else, and deciding otherwise."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.exports.caveats import caveats
from app.exports.material import Material
from app.exports.sheets import limits_sheet, unmatched_sheet
from app.runs.results import LoadedRun
from app.views import compared, maps, pairing_table
from app.views.decide import collected, decide
from app.views.empty import no_runs
from app.views.maps import HEIGHT
from app.views.plain import escaped, t, tp
from app.views.runs import pick_run
from app.views.sheets import material, show_sheet
from app.views.why import why
from app.webmap.view import Selection

VIEWS = ("pairings", "unmatched", "limits")


def _pairings(run: LoadedRun, names: Material) -> None:
    """Filters, table and map, and all about the enterprise that was chosen."""
    every = run.table("pairings")
    before = state.recall("pair_picked", None)
    kept = pairing_table.filters(every, names, before).apply(every)
    kept = pairing_table.of_city(kept, before)
    left, right = st.columns([0.56, 0.44], gap="medium")
    with left:
        clicked = pairing_table.table(run, names, kept, state.address("enterprise"))
        found = pairing_table.pick_enterprise(run, names)
    chosen = _newest(found, clicked) or _asked(names)
    state.set_address("enterprise", chosen)
    pairing_table.page_is_open(chosen)
    with right:
        layer = maps.pick_layer(maps.run_input(run), "pair_layer")
        way = Selection("enterprise", chosen) if chosen else None
        picked = maps.show(maps.run_view(run, layer, points=True, selected=way), "pair_map",
                           height=HEIGHT)  # fmt: skip
    if picked != before:
        state.remember("pair_picked", picked)
        if picked is not None and picked.kind == "enterprise":
            state.set_address("enterprise", picked.id)
        st.rerun()
    if chosen is None:
        st.info(t("pairings.choose"))
        collected(run, names)
        return
    with st.container(border=True, key="why"):
        about, deciding = st.columns([0.72, 0.28], gap="large")
        with about:
            why(run, names, chosen)
        with deciding:
            decide(run, names, chosen)


def _newest(*said: str | None) -> str | None:
    """What was chosen in this run of the page; what stood before yields to the address bar.

    A row stays chosen in its table when another enterprise is chosen on the map.
    """
    before = state.recall("pair_said", (None, None))
    state.remember("pair_said", said)
    return next((now for now, was in zip(said, before, strict=True) if now and now != was), None)


def _asked(names: Material) -> str | None:
    """The enterprise of the address bar, if there is one of that id."""
    code = state.address("enterprise")
    if code and code not in names.enterprises.index:
        st.warning(t("pairings.find_none", text=code))
        return None
    return code or None


shell.heading("pairings")
asked = pick_run("pair_run")
if asked is None:
    no_runs()
else:
    run = caches.loaded(asked.id)
    names = material(run)
    compared.link(asked)
    st.caption("  \n".join(escaped(line) for line in caveats(run.plan, run.world, state.lang())))
    view = st.segmented_control(
        tp("pairings.view"), VIEWS, key="pair_view", default=VIEWS[0], required=True,
        format_func=lambda one: tp(f"pairings.view_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    if view == "pairings":
        _pairings(run, names)
    elif view == "unmatched":
        st.caption(t("pairings.unmatched_lead"))
        show_sheet(unmatched_sheet(names), "pair_unmatched", height=560)
    else:
        st.caption(t("pairings.limits_lead"))
        show_sheet(limits_sheet(names), "pair_limits", height=560, without=("row_name",))
