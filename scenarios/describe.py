"""describe: a diff in plain words, one sentence for what changed in the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from geodata.periods import period
from geodata.tables import ALL as TABLES
from geodata.tables import unit_label
from geodata.words import Lang, known, say
from geodata.world import World
from scenarios.scopes import texts

NAMED = 6
"""Places told by name in one sentence; of more only the number is told."""

RATIOS = frozenset({"", "share", "factor", "points"})
"""Units of figures whose change is not also told in per cent."""

Row = Mapping[Any, Any]


def describe(difference: pd.DataFrame, lang: Lang = "zh", world: World | None = None) -> list[str]:
    """Sentences for a table made by `scenarios.diff.diff`; one that says so where it is empty.

    world: where the names of cities, parks, enterprises and facilities are looked up; without one,
    places are told by code.
    """
    if difference.empty:
        return [say("scenario.diff.nothing", lang)]
    names = _names(world, lang) if world is not None else {}
    sentences: list[str] = []
    for what, group in difference.groupby("what", sort=False):
        rows: Sequence[Row] = group.to_dict("records")
        label = what_label(str(what), lang)
        sentences += _told(label, rows, lang, names)
    return sentences


def what_label(what: str, lang: Lang = "zh") -> str:
    """A `what` of a diff in words, e.g. "quota.cod" -> 化学需氧量总量."""
    head, _, tail = what.partition(".")
    if known(f"scenario.what.{what}"):
        return say(f"scenario.what.{what}", lang)
    if head == "quota":
        kinds = {choice.value: choice for choice in TABLES["city_quotas"]["kind"].choices}
        return kinds[tail].label(lang) if tail in kinds else what
    if head == "supply":
        return TABLES["park_supply"][tail].label(lang)
    if head == "ban":
        return say("scenario.what.ban", lang, value=tail)
    if head in TABLES:
        label = TABLES[head].label(lang)
        return f"{label} · {TABLES[head][tail].label(lang)}" if tail else label
    return what


def _told(label: str, rows: Sequence[Row], lang: Lang, names: Mapping[str, str]) -> list[str]:
    """One sentence where all places changed alike (in every year), else one per place."""
    alike = _alike(rows, lang)
    if alike is not None:
        return [_sentence(label, rows, alike, lang, names)]
    by_year = _alike_by_year(rows, lang)
    if by_year is not None:
        undated = [dict(row, year=pd.NA) for row in rows]
        return [_sentence(label, undated, by_year, lang, names)]
    sentences: list[str] = []
    for _, part in pd.DataFrame(rows).groupby("where", sort=False):
        some: Sequence[Row] = part.to_dict("records")
        change = _alike(some, lang)
        if change is None:
            change = _alike_by_year(some, lang) or "; ".join(_change(row, lang) for row in some)
            some = [dict(row, year=pd.NA) for row in some]
        sentences.append(_sentence(label, some, change, lang, names))
    return sentences


def _alike(rows: Sequence[Row], lang: Lang) -> str | None:
    """The change that all rows share, in words; None where they differ."""
    told = {_change(row, lang) for row in rows}
    if len(told) == 1:
        return told.pop()
    quantities = all(row["unit"] not in RATIOS for row in rows)
    if not quantities or not all(_numeric(r["before"]) and _numeric(r["after"]) for r in rows):
        return None
    if all(row["before"] for row in rows):
        ratios = {round(row["after"] / row["before"] - 1, 6) for row in rows}
        if len(ratios) == 1:
            return _percent(rows[0])
    steps = {round(row["after"] - row["before"], 6) for row in rows}
    if len(steps) == 1:
        unit = _unit(rows[0]["unit"], lang)
        return f"{_signed(steps.pop())} {unit}".strip()
    return None


def _alike_by_year(rows: Sequence[Row], lang: Lang) -> str | None:
    """ "2018: -10%; 2019: -20%" where all places share the change of each year, else None."""
    steps: dict[int, list[Row]] = {}
    for row in rows:
        if pd.isna(row["year"]):
            return None
        steps.setdefault(int(row["year"]), []).append(row)
    everywhere = {frozenset(row["where"] for row in some) for some in steps.values()}
    told = {year: _alike(some, lang) for year, some in sorted(steps.items())}
    if len(everywhere) > 1 or None in told.values():
        return None
    return "; ".join(f"{year}: {change}" for year, change in told.items())


def _percent(row: Row) -> str:
    return _signed(round((row["after"] / row["before"] - 1) * 100, 2)) + "%"


def _signed(value: float) -> str:
    return f"{value:+,.10g}"


def _numeric(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _change(row: Row, lang: Lang) -> str:
    before, after = row["before"], row["after"]
    if str(row["what"]).endswith("_year"):
        before, after = (value if value is None else f"{value:.0f}" for value in (before, after))
    if before is True and after is None:
        return say("scenario.diff.gone", lang)
    if before is None and after is True:
        return say("scenario.diff.new", lang)
    change = f"{_value(before, lang)} → {_value(after, lang)} {_unit(row['unit'], lang)}".rstrip()
    if _numeric(before) and _numeric(after) and before and row["unit"] not in RATIOS:
        change += f" ({_percent(row)})"
    return change


def _value(value: object, lang: Lang) -> str:
    if value is None:
        return say("scenario.diff.none", lang)
    if isinstance(value, bool):
        return say("scenario.diff.yes" if value else "scenario.diff.no", lang)
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    if known(f"scenario.value.{value}"):
        return say(f"scenario.value.{value}", lang)
    return str(value)


def _unit(unit: str, lang: Lang) -> str:
    if unit == "share":
        return ""
    return (
        say(f"scenario.unit.{unit}", lang)
        if known(f"scenario.unit.{unit}")
        else unit_label(unit, lang)
    )


def _sentence(
    label: str, rows: Sequence[Row], change: str, lang: Lang, names: Mapping[str, str]
) -> str:
    places = list(dict.fromkeys(str(row["where"]) for row in rows if row["where"]))
    years = sorted({int(row["year"]) for row in rows if not pd.isna(row["year"])})
    about = [_places(places, lang, names)] if places else []
    if years:
        about.append(_span(years))
    comma = "，" if lang == "zh" else ", "
    if not about:
        return say("scenario.diff.sentence", lang, what=label, change=change)
    return say("scenario.diff.sentence_where", lang, what=label, where=comma.join(about),
               change=change)  # fmt: skip


def _places(codes: list[str], lang: Lang, names: Mapping[str, str]) -> str:
    stop = "、" if lang == "zh" else ", "
    told = stop.join(_place(code, lang, names) for code in codes[:NAMED])
    if len(codes) <= NAMED:
        return told
    return say("scenario.diff.and_more", lang, names=told, number=len(codes) - NAMED)


def _place(code: str, lang: Lang, names: Mapping[str, str]) -> str:
    if known(f"scenario.place.{code}"):
        return say(f"scenario.place.{code}", lang)
    return " → ".join(names.get(part, part) for part in code.split(">"))


def _span(years: list[int]) -> str:
    """2016-2018, or 2016, 2018 where a year between is missing."""
    if years[-1] - years[0] == len(years) - 1:
        return period(years)
    return ", ".join(map(str, years))


def _names(world: World, lang: Lang) -> dict[str, str]:
    """Code -> name for everything a diff may point at; Chinese where there is no English name."""
    names: dict[str, str] = {}
    keys: Iterable[tuple[str, str]] = (
        ("cities", "city_adcode"), ("parks", "park_id"), ("enterprises", "enterprise_id"),
        ("facilities", "facility_id"), ("anchors", "anchor_id"), ("industries", "division"),
    )  # fmt: skip
    for table, key in keys:
        if table in world.tables:
            frame = world[table]
            for code, zh, en in zip(texts(frame[key]), texts(frame["name_zh"]),
                                    texts(frame["name_en"]), strict=True):  # fmt: skip
                name = (zh or en) if lang == "zh" else (en or zh)
                if name:
                    names[code] = name
    return names
