"""The sheet of scenario and provenance: what was asked, how good the answer is, on what data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from app.exports.material import Material
from app.exports.names import Names
from app.exports.sheet import Field, Sheet
from geodata.periods import period
from geodata.tables import ALL
from geodata.words import Lang, known, say
from scenarios.policy import Policy

Line = tuple[str, str, str]
"""group, item, value"""


def product_version() -> str:
    """The installed version; "unknown" when run from a folder that was never installed."""
    try:
        return version("doubletransfer")
    except PackageNotFoundError:
        return "unknown"


def stamp(material: Material) -> str:
    """The line on every slide, page and sheet: fingerprints, date, version, notes on maps."""
    plan = material.plan
    return say(
        "export.stamp", material.lang, fingerprint=material.fingerprint,
        case=plan.case_fingerprint, world=plan.world_fingerprint, date=material.day.isoformat(),
        version=product_version(),
    )  # fmt: skip


def stamped(sheet: Sheet, line: str, badge: str = "") -> Sheet:
    """The sheet with `line` above its header, and the badge of made-up tables on top of all."""
    above = [badge] if badge and badge not in sheet.lines else []
    return replace(sheet, lines=[*above, *sheet.lines, line])


def provenance_lines(material: Material) -> list[Line]:
    """Everything a reader needs to trust or doubt the plan, as group, item and value."""
    lines = [
        *_answer(material),
        *scenario_lines(material, material.scenario_title),
        *policy_lines(material),
        *sources_lines(material),
        *maps_lines(material),
    ]
    return spoken_groups(lines, material.lang)


def spoken_groups(lines: Iterable[Line], lang: Lang) -> list[Line]:
    """The lines with the words for their groups."""
    return [(say(f"export.group.{group}", lang), item, text) for group, item, text in lines]


def _number(value: float, pattern: str) -> str:
    return "-" if pd.isna(value) else format(value, pattern)


def _answer(material: Material) -> Iterator[Line]:
    plan, lang = material.plan, material.lang

    def line(key: str, value: object) -> Line:
        return "answer", say(f"export.item.{key}", lang), str(value)

    if plan.synthetic:
        yield line("badge", say("export.word.demo", lang))
    yield line("status", say(f"plan.status.{plan.status.value}", lang))
    yield line("pairings", f"{len(plan.placements):,} / {plan.enterprises:,}")
    yield line("objective", _number(plan.objective, ",.3f"))
    yield line("bound", _number(plan.bound, ",.3f"))
    yield line("gap", _number(plan.gap, ".2%"))
    yield line("method", say(f"plan.method.{plan.method}", lang))
    yield line("solver", plan.solver)
    yield line("seconds", f"{plan.seconds:.1f}")
    yield line("eligible", f"{plan.eligible_placements:,}")
    for name, value in plan.settings.items():
        if value is None:
            continue
        yield "answer", say("export.item.setting", lang, name=name), str(value)
    yield line("fingerprint", material.fingerprint)
    yield line("case_fingerprint", plan.case_fingerprint)
    yield line("world_fingerprint", plan.world_fingerprint)
    yield line("date", material.day.isoformat())
    yield line("version", product_version())


def scenario_lines(material: Names, title: str) -> Iterator[Line]:
    """What was asked: scenario (its title, and the short name that `check` reads back), world,
    years, seed and levers.
    """
    case, lang = material.case, material.lang

    def line(key: str, value: object) -> Line:
        return "scenario", say(f"export.item.{key}", lang), str(value)

    yield line("scenario_title", title)
    yield line("scenario", case.scenario)
    yield line("world", case.world.name)
    yield line("years", period(case.world.years))
    yield line("seed", case.seed)
    if not case.levers:
        yield line("levers", say("export.word.none", lang))
    for lever, setting in case.levers:
        yield "scenario", say("export.item.lever", lang, lever=lever), setting


def policy_lines(material: Names) -> Iterator[Line]:
    """Every effective setting; one that nobody changed is said to be an assumption."""
    lang, usual = material.lang, Policy().model_dump(mode="json")
    for name, value in material.case.policy.model_dump(mode="json").items():
        if name == "behaviour":
            continue
        source = "assumption" if value == usual[name] else "decided"
        text = _setting(value, material) + say(f"export.word.{source}", lang)
        yield "policy", say(f"export.policy.{name}", lang), text
    for name, value in material.case.policy.behaviour:
        source = "assumption" if value == usual["behaviour"][name] else "decided"
        text = _setting(value, material) + say(f"export.word.{source}", lang)
        yield "policy", say(f"scenario.what.behaviour.{name}", lang), text


def _setting(value: object, material: Names) -> str:
    """One setting in words: names of terms, rules, cities and parks for their codes."""
    lang = material.lang
    if value is None or value in ([], {}):
        return say("export.word.unset", lang)
    if isinstance(value, bool):
        return say("export.word.yes" if value else "export.word.no", lang)
    if isinstance(value, Mapping):
        pairs = (f"{_name(str(k), material)} {_setting(v, material)}" for k, v in value.items())
        return say("export.word.part_mark", lang).join(pairs)
    if isinstance(value, list | tuple):
        return say("export.word.part_mark", lang).join(_setting(v, material) for v in value)
    return f"{value:g}" if isinstance(value, float) else _name(str(value), material)


def _name(code: str, material: Names) -> str:
    for key in (f"term.{code}.name", f"rule.{code}.name", f"scenario.value.{code}"):
        if known(key):
            return say(key, material.lang)
    return material.scope_name(code)


def sources_lines(material: Names) -> Iterator[Line]:
    """For each table its origin, its rows, and how many rows have which confidence."""
    world, lang = material.case.world, material.lang
    for name, table in ALL.items():
        if name not in world.tables:
            continue
        frame = world[name]
        words = [
            f"{material.word(name, 'confidence', value)} {count}"
            for value, count in frame["confidence"].value_counts().items()
        ]
        yield (
            "sources",
            table.label(lang),
            say(
                "export.item.source",
                lang,
                source=world.provenance.get(name, "-"),
                rows=len(frame),
                confidence=say("export.word.list_mark", lang).join(words) or "-",
            ),
        )
    estimated = (world.notes["kind"] == "estimated").sum()
    yield "sources", say("export.item.estimated", lang), f"{estimated:,}"


def maps_lines(material: Names) -> Iterator[Line]:
    """Sources of boundaries, roads and typeface, with the legal notes."""
    for key in ("source", "review", "borders", "roads", "font"):
        yield (
            "maps",
            say(f"export.map.{key}.name", material.lang),
            say(f"export.map.{key}.text", material.lang),
        )


def provenance_sheet(material: Material) -> Sheet:
    """The lines as a sheet of three columns."""
    return lines_sheet(provenance_lines(material), material.lang)


def lines_sheet(lines: Sequence[Line], lang: Lang) -> Sheet:
    """Group, item and value as a sheet of three columns."""
    columns = (("group", 18.0), ("item", 34.0), ("value", 90.0))
    fields = [
        Field(key, say(f"export.column.provenance_{key}", lang), "text",
              pd.Series([line[i] for line in lines], dtype=object), width=width)
        for i, (key, width) in enumerate(columns)
    ]  # fmt: skip
    return Sheet(say("export.sheet.provenance", lang), fields)
