"""Lock an enterprise to a park or keep it out: a new version of the scenario, computed at once."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.draft import child_of, edit_of, pinned
from app.exports.material import Material
from app.job import Search
from app.runs.records import Run
from app.runs.results import LoadedRun
from app.runs.start import ensure_worker
from app.views.plain import t, tp
from app.views.runs import scenario_title

USUAL_S = 60.0


def decide(run: LoadedRun, names: Material, enterprise: str) -> None:
    """Two decisions about one enterprise; nothing is changed in the run that is shown."""
    placed = run.table("pairings")
    own = placed[placed["enterprise_id"].astype(str) == enterprise]
    here = str(own["park_id"].iloc[0]) if len(own) else ""
    st.markdown(f"**{t('decide.title')}**")
    st.caption(t("decide.lead", scenario=scenario_title(run.run.scenario_id)))
    parks = list(names.park_names)
    park = st.selectbox(
        tp("decide.park"), parks, index=parks.index(here) if here in parks else None,
        key=f"decide_park_{enterprise}", placeholder=tp("decide.choose"),
        format_func=lambda one: names.park_names.get(one, one),
    )  # fmt: skip
    why = st.text_input(tp("decide.why"), key="decide_why", max_chars=200,
                        placeholder=tp("decide.why_hint")).strip()  # fmt: skip
    with st.container(horizontal=True):
        lock = st.button(t("decide.lock"), key="decide_lock", disabled=park is None,
                         help=t("decide.lock_help"))  # fmt: skip
        forbid = st.button(t("decide.forbid"), key="decide_forbid", disabled=park is None,
                           help=t("decide.forbid_help"))  # fmt: skip
    if park is not None and (lock or forbid):
        name = names.enterprise_names.get(enterprise, enterprise)
        where = names.park_names.get(str(park), str(park))
        said = tp("decide.forbid_note" if forbid else "decide.lock_note", enterprise=name,
                  park=where)  # fmt: skip
        fresh = _computed(run.run, enterprise, str(park), forbid, said, why)
        shell.go("scenarios", run=fresh.id)


def _computed(run: Run, enterprise: str, park: str, forbid: bool, note: str, why: str) -> Run:
    """The scenario with one more decision, saved and put into the queue."""
    shop, lang = caches.store(), state.lang()
    version = shop.scenarios.get(run.scenario_id)
    scenario = caches.scenario(version.id)
    title = scenario.title(lang)
    if version.shipped:
        draft = child_of(version)
        title = tp("decide.child_title", parent=title)
    else:
        draft = edit_of(version, scenario, title, scenario.note(lang))
    draft = pinned(draft, enterprise, park, forbid=forbid)
    above = caches.scenario(draft.parent_id) if draft.parent_id else None
    text = "\n".join(part for part in (draft.note, note) if part)
    whole = type(draft)(draft.parent_id, draft.name, title, text, draft.levers, draft.policy,
                        draft.seed, draft.of)  # fmt: skip
    saved = shop.scenarios.add(whole.toml(above), parent_id=draft.parent_id, who=shell.who(),
                               why=why or note)  # fmt: skip
    asked = dict(run.settings)
    search = Search(float(asked.get("seconds", USUAL_S)), float(asked.get("gap", 0.01)))
    fresh = shop.runs.match(run.data_id, saved.id, search=search, who=shell.who(), why=why or note)
    ensure_worker(shop)
    return fresh
