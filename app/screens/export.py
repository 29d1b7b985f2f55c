"""Export: everything a coordination meeting needs, made on a click."""

from __future__ import annotations

import os
from datetime import date

import streamlit as st

from app import caches, packing, shell, state
from app.views import exporting
from app.views.empty import no_runs
from app.views.plain import t, tp
from app.views.runs import finished, title
from geodata.words import LANGS, Lang

MOST = 4

shell.heading("papers")
runs = {run.id: run for run in finished()}
if not runs:
    no_runs()
else:
    named = state.address_list("runs")
    asked = [one for one in named if one in runs][:MOST]
    if lost := [one for one in named if one not in runs]:
        st.warning(t("papers.unknown", runs=", ".join(lost)))
    if state.widget("export_runs") is None:
        state.set_widget("export_runs", asked or list(runs)[:1])
    chosen = st.multiselect(
        tp("papers.pick"), list(runs), key="export_runs", max_selections=MOST,
        format_func=lambda one: title(runs[one]), help=t("papers.pick_help"),
    )  # fmt: skip
    state.set_address("runs", chosen)
    lang: Lang = st.radio(
        tp("papers.lang"), LANGS, index=LANGS.index(state.lang()), key="export_lang",
        horizontal=True, format_func=shell.own_name,
    )  # fmt: skip
    if not chosen:
        st.info(t("papers.choose"))
    else:
        shop, day = caches.store(), date.today()
        sims = packing.simulations(shop, chosen)
        exporting.contents(chosen, sims)
        key = packing.pack_key(chosen, sims, lang, day)
        if st.button(t("papers.make"), key="export_make", type="primary",
                     help=t("papers.make_help")):  # fmt: skip
            packing.begin(shop, chosen, lang, day, os.environ.get("DOUBLETRANSFER_STORE", ""))
        exporting.standing(key)
        exporting.single_map(chosen)
