"""The form of one lever: what it does, whose task it is, and a control for every key."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import streamlit as st

from app import state
from app.exports.departments import unit_name
from app.views.levers.choices import Choices, word
from app.views.levers.fields import Field, fields_of, is_amount
from app.views.levers.themes import SIMULATION_ONLY
from app.views.plain import escaped, t, tp
from geodata.tables import unit_label
from geodata.words import known, say
from scenarios.lever import Lever
from scenarios.policy import TERMS

MANY = 5_000
"""Enterprises up to which a list to choose from is drawn; above, ids are typed."""
OPERATIONS = ("change", "add", "set")


def about(lever: Lever) -> None:
    """What the lever does, in which unit and range, and who is in the lead for which task."""
    lang = state.lang()
    st.markdown(escaped(lever.note(lang)))
    facts = []
    if lever.unit:
        facts.append(t("lever.unit", unit=unit_words(lever.unit)))
    if lever.low is not None and lever.high is not None:
        facts.append(t("lever.range", low=_bound(lever, lever.low), high=_bound(lever, lever.high)))
    elif lever.low is not None and lever.unit:
        facts.append(t("lever.at_least", low=_bound(lever, lever.low)))
    facts.append(
        t(
            "lever.tasks",
            tasks=", ".join(map(str, lever.tasks)),
            lead=unit_name(lever.lead_zh, lang),
        )
    )
    if lever.name in SIMULATION_ONLY:
        facts.append(t("lever.simulation_only"))
    st.caption(" · ".join(facts))


def _bound(lever: Lever, value: float) -> str:
    """A bound as it is asked for: shares in per cent."""
    return f"{value:.0%}" if lever.unit == "share" else f"{value:g}"


def unit_words(unit: str) -> str:
    """A lever's unit in words."""
    for key in (f"scenario.unit.{unit}", f"unit.{unit}"):
        if known(key):
            return say(key, state.lang())
    return unit_label(unit, state.lang())


def form(lever: Lever, choices: Choices, years: tuple[int, ...], key: str,
         weights: dict[str, float]) -> dict[str, Any]:  # fmt: skip
    """Draw the controls; the [[lever]] table they make, without what was left open."""
    table: dict[str, Any] = {"lever": lever.name}
    for name, field in fields_of(lever).items():
        value = _control(lever, name, field, choices, years, f"{key}_{name}", weights)
        if value is not None and value != [] and value != {}:
            table[name] = value
    lifted = table.get("lift") or "plants" in table
    if is_amount(lever) and not lifted:
        table |= amount(f"{key}_amount", years, unit_words(lever.unit), dated=True)
    return table


def amount(key: str, years: tuple[int, ...], unit: str, dated: bool) -> dict[str, Any]:
    """How much: by per cent, by a number, or to a number; in all years or some."""
    left, middle, right = st.columns([0.4, 0.25, 0.35])
    how = left.radio(
        tp("lever.how"), OPERATIONS, key=f"{key}_how", horizontal=True,
        format_func=lambda one: tp(f"lever.operation.{one}"),
    )  # fmt: skip
    figure = middle.number_input(
        tp("lever.figure", unit="%" if how == "change" else unit),
        min_value=-100.0 if how == "change" else 0.0 if how == "set" else None,
        max_value=900.0 if how == "change" else None,
        value=None, step=5.0 if how == "change" else 1.0, key=f"{key}_{how}",
    )  # fmt: skip
    some = right.multiselect(
        tp("lever.years"), years, key=f"{key}_years", placeholder=tp("lever.years_all")
    ) if dated else []  # fmt: skip
    if figure is None:
        return {}
    told: dict[str, Any] = {how: f"{figure:+g}%" if how == "change" else float(figure)}
    return {**told, "years": some} if some else told


def _control(lever: Lever, name: str, field: Field, choices: Choices, years: tuple[int, ...],
             key: str, weights: dict[str, float]) -> Any:  # fmt: skip
    label = key_label(lever.name, name)
    lang = state.lang()
    if field.kind == "places":
        return st.multiselect(
            label, choices.places(field.levels), key=key, format_func=choices.place,
            placeholder=tp("lever.choose"),
        )  # fmt: skip
    if field.kind == "choices":
        return st.multiselect(label, field.options, key=key, placeholder=tp("lever.choose"),
                              format_func=lambda v: word(lever.name, name, v, lang))  # fmt: skip
    if field.kind == "choice":
        return st.selectbox(label, field.options, index=None, key=key,
                            placeholder=tp("lever.open"),
                            format_func=lambda v: word(lever.name, name, v, lang))  # fmt: skip
    if field.kind == "switch":
        picked = st.selectbox(label, ("on", "off"), index=None, key=key,
                              placeholder=tp("lever.open"),
                              format_func=lambda v: tp(f"lever.switch.{v}"))  # fmt: skip
        return None if picked is None else picked == "on"
    if field.kind == "flag":
        return True if st.checkbox(label, key=key) else None
    if field.kind in ("number", "whole"):
        return _number(label, field, key)
    if field.kind == "year":
        return st.selectbox(label, years, index=None, key=key, placeholder=tp("lever.open"))
    if field.kind == "text":
        return st.text_input(label, key=key, max_chars=200).strip() or None
    if field.kind == "amount":
        st.markdown(escaped(label))
        return amount(key, years, key_unit(name), dated=False)
    if field.kind == "weights":
        return _weights(key, weights)
    return _named(label, field, choices, key)


def _number(label: str, field: Field, key: str) -> float | int | None:
    if field.kind == "whole":
        low = None if field.low is None else int(field.low)
        high = None if field.high is None else int(field.high)
        whole = st.number_input(label, value=None, step=1, key=key, min_value=low, max_value=high)
        return None if whole is None else int(whole)
    times = 100.0 if field.percent else 1.0
    shown = st.number_input(
        tp("lever.percent", label=label) if field.percent else label,
        value=None, step=field.step * times, key=key,
        min_value=None if field.low is None else field.low * times,
        max_value=None if field.high is None else field.high * times,
    )  # fmt: skip
    return None if shown is None else round(float(shown) / times, 10)


def _named(label: str, field: Field, choices: Choices, key: str) -> Any:
    """One or several things with an id."""
    known_ones = choices.by_kind[field.kind]()
    if field.kind == "park":
        return st.selectbox(label, list(known_ones), index=None, key=key,
                            placeholder=tp("lever.choose"),
                            format_func=lambda v: known_ones.get(v, v))  # fmt: skip
    if field.kind == "enterprises" and len(known_ones) > MANY:
        text = st.text_input(label, key=key, help=t("lever.type_ids"))
        return [one for one in re.split(r"[,;\s\uff0c\u3001\uff1b]+", text) if one]
    return st.multiselect(label, list(known_ones), key=key, placeholder=tp("lever.choose"),
                          format_func=lambda v: known_ones.get(v, v))  # fmt: skip


def _weights(key: str, weights: dict[str, float]) -> dict[str, float]:
    """All terms with their meaning; the new weight of those that were changed."""
    lang = state.lang()
    frame = pd.DataFrame(
        {
            "term": list(TERMS),
            tp("weights.term"): [say(f"term.{one}.name", lang) for one in TERMS],
            tp("weights.now"): [weights[one] for one in TERMS],
            tp("weights.new"): [weights[one] for one in TERMS],
            tp("weights.meaning"): [say(f"term.{one}.meaning", lang) for one in TERMS],
        }
    )
    new = tp("weights.new")
    edited = st.data_editor(
        frame, key=key, hide_index=True, column_order=list(frame.columns[1:]),
        disabled=[column for column in frame.columns if column != new],
        column_config={new: st.column_config.NumberColumn(min_value=0.0, max_value=100.0,
                                                          step=0.1, required=True)},
        alt=t("weights.alt"),
    )  # fmt: skip
    st.caption(t("weights.note"))
    return {
        term: float(value)
        for term, value, old in zip(edited["term"], edited[new], frame[new], strict=True)
        if value is not None and float(value) != old
    }


def key_label(lever: str, key: str) -> str:
    """What a key is called on screen."""
    own = f"page.key.{lever}.{key}"
    return say(own if known(own) else f"page.key.any.{key}", state.lang())


def key_unit(key: str) -> str:
    """The unit of an amount that stands under its own key."""
    return unit_words("projects" if key == "projects" else "wan_yuan")
