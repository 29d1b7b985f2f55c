"""What was played and what comes out of it, as sentences and as lines of provenance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from app.exports.provenance import (
    Line,
    lines_sheet,
    maps_lines,
    policy_lines,
    product_version,
    scenario_lines,
    sources_lines,
    spoken_groups,
)
from app.exports.sheet import Sheet
from app.outlook.fields import column
from app.outlook.papers import Papers
from app.outlook.words import amount_text, unit_word
from geodata.periods import period
from geodata.words import say
from simulation import tables
from simulation.indicators import ALL
from simulation.macro import macro_file
from simulation.parameters import SHIPPED, parameters_table

TOLD = ("producing_projects", "ewn_output", "ewn_jobs", "ewn_tax", "public_money")
"""Indicators told in the summary besides the share."""


def sentences(papers: Papers) -> list[str]:
    """The answer in a few sentences: goal, moves recommended and predicted, what cities gain."""
    lang, outcome = papers.lang, papers.outcome
    lines = [*papers.prepared.caveats(lang)]
    if not papers.apart.complete:
        lines.append(say("outlook.told.stopped", lang, replications=f"{len(outcome):,}"))
    for _, row in papers.goal[papers.goal["year"].isin(papers.milestones)].iterrows():
        if np.isnan(row["chance_met"]):
            lines.append(say("outlook.told.no_share", lang, year=int(row["year"])))
            continue
        lines.append(say(
            "outlook.told.goal", lang, year=int(row["year"]), median=f"{row['share_median']:.2%}",
            low=f"{row['share_p05']:.2%}", high=f"{row['share_p95']:.2%}",
            goal=f"{row['goal_share']:.0%}", met=f"{row['chance_met']:.0%}",
            met_low=f"{row['chance_met_low']:.0%}", met_high=f"{row['chance_met_high']:.0%}",
        ))  # fmt: skip
    lines.append(_moves(papers))
    last = papers.indicators[papers.indicators["year"] == outcome.years[-1]].set_index("indicator")
    for name in TOLD:
        it = ALL[name]
        median, low, high = (
            amount_text(float(last[band][name]), it.unit, lang) for band in ("median", "p05", "p95")
        )
        lines.append(say(
            "outlook.told.indicator", lang, what=it.label(lang), year=outcome.years[-1],
            median=median, low=low, high=high,
        ))  # fmt: skip
    return lines


def _moves(papers: Papers) -> str:
    """Recommended and predicted, never as one figure."""
    moves, outcome = papers.moves, papers.outcome
    fates = tables.fates_by_enterprise(outcome)
    said = {
        "year": outcome.years[-1],
        "predicted": f"{moves['predicted_mean'].sum():,.0f}",
        "producing": f"{moves['producing_mean'].sum():,.0f}",
    }
    planned = int(moves["recommended_enterprises"].sum())
    if not planned:
        return say("outlook.told.moves_no_plan", papers.lang, **said)
    placed = fates[fates["recommended_park_id"] != ""]
    return say(
        "outlook.told.moves", papers.lang, planned=f"{planned:,}",
        followed=f"{placed['recommended_park'].mean():.0%}",
        anywhere=f"{placed['any_park'].mean():.0%}", **said,
    )  # fmt: skip


def summary_sheet(papers: Papers) -> Sheet:
    """The sentences, and below them every indicator in the goal's year and the last."""
    lang = papers.lang
    table = papers.indicators
    table = table[table["year"].isin(papers.milestones)].reset_index(drop=True)
    words = {
        name: [amount_text(v, u, lang) for v, u in zip(table[name], table["unit"], strict=True)]
        for name in ("median", "p05", "p95")
    }
    fields = [
        column("indicator", (ALL[n].label(lang) for n in table["indicator"]), lang, width=32),
        column("year", table["year"], lang, "year", 8),
        *(column(name, values, lang, width=20) for name, values in words.items()),
        column("note", (ALL[n].note(lang) for n in table["indicator"]), lang, width=70),
    ]
    title = say("outlook.told.title", lang, what=papers.what_was_played())
    return Sheet(say("outlook.sheet.summary", lang), fields, [title, *sentences(papers)])


def assumptions_sheet(papers: Papers) -> Sheet:
    """Every assumption as it stood, with its source class and who changed it."""
    lang = papers.lang
    parameters = papers.prepared.inputs.parameters
    table = parameters_table(parameters, lang)
    changed = [parameters.settings[n].changed_by != SHIPPED for n in table["name"]]
    fields = [
        column("name", table["name"], lang, width=24),
        column("label", table["label"], lang, width=24),
        *(column(name, table[name], lang, "fine") for name in ("value", "low", "high")),
        column("unit", (unit_word(str(u), lang) for u in table["unit"]), lang, width=14),
        column("source", table["source"], lang),
        column("changed_by", table["changed_by"], lang, width=18),
        column("where", table["where"], lang, width=20),
        column("why", table["why"], lang, width=80),
    ]
    marked = pd.Series(changed).to_numpy(bool)
    fields = [f if f.kind == "text" else replace(f, marked=marked) for f in fields]
    lines = [say("outlook.sheet_note.assumptions", lang), *_switches(papers)]
    return Sheet(say("outlook.sheet.assumptions", lang), fields, lines)


def _switches(papers: Papers) -> list[str]:
    parameters, lang = papers.prepared.inputs.parameters, papers.lang
    return [
        say(f"outlook.tastes.{parameters.tastes}", lang),
        say(f"outlook.uncertainty.{parameters.uncertainty}", lang),
    ]


def macro_sheet(papers: Papers) -> Sheet:
    """The paths of demand, wages, exchange and tariff, with deviation, source and who changed."""
    lang = papers.lang
    table = pd.DataFrame([one.model_dump() for one in papers.prepared.inputs.parameters.macro])
    shipped = macro_file().set_index("year")
    rows = table["year"]
    by = table["changed_by"].tolist()
    source = [
        str(shipped["source"].get(year, "")) if who == SHIPPED else ""
        for year, who in zip(rows, by, strict=True)
    ]
    who = [say("sim.changed_by_default", lang) if one == SHIPPED else one for one in by]
    names = [c for c in table.columns if c not in ("year", "changed_by")]
    fields = [
        column("year", rows, lang, "year", 8),
        *(column(f"macro_{name}", table[name], lang, "fine", 14) for name in names),
        column("changed_by", who, lang, width=18),
        column("macro_source", source, lang, width=60),
    ]
    return Sheet(say("outlook.sheet.macro", lang), fields, [say("outlook.sheet_note.macro", lang)])


def provenance(papers: Papers) -> Sheet:
    """What was played, on which data, how often, by which version."""
    lines = [*_run(papers), *scenario_lines(papers, papers.title), *policy_lines(papers),
             *sources_lines(papers), *maps_lines(papers)]  # fmt: skip
    return lines_sheet(spoken_groups(lines, papers.lang), papers.lang)


def _run(papers: Papers) -> Iterator[Line]:
    outcome, lang, prepared = papers.outcome, papers.lang, papers.prepared

    def line(key: str, value: object) -> Line:
        return "run", say(f"outlook.item.{key}", lang), str(value)

    for caveat in prepared.caveats(lang):
        yield line("caveat", caveat)
    yield line("played", papers.what_was_played())
    if prepared.plan is not None:
        yield line("plan", prepared.plan.sentence(lang))
    yield line("replications", f"{len(outcome):,}")
    yield line("numbers", f"{outcome.replications.min()}-{outcome.replications.max()}")
    yield line("seed", outcome.seed)
    yield line("years", period(outcome.years))
    for text in _switches(papers):
        yield line("switch", text)
    changed = [s.changed_by for s in prepared.inputs.parameters.settings.values()]
    count = sum(by != SHIPPED for by in changed)
    yield line("changed", say("outlook.item.changed_count", lang, count=count, all=len(changed)))
    for doubt in prepared.inputs.doubts:
        yield line("doubt", doubt.text(lang))
    yield line("case_fingerprint", papers.case.fingerprint)
    yield line("data_fingerprint", prepared.data_fingerprint)
    yield line("inputs_fingerprint", outcome.inputs_fingerprint)
    yield line("digest", outcome.digest)
    yield line("date", papers.day.isoformat())
    yield line("version", product_version())
