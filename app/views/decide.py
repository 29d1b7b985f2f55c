"""Decide otherwise: bind enterprises to a park or keep them out; collected, then computed once."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import caches, shell, state
from app.decisions import Decision, decided, drafted
from app.draft import child_of, edit_of
from app.exports.material import Material
from app.job import Search
from app.runs.records import Run
from app.runs.results import LoadedRun
from app.runs.start import ensure_worker
from app.views.plain import escaped, t, told_apart, tp
from app.views.runs import scenario_title

USUAL_S = 60.0


def decide(run: LoadedRun, names: Material, enterprise: str) -> None:
    """Two decisions about one enterprise; nothing is changed in the run that is shown."""
    placed = run.table("pairings")
    own = placed[placed["enterprise_id"].astype(str) == enterprise]
    here = str(own["park_id"].iloc[0]) if len(own) else ""
    st.markdown(f"**{t('decide.title')}**")
    st.caption(t("decide.lead", scenario=scenario_title(run.run.scenario_id)))
    words = told_apart(names.park_names)
    parks = list(words)
    park = st.selectbox(
        tp("decide.park"), parks, index=parks.index(here) if here in parks else None,
        key=f"decide_park_{enterprise}", placeholder=tp("decide.choose"),
        format_func=words.__getitem__,
    )  # fmt: skip
    why = st.text_input(tp("decide.why"), key="decide_why", max_chars=200,
                        placeholder=tp("decide.why_hint")).strip()  # fmt: skip
    with st.container(horizontal=True):
        for name, forbid in (("lock", False), ("forbid", True)):
            st.button(t(f"decide.{name}"), key=f"decide_{name}", disabled=park is None,
                      help=t(f"decide.{name}_help"), on_click=_take,
                      args=(run.run.id, Decision(enterprise, str(park), forbid, why)))  # fmt: skip
    collected(run, names)


def collected(run: LoadedRun, names: Material) -> None:
    """The decisions taken so far on this run, each can be taken back; the button that computes."""
    taken = _taken(run.run.id)
    if not taken:
        return
    with st.container(border=True, key="decided"):
        st.markdown(f"**{t('decide.collected', number=len(taken))}**")
        for number, one in enumerate(taken):
            left, right = st.columns([0.72, 0.28], vertical_alignment="center")
            left.markdown(escaped(_reasoned(one, names)))
            right.button(t("decide.drop"), key=f"decided_drop_{number}", type="tertiary",
                         help=t("decide.drop_help"), on_click=_drop,
                         args=(run.run.id, one))  # fmt: skip
        if st.button(t("decide.make"), key="decide_make", type="primary",
                     help=t("decide.make_help")):  # fmt: skip
            fresh = _computed(run.run, taken, names)
            _keep(run.run.id, ())
            shell.go("scenarios", run=fresh.id)


def _key(run_id: str) -> str:
    return f"decided_{run_id}"


def _taken(run_id: str) -> tuple[Decision, ...]:
    """What was decided in this session while looking at this run, and not yet computed."""
    return state.recall(_key(run_id), ())


def _keep(run_id: str, decisions: tuple[Decision, ...]) -> None:
    state.remember(_key(run_id), decisions)


def _take(run_id: str, new: Decision) -> None:
    _keep(run_id, decided(_taken(run_id), new))
    state.set_widget("decide_why", "")


def _drop(run_id: str, old: Decision) -> None:
    _keep(run_id, tuple(one for one in _taken(run_id) if one != old))


def _sentence(one: Decision, names: Material) -> str:
    return tp(
        "decide.forbid_note" if one.forbid else "decide.lock_note",
        enterprise=names.enterprise_names.get(one.enterprise, one.enterprise),
        park=names.park_names.get(one.park, one.park),
    )


def _reasoned(one: Decision, names: Material) -> str:
    said = _sentence(one, names)
    return tp("decide.reasoned", decision=said, why=one.why) if one.why else said


def _computed(run: Run, decisions: tuple[Decision, ...], names: Material) -> Run:
    """The scenario with these decisions, saved and put into the queue."""
    shop, lang = caches.store(), state.lang()
    version = shop.scenarios.get(run.scenario_id)
    scenario = caches.scenario(version.id)
    title = scenario.title(lang)
    if version.shipped:
        draft = child_of(version)
        title = tp("decide.child_title", parent=title)
    else:
        draft = edit_of(version, scenario, title, scenario.note(lang))
    sentences = [_sentence(one, names) for one in decisions]
    note = "\n".join(part for part in (draft.note, *sentences) if part)
    whole = drafted(replace(draft, title=title, note=note), decisions)
    above = caches.scenario(draft.parent_id) if draft.parent_id else None
    why = " ".join(_reasoned(one, names) for one in decisions)
    saved = shop.scenarios.add(whole.toml(above), parent_id=draft.parent_id, who=shell.who(),
                               why=why)  # fmt: skip
    asked = dict(run.settings)
    search = Search(float(asked.get("seconds", USUAL_S)), float(asked.get("gap", 0.01)))
    fresh = shop.runs.match(run.data_id, saved.id, search=search, who=shell.who(), why=why)
    ensure_worker(shop)
    return fresh
