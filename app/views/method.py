"""How the desk works and what it rests on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import caches, shell, state
from app.exports.provenance import product_version
from app.views.plain import escaped, t, tp
from app.views.runs import data_title
from geodata.shipped import shipped_world
from geodata.tables import ALL, unit_label
from geodata.words import Lang, known, say
from scenarios.assumptions import ASSUMPTIONS
from scenarios.policy import RULES, SOFT_RULES, TERMS
from simulation.parameters import Parameters, parameters_table

STEPS = ("data", "match", "proof", "simulate", "limits")
LICENCES = ("code", "boundaries", "roads", "places", "font", "facts")
MAP_NOTES = ("source", "review", "borders", "roads", "font")


def model() -> None:
    """Five short paragraphs."""
    for step in STEPS:
        st.markdown(f"#### {t(f'method.{step}_title')}")
        st.markdown(t(f"method.{step}"))
    st.caption(t("method.version", version=product_version()))


def rules() -> None:
    """Every term of the score and every limit, with what it means."""
    lang = state.lang()
    st.markdown(f"**{t('method.terms')}**")
    _named_table("term", TERMS, lang, "method_terms")
    st.markdown(f"**{t('method.rules')}**")
    rows = [
        (say(f"rule.{one}.name", lang),
         say(f"scenario.value.{'soft' if one in SOFT_RULES else 'hard'}", lang),
         _meaning("rule", one, lang))
        for one in RULES
    ]  # fmt: skip
    heads = [tp("method.name"), tp("method.usual"), tp("why.meaning")]
    st.dataframe(pd.DataFrame(rows, columns=heads), key="method_rules", hide_index=True,
                 height="content", alt=t("method.rules"), placeholder="")  # fmt: skip


def _named_table(group: str, names: tuple[str, ...], lang: Lang, key: str) -> None:
    rows = [(say(f"{group}.{one}.name", lang), _meaning(group, one, lang)) for one in names]
    heads = [tp("method.name"), tp("why.meaning")]
    st.dataframe(pd.DataFrame(rows, columns=heads), key=key, hide_index=True, height="content",
                 alt=t(f"method.{group}s"), placeholder="")  # fmt: skip


def _meaning(group: str, name: str, lang: Lang) -> str:
    key = f"{group}.{name}.meaning"
    return say(key, lang) if known(key) else ""


def assumptions() -> None:
    """Every default of the policy and of the simulation, with its basis and its reason."""
    lang = state.lang()
    st.caption(t("method.assumptions_lead"))
    st.markdown(f"**{t('method.policy')}**")
    rows = [
        {
            tp("method.name"): one.label(lang),
            tp("method.value"): _value(one.value, lang),
            tp("compare.unit"): _unit(one.unit, lang),
            tp("method.range"): "" if one.low is None else f"{one.low:g} – {one.high:g}",
            tp("method.basis"): tp(f"method.basis_{one.basis}"),
            tp("method.why"): one.why(lang),
        }
        for one in ASSUMPTIONS
    ]
    st.dataframe(pd.DataFrame(rows), key="method_policy", hide_index=True, height=420,
                 alt=t("method.policy"), placeholder="")  # fmt: skip
    st.markdown(f"**{t('method.simulation')}**")
    table = parameters_table(Parameters(), lang).drop(columns=["name"])
    heads = {name: tp(f"outlook.parameter_{name}") for name in table.columns}
    st.dataframe(table.rename(columns=heads), key="method_parameters", hide_index=True, height=420,
                 alt=t("method.simulation"), placeholder="")  # fmt: skip


def _value(value: object, lang: Lang) -> str:
    if isinstance(value, bool):
        return say("export.word.yes" if value else "export.word.no", lang)
    if value is None or value in ((), {}, []):
        return say("export.word.unset", lang)
    if known(f"scenario.value.{value}"):
        return say(f"scenario.value.{value}", lang)
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _unit(unit: str, lang: Lang) -> str:
    key = f"scenario.unit.{unit}"
    return say(key, lang) if known(key) else unit_label(unit, lang)


def sources() -> None:
    """Every table of the data in use: rows by confidence, and row by row its source."""
    lang, chosen = state.lang(), shell.data_id()
    world = caches.world(chosen) if chosen else shipped_world()
    name = data_title(chosen) if chosen else tp("method.shipped")
    st.caption(t("method.sources_lead", name=name, fingerprint=world.fingerprint))
    words = {c.value: c.label(lang) for c in ALL["cities"]["confidence"].choices}
    rows = []
    for table, declared in ALL.items():
        frame = world[table]
        counts = frame["confidence"].value_counts()
        row: dict[str, object] = {tp("method.table"): declared.label(lang),
                                  tp("method.rows"): len(frame)}  # fmt: skip
        row |= {label: int(counts.get(value, 0)) for value, label in words.items()}
        row[tp("method.origin")] = world.provenance.get(table, "")
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), key="method_sources", hide_index=True, height="content",
                 alt=t("method.sources_alt"), placeholder="")  # fmt: skip
    st.markdown(t("method.confidence"))
    filled = [table for table in ALL if len(world[table])]
    table = st.selectbox(tp("method.each_row"), filled, key="method_table",
                         format_func=lambda one: ALL[one].label(lang))  # fmt: skip
    frame, declared = world[str(table)], ALL[str(table)]
    shown = [c for c in declared.columns if frame[c.name].notna().any()]
    first = [c for c in shown if c.name in ("source", "confidence")]
    key = [c for c in shown if c.name in (*declared.key, "name_zh", "name_en")]
    columns = {c.header(lang): frame[c.name] for c in (*key, *first)}
    if tp_head := next((c.header(lang) for c in first if c.name == "confidence"), ""):
        columns[tp_head] = frame["confidence"].map(words)
    st.dataframe(pd.DataFrame(columns), key="method_rows", hide_index=True, height=360,
                 lazy=len(frame) > 1000, alt=declared.label(lang), placeholder="")  # fmt: skip


def licences() -> None:
    """Licences of code and data, and the notes that go with every map."""
    lang = state.lang()
    for one in LICENCES:
        st.markdown(t(f"licence.{one}"))
    st.markdown(f"#### {t('method.maps')}")
    for note in MAP_NOTES:
        name = escaped(say(f"export.map.{note}.name", lang))
        st.markdown(f"**{name}** {escaped(say(f'export.map.{note}.text', lang))}")
