"""The editor of a scenario in the making: levers by theme, what they change, saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import caches, shell, state
from app.draft import Draft, child_of, edit_of
from app.runs.records import ScenarioVersion
from app.views.levers.choices import Choices, word
from app.views.levers.fields import FIELDS, OWN
from app.views.levers.form import about, form, key_label
from app.views.levers.themes import THEMES
from app.views.library import choose_anew, differences, tell
from app.views.plain import escaped, t, tp
from app.views.runs import scenario_title
from geodata.shipped import shipped_world
from geodata.words import say
from geodata.world import World
from scenarios.faults import ScenarioError
from scenarios.levers import ALL
from scenarios.scenario import Scenario, pull

KEY = "draft"
FORM = "lever_form"


def draft() -> Draft | None:
    """The scenario being made in this session."""
    return state.recall(KEY, None)


def begin(version: ScenarioVersion) -> None:
    """Start a new what-if on a version."""
    _keep(child_of(version))


def go_on(version: ScenarioVersion) -> None:
    """Start the next version of a scenario of one's own."""
    scenario = caches.scenario(version.id)
    lang = state.lang()
    _keep(edit_of(version, scenario, scenario.title(lang), scenario.note(lang)))


def _keep(made: Draft | None) -> None:
    state.remember(KEY, made)
    state.clear_widgets("draft_")
    _fresh_form()


def _fresh_form() -> None:
    state.remember(FORM, state.recall(FORM, 0) + 1)


def editor(data_id: str) -> None:
    """The whole editor; nothing is drawn while no scenario is being made."""
    made = draft()
    if made is None:
        return
    world = caches.world(data_id) if data_id else shipped_world()
    above = caches.scenario(made.parent_id) if made.parent_id else None
    with st.container(border=True, key="editor"):
        parent = scenario_title(made.parent_id) if made.parent_id else "–"
        st.subheader(t("editor.title_new" if not made.of else "editor.title_next"), anchor=False)
        st.caption(t("editor.parent", parent=parent))
        title = st.text_input(tp("editor.name"), value=made.title, key="draft_title", max_chars=80,
                              placeholder=tp("editor.name_hint"))  # fmt: skip
        note = st.text_area(tp("editor.note"), value=made.note, key="draft_note", max_chars=2000,
                            height=80)  # fmt: skip
        left, right = st.columns([0.55, 0.45], gap="large")
        with left:
            _add_lever(made, above, world)
        with right:
            _levers(made, world)
            ok = _effect(made, above, world)
        _save(made, title.strip(), note.strip(), above, ok)


def _add_lever(made: Draft, above: Scenario | None, world: World) -> None:
    """Theme, lever, its form, and the button that pulls it."""
    lang = state.lang()
    st.markdown(f"**{t('editor.add_title')}**")
    theme = st.segmented_control(
        tp("editor.theme"), list(THEMES), key="draft_theme", default=next(iter(THEMES)),
        format_func=lambda one: tp(f"theme.{one}"), required=True,
    )  # fmt: skip
    name = st.selectbox(
        tp("editor.lever"), THEMES[str(theme)], key=f"draft_lever_{theme}",
        format_func=lambda one: ALL[one].label(lang),
    )  # fmt: skip
    lever = ALL[str(name)]
    about(lever)
    key = f"draft_form{state.recall(FORM, 0)}_{name}"
    table = form(lever, Choices(world, lang), world.years, key, _weights(made, above))
    faults = None
    if len(table) > 1:
        try:
            pull(table)
        except ScenarioError as error:
            faults = error.text(lang)
            for line in faults.splitlines():
                st.warning(escaped(line))
    st.button(
        t("editor.add"), key="draft_add", disabled=len(table) == 1 or faults is not None,
        on_click=_added, args=(made, table), help=t("editor.add_help"),
    )  # fmt: skip


def _added(made: Draft, table: Mapping[str, Any]) -> None:
    state.remember(KEY, made.with_lever(table))
    _fresh_form()


def _weights(made: Draft, above: Scenario | None) -> dict[str, float]:
    """The weights as they stand with what was pulled so far."""
    from scenarios.scenario import inherited_policy, overridden

    weights = dict(overridden(inherited_policy(above), made.policy or {}).weights)
    line = [one for part in (above.lineage() if above else ()) for one in part.levers]
    tables = [{"lever": one.lever, **one.keys()} for one in line]
    for table in [*tables, *made.levers]:
        if table["lever"] == "weights":
            weights |= table.get("set", {})
    return weights


def _levers(made: Draft, world: World) -> None:
    """What was pulled so far, each with a button that drops it."""
    st.markdown(f"**{t('editor.pulled')}**")
    if not made.levers:
        st.caption(t("editor.nothing"))
    choices = Choices(world, state.lang())
    for number, table in enumerate(made.levers):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(lever_words(table, choices)), width="stretch")
            st.button(t("editor.drop"), key=f"draft_drop_{number}",
                      on_click=lambda n=number: state.remember(KEY, made.without(n)))  # fmt: skip


def lever_words(table: Mapping[str, Any], choices: Choices) -> str:
    """A pulled lever in one line: its name, and every key with its value in words."""
    lang = choices.lang
    name = str(table["lever"])
    parts = [
        f"{_key_words(name, key)} {_value_words(name, key, value, choices)}"
        for key, value in table.items()
        if key != "lever"
    ]
    return say("page.lever.line", lang, lever=ALL[name].label(lang),
               settings=say("page.lever.mark", lang).join(parts))  # fmt: skip


def _key_words(lever: str, key: str) -> str:
    if key in ("set", "change", "add", "years") and (lever, key) not in OWN:
        return tp(f"lever.operation.{key}")
    return key_label(lever, key)


def _value_words(lever: str, key: str, value: Any, choices: Choices) -> str:
    if isinstance(value, bool):
        return tp("lever.switch.on" if value else "lever.switch.off")
    if isinstance(value, Mapping):
        pairs = (f"{_mapped(k)} {_value_words(lever, key, v, choices)}" for k, v in value.items())
        return ", ".join(pairs)
    if isinstance(value, list | tuple):
        return ", ".join(_value_words(lever, key, one, choices) for one in value)
    field = OWN.get((lever, key)) or FIELDS.get(key)
    if field is None or not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if field.kind == "places":
        return choices.place(value)
    if field.kind in choices.by_kind:
        return choices.by_kind[field.kind]().get(value, value)
    if field.kind in ("choice", "choices"):
        return word(lever, key, value, choices.lang)
    return value


def _mapped(key: object) -> str:
    """A key inside a table: a term, an operation or a year."""
    from scenarios.policy import TERMS

    if key in TERMS:
        return say(f"term.{key}.name", state.lang())
    return tp(f"lever.operation.{key}") if key in ("set", "change", "add") else str(key)


def _effect(made: Draft, above: Scenario | None, world: World) -> bool:
    """What the draft changes, in plain words; whether it fits the data."""
    lang = state.lang()
    st.markdown(f"**{t('editor.effect')}**")
    try:
        sentences = differences(made.scenario(above), above, world, lang)
    except ScenarioError as error:
        st.error(t("editor.unfit"))
        for line in error.text(lang).splitlines():
            st.error(escaped(line))
        return False
    if above is not None:
        tell(sentences)
    return True


def _save(made: Draft, title: str, note: str, above: Scenario | None, ok: bool) -> None:
    why = st.text_input(tp("editor.why"), key="draft_why", max_chars=200,
                        placeholder=tp("editor.why_hint"))  # fmt: skip
    with st.container(horizontal=True):
        saved = st.button(t("editor.save"), key="draft_save", type="primary",
                          disabled=not (ok and title), help=t("editor.save_help"))  # fmt: skip
        st.button(t("editor.cancel"), key="draft_cancel", on_click=_keep, args=(None,))
    if not title:
        st.caption(t("editor.title_needed"))
    if saved:
        whole = Draft(made.parent_id, made.name, title, note, made.levers, made.policy, made.seed,
                      made.of)  # fmt: skip
        version = caches.store().scenarios.add(
            whole.toml(above), parent_id=made.parent_id, who=shell.who(), why=why.strip()
        )
        _keep(None)
        state.set_address("scenario", version.id)
        choose_anew()
        st.rerun()
