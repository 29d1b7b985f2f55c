"""The scenarios there are, and what the chosen one changes against its parent."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import caches, state
from app.runs.records import ScenarioVersion
from app.views.plain import escaped, t, tp
from app.views.runs import scenario_title, when
from geodata.shipped import shipped_world
from geodata.words import Lang
from geodata.world import World
from scenarios.build import build_case
from scenarios.describe import describe
from scenarios.diff import diff
from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario

TURN = "library_turn"
MOST_TOLD = 12
"""Sentences of a difference shown at once; the rest opens on a click."""


def choose_anew() -> None:
    """Let the list begin with the scenario of the address bar.

    It must be another list: the browser holds on to the row it had and would choose that again.
    """
    state.remember(TURN, state.recall(TURN, 0) + 1)


def pick_scenario() -> ScenarioVersion:
    """The list of scenarios; the one of the address bar, else the baseline, is chosen."""
    versions = caches.store().scenarios.all()
    rows = pd.DataFrame(
        [
            {
                tp("library.title"): scenario_title(one.id),
                tp("library.parent"): scenario_title(one.parent_id) if one.parent_id else "",
                tp("library.from"): tp("library.shipped") if one.shipped else one.who,
                tp("library.when"): "" if one.shipped else when(one.created),
            }
            for one in versions
        ]
    )
    ids = [one.id for one in versions]
    asked = state.address("scenario")
    if asked and asked not in ids:
        st.warning(t("library.unknown", scenario=asked))
    with st.container(key="library"):
        picked = st.dataframe(
            rows, key=f"library_{state.recall(TURN, 0)}", hide_index=True, height=330,
            on_select="rerun", selection_mode="single-row-required",
            selection_default={"selection": {"rows": [ids.index(asked) if asked in ids else 0]}},
            alt=t("library.alt"), placeholder="–",
        )  # fmt: skip
    chosen = picked["selection"]["rows"]
    version = versions[chosen[0] if chosen and chosen[0] < len(versions) else 0]
    state.set_address("scenario", version.id)
    return version


@st.cache_data(show_spinner=False, max_entries=64)
def _told(scenario_id: str, data_id: str, fingerprint: str, lang: Lang) -> list[str]:
    """Sentences on what a scenario changes against its parent.  Raises ScenarioError."""
    del fingerprint
    scenario = caches.scenario(scenario_id)
    world = caches.world(data_id) if data_id else shipped_world()
    return differences(scenario, scenario.above, world, lang)


def differences(scenario: Scenario, above: Scenario | None, world: World, lang: Lang) -> list[str]:
    """What really differs between a scenario and its parent, in sentences.

    Raises ScenarioError if one of the two does not fit the world.
    """
    if above is None:
        return []
    return describe(diff(build_case(above, world), build_case(scenario, world)), lang, world)


def card(version: ScenarioVersion, data_id: str) -> None:
    """Title, note, differences to the parent, and the file itself."""
    lang = state.lang()
    scenario = caches.scenario(version.id)
    st.markdown(f"#### {escaped(scenario_title(version.id))}")
    if note := scenario.note(lang).strip():
        st.markdown(escaped(note))
    if version.why:
        st.caption(t("library.why", why=version.why))
    fingerprint = caches.store().data.get(data_id).world_fingerprint if data_id else ""
    if version.parent_id:
        st.markdown(t("library.differs", parent=scenario_title(version.parent_id)))
        try:
            tell(_told(version.id, data_id, fingerprint, lang))
        except ScenarioError as error:
            st.warning(t("library.unfit"))
            for line in error.text(lang).splitlines():
                st.warning(escaped(line))
    else:
        st.caption(t("library.no_parent"))
    with st.expander(t("library.file")):
        st.code(version.toml, language="toml")


def tell(sentences: list[str]) -> None:
    """Differences as a list; a long one is cut, its rest one click away."""
    st.markdown("\n".join(f"- {escaped(one)}" for one in sentences[:MOST_TOLD]))
    if len(sentences) > MOST_TOLD:
        with st.expander(t("library.more", number=len(sentences) - MOST_TOLD)):
            st.markdown("\n".join(f"- {escaped(one)}" for one in sentences[MOST_TOLD:]))
