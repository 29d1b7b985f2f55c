"""Recommended beside predicted: the map by year, and every park in a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import caches, state
from app.runs.results import LoadedRun
from app.views import maps
from app.views.plain import t, tp
from simulation import tables


@st.cache_data(show_spinner=False, max_entries=16)
def _parks(run_id: str) -> pd.DataFrame:
    return tables.park_moves(caches.loaded(run_id).outcome)


def year_map(run: LoadedRun) -> None:
    """A slider over the years moves the map; the table tells each park's end."""
    if run.match is None:
        st.info(t("outlook.no_plan_map"))
    else:
        years = [int(year) for year in run.outcome.years]
        planned = [year for year in years if year <= max(run.world.years)]
        usual = planned[-1] if planned else years[-1]
        year = st.select_slider(tp("outlook.map_year"), years, usual, key="outlook_map_year")
        data = maps.run_input(run, int(year))
        layer = maps.pick_layer(data, "outlook_layer", usual="predicted")
        maps.show(maps.run_view(run, layer, year=int(year)), "outlook_map", height=560)
    table = _parks(run.run.id)
    lang = state.lang()
    names = caches.names_of(run.world["parks"], "park_id", lang)
    st.markdown(f"**{t('outlook.parks')}**")
    st.dataframe(
        pd.DataFrame(
            {
                tp("why.park"): [names.get(str(p), str(p)) for p in table["park_id"]],
                tp("outlook.recommended"): table["recommended_enterprises"],
                tp("outlook.predicted"): table["predicted_mean"].round(),
                tp("outlook.followed"): table["followed_mean"].round(),
                tp("outlook.signed_interval"): [
                    tp("compare.from_to", low=f"{low:.0f}", high=f"{high:.0f}")
                    for low, high in zip(table["signed_p05"], table["signed_p95"], strict=True)
                ],
                tp("outlook.producing"): table["producing_mean"].round(),
            }
        ),
        key="outlook_parks", hide_index=True, height=360, alt=t("outlook.parks"),
        column_config={tp(f"outlook.{name}"): st.column_config.NumberColumn(format="≈ %.0f")
                       for name in ("predicted", "followed", "producing")}, placeholder="–",
    )  # fmt: skip
    st.caption(t("outlook.parks_note"))
