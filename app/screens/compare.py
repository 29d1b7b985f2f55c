"""Compare: two to four plans on linked maps, in one table, and in what would come of them."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.guard import apart
from app.runs.records import Run
from app.runs.results import LoadedRun
from app.views import compared, maps
from app.views.compare_futures import futures
from app.views.compare_inputs import inputs
from app.views.compare_table import changes, city_frame, figures
from app.views.empty import no_runs
from app.views.plain import t, tp
from app.views.runs import finished, scenario_title, title
from app.views.sheets import figures as grouped
from app.views.sheets import material
from app.webmap.view import Selection


def _pick() -> list[Run]:
    """The runs of the address bar, else those compared last, else the two newest.

    The choice goes back into the address bar, and into the links of other pages.
    """
    runs = {run.id: run for run in finished()}
    asked = [one for one in state.address_list("runs") if one in runs]
    if lost := [one for one in state.address_list("runs") if one not in runs]:
        st.warning(t("compare.unknown", runs=", ".join(lost)))
    if state.widget("compare_runs") is None:
        usual = asked or compared.compared() or list(runs)[1::-1]
        state.set_widget("compare_runs", usual[: compared.MOST])
    chosen = st.multiselect(
        tp("compare.pick"), list(runs), key="compare_runs", max_selections=compared.MOST,
        format_func=lambda one: title(runs[one]), placeholder=tp("compare.pick_hint"),
    )  # fmt: skip
    state.set_address("runs", chosen)
    compared.remember(chosen)
    return [runs[one] for one in chosen]


def _maps(ids: list[str]) -> None:
    """Linked maps and their differences; the rest of the page is the same under every layer."""
    loaded = [caches.loaded(one) for one in ids]
    left, right = st.columns([0.6, 0.4], vertical_alignment="bottom")
    with left:
        layer = maps.pick_layer(maps.run_input(loaded[0]), "compare_layer")
    with right:
        difference = st.toggle(tp("compare.delta"), key="compare_delta", value=False,
                               help=t("compare.delta_help"))  # fmt: skip
    city = _city_of_the_link()
    columns, picked = st.columns(2), []
    for number, run in enumerate(loaded):
        name = f"{'ABCD'[number]} {scenario_title(run.run.scenario_id)}"
        with columns[number % 2]:
            view = maps.run_view(run, layer, selected=city, title=name)
            picked.append(maps.show(view, f"compare_map_{number}", height=560, group="compare"))
    _city(loaded, picked)
    if difference:
        for number, run in enumerate(loaded[1:], start=1):
            name = tp("compare.delta_title", letter="ABCD"[number])
            view = maps.delta_view(loaded[0], run, layer, title=name)
            maps.show(view, f"compare_delta_{number}", height=600, group="compare")


def _city_of_the_link() -> Selection | None:
    """The city that the link to this page names; what is clicked later the maps know themselves."""
    code = state.once("compare_city", lambda: state.address("city"))
    return Selection("city", code) if code else None


def _city(loaded: list[LoadedRun], picked: list[Selection | None]) -> None:
    """What each plan brings to the city that was clicked, and what it takes from it."""
    codes = [one.id for one in picked if one is not None and one.kind == "city"]
    before: dict[int, str] = state.recall("compare_picked", {})
    now = {number: one.id for number, one in enumerate(picked) if one and one.kind == "city"}
    fresh = [code for number, code in now.items() if before.get(number) != code]
    state.remember("compare_picked", now)
    code = (fresh or [c for c in [state.address("city")] if c] or codes or [""])[0]
    state.set_address("city", code)
    names = material(loaded[0]).city_names if code else {}
    if code in names:
        st.markdown(t("compare.city", city=names[code]))
        grouped(city_frame(loaded, code), key="compare_city_table",
                alt=t("compare.city", city=names[code]))  # fmt: skip


def _who_moves(a: Run, b: Run) -> None:
    with st.expander(t("compare.who_moves"), key="compare_moves", on_change="rerun") as box:
        if box.open:
            changes(a, b)


shell.heading("compare")
if not finished():
    no_runs()
else:
    runs = _pick()
    if len(runs) < compared.LEAST:
        st.info(t("compare.choose_two"))
    else:
        with st.expander(t("compare.inputs"), expanded=True, key="compare_inputs"):
            inputs(runs)
        st.subheader(t("compare.maps"), anchor=False)
        apart(_maps, [run.id for run in runs])
        st.subheader(t("compare.figures"), anchor=False)
        figures(runs)
        apart(_who_moves, runs[0], runs[1])
        st.subheader(t("compare.futures"), anchor=False)
        apart(futures, runs)
        shell.link("export", tp("run.to_export"), {"runs": ",".join(run.id for run in runs)})
