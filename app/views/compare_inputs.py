"""What was asked differently: the inputs of the compared runs, before anything that came out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import caches, state
from app.runs.records import Run
from app.views.library import tell
from app.views.plain import t
from app.views.runs import data_title, scenario_title
from geodata.words import Lang
from scenarios.describe import describe
from scenarios.diff import diff

FAR = 0.03
"""Gap from which on differences between plans are said to be doubtful."""


@st.cache_data(show_spinner=False, max_entries=64)
def _differences(run_a: str, run_b: str, lang: Lang) -> list[str]:
    a, b = caches.loaded(run_a), caches.loaded(run_b)
    return describe(diff(a.case, b.case), lang, a.world)


def _unproven(runs: Sequence[Run]) -> None:
    """Say where a plan is far from its bound: then the search may differ more than the policy."""
    gaps = {
        letter: float(run.summary["gap"])
        for letter, run in zip("ABCD", runs, strict=False)
        if isinstance(run.summary.get("gap"), int | float)
    }
    far = [f"{letter} {gap:.1%}" for letter, gap in gaps.items() if gap > FAR]
    if far:
        st.warning(t("compare.far", gaps=", ".join(far)))


def inputs(runs: Sequence[Run]) -> None:
    """For each run after the first, what was asked otherwise, in plain words."""
    first = runs[0]
    _unproven(runs)
    for other in runs[1:]:
        st.markdown(t("compare.against", other=scenario_title(other.scenario_id),
                      first=scenario_title(first.scenario_id)))  # fmt: skip
        if other.world_fingerprint != first.world_fingerprint and other.data_id != first.data_id:
            st.warning(t("compare.other_data", first=data_title(first.data_id),
                         other=data_title(other.data_id)))  # fmt: skip
        tell(_differences(first.id, other.id, state.lang()))
        asked_a, asked_b = dict(first.settings), dict(other.settings)
        if asked_a.get("seconds") != asked_b.get("seconds"):
            st.caption(t("compare.other_effort", first=asked_a.get("seconds", "–"),
                         other=asked_b.get("seconds", "–")))  # fmt: skip
