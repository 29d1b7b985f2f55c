"""Who must do what by when, if the plan is adopted: from its pairings, duties, limits and levers.

Task numbers, lead and cooperating departments: annex of 粤府〔2016〕98号 (2 September 2016).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from app.exports.departments import unit_name
from app.exports.labels import rule_label
from app.exports.material import Material
from app.exports.meeting.content.duties import duties_table
from app.exports.meeting.content.limits import limits_used
from app.exports.meeting.content.words import city, figure, money, records, word, years
from app.exports.meeting.measure import plain
from app.exports.support import counterpart_active, lead_unit
from geodata.words import Lang, known, say

LEVELS = ("province", "receiving", "sending", "command")
TASK_COLUMNS = ("level", "unit", "support", "task", "due_year", "due", "basis", "projects")
RULE_TASKS: Mapping[str, int] = {
    "park_land": 35, "city_land": 44, "special_land": 44, "forest": 44, "sea": 44, "plant": 46,
    "emission": 45, "energy": 45, "labour": 88, "fund": 42, "concentration": 28, "departures": 28,
}  # fmt: skip
"""Rule -> the task under which its limit is set."""


class Task(NamedTuple):
    """One line of the list; see TASK_COLUMNS.

    level: one of LEVELS.  support: cooperating units.  due_year: 0 = standing.  basis: number in
    the annex.  projects: pairings it is about, 0 where it is about none.
    """

    level: str
    unit: str
    support: str
    task: str
    due_year: int
    due: str
    basis: str
    projects: int


def tasks_table(material: Material) -> pd.DataFrame:
    """TASK_COLUMNS, the province first, then receiving and sending cities and their commands."""
    tasks = [
        *_levers(material), *_limits(material), *_receiving(material), *_sending(material),
        *_commands(material), _feedback(material),
    ]  # fmt: skip
    table = pd.DataFrame(tasks, columns=list(TASK_COLUMNS))
    order = table["level"].map({level: i for i, level in enumerate(LEVELS)})
    last = table["due_year"].replace(0, 9999)
    table = table.assign(order=order, last=last).sort_values(
        ["order", "unit", "last"], kind="stable", ignore_index=True
    )
    return table.drop(columns=["order", "last"])


def basis(numbers: tuple[int, ...], lang: Lang) -> str:
    """ "tasks 44, 99" of the annex."""
    return word("tasks.basis", lang, numbers=", ".join(map(str, numbers)))


def _by(year: int, lang: Lang) -> str:
    return word("tasks.by_year", lang, year=year)


def _task_word(number: int, part: str, lang: Lang) -> str:
    key = f"meeting.task.{number}.{part}"
    return say(key, lang) if known(key) else ""


def _levers(material: Material) -> Iterator[Task]:
    """Each lever pulled is a decision that a department has to prepare."""
    from scenarios.levers import ALL

    lang, case = material.lang, material.case
    first = case.world.years[0] if case.world.years else material.day.year
    for name, setting in case.levers:
        lever = ALL[name]
        stated = json.loads(setting)
        named = [y for y in _years_in(stated) if y >= first]
        due = min(named, default=first)
        text = word(
            "tasks.lever", lang, label=lever.label(lang), setting=setting_text(stated, material)
        )
        support = _task_word(lever.tasks[0], "with", lang)
        yield Task(
            "province", unit_name(lever.lead_zh, lang), support, text, due,
            word("tasks.from_year", lang, year=due), basis(lever.tasks, lang), 0,
        )  # fmt: skip


def setting_text(stated: Any, material: Material) -> str:
    """A lever's setting as words: names for codes, "key value" for entries."""
    lang = material.lang
    if isinstance(stated, Mapping):
        parts = [
            f"{_key(str(k), lang)} {setting_text(v, material)}"
            for k, v in stated.items()
            if v is not None and k != "lever"
        ]
        return say("export.word.part_mark", lang).join(parts)
    if isinstance(stated, list):
        return say("export.word.list_mark", lang).join(setting_text(v, material) for v in stated)
    if isinstance(stated, bool):
        return say("export.word.yes" if stated else "export.word.no", lang)
    text = f"{stated:g}" if isinstance(stated, float) else str(stated)
    if known(f"scenario.value.{text}"):
        return say(f"scenario.value.{text}", lang)
    if known(f"scenario.place.{text}"):
        return say(f"scenario.place.{text}", lang)
    return plain(material.scope_name(text))


def _key(key: str, lang: Lang) -> str:
    own = f"meeting.setting.{key}"
    return say(own, lang) if known(own) else key.replace("_", " ")


def _years_in(stated: Any) -> Iterator[int]:
    """Every calendar year that a setting names."""
    if isinstance(stated, Mapping):
        for key, value in stated.items():
            if str(key).isdigit() and len(str(key)) == 4:
                yield int(key)
            elif "year" in str(key):
                yield from (int(v) for v in np.atleast_1d(value) if isinstance(v, int))
            else:
                yield from _years_in(value)


def _limits(material: Material) -> Iterator[Task]:
    """Limits that are used up, one task per rule: whoever sets them decides on more."""
    lang, table = material.lang, limits_used(material)
    table = table[table["binding"] & table["rule"].isin(list(RULE_TASKS))]
    for rule, rows in table.groupby("rule", sort=False):
        number = RULE_TASKS[str(rule)]
        mark = say("export.word.list_mark", lang)
        names = list(dict.fromkeys(plain(material.scope_name(str(s))) for s in rows["scope"]))
        places = mark.join(names[:3])
        if len(names) > 3:
            places = word("tasks.and_more", lang, names=places, count=len(names))
        binding = limits_years(rows["binding_years"], material.case.world.years)
        text = word("tasks.limit", lang, rule=rule_label(str(rule), material), places=places,
                    years=binding)  # fmt: skip
        first = int(min((y for y in rows["year"] if y), default=0))
        due = _by(first, lang) if first else word("tasks.standing", lang)
        yield Task("province", _task_word(number, "lead", lang), _task_word(number, "with", lang),
                   text, first, due, basis((number,), lang), 0)  # fmt: skip


def limits_years(texts: pd.Series, planning: tuple[int, ...]) -> str:
    """First to last year among texts such as "2016-2018" and "2017, 2019".

    Limits of the whole period name no year: then all planning years.
    """
    found = [int(part) for text in texts for part in str(text).replace("-", ",").split(",")
             if part.strip().isdigit()]  # fmt: skip
    found = found or list(planning)
    return years(range(min(found), max(found) + 1)) if found else "-"


def _receiving(material: Material) -> Iterator[Task]:
    """Land, plants, hands and emission totals that each receiving city has to provide."""
    lang, placed = material.lang, material.placed
    land = placed["land_mu"].astype(float).where(placed["tenure"] == "land", 0.0)
    plant = placed["plant_m2"].astype(float).where(placed["tenure"] == "plant", 0.0)
    table = placed.assign(land=land, plant=plant)
    for host, rows in table.groupby("park_city_adcode", sort=True):
        unit, count = word("tasks.city", lang, city=city(host, material)), len(rows)
        sums = rows[["land", "plant", "jobs_persons", "cod_t"]].astype(float).sum()
        demands = (
            ("space", sums["land"] + sums["plant"], 35, (35, 44, 46), ("land", "plant")),
            ("jobs", sums["jobs_persons"], 88, (48, 88), ("jobs_persons",)),
            ("emission", sums["cod_t"], 45, (45,), ("cod_t",)),
        )
        said = {
            "land": figure(sums["land"]), "plant": figure(sums["plant"]), "count": count,
            "jobs": figure(round(sums["jobs_persons"])), "cod": figure(sums["cod_t"], 1),
        }  # fmt: skip
        for key, amount, lead, numbers, columns in demands:
            if not amount > 0:
                continue
            needed = rows[(rows[list(columns)].astype(float) > 0).any(axis=1)]
            text = word(f"tasks.{key}", lang, by_year=by_year(needed["year"]), **said)
            yield Task("receiving", unit, _task_word(lead, "lead", lang), text,
                       int(needed["year"].max()), span(needed["year"], lang),
                       basis(numbers, lang), len(needed))  # fmt: skip


def by_year(values: pd.Series) -> str:
    """How many projects in which year: "2016:12 2017:30"."""
    counts = values.astype(int).value_counts().sort_index()
    return " ".join(f"{y}:{n}" for y, n in counts.items())


def span(values: pd.Series, lang: Lang) -> str:
    """ "by the end of 2018", or "year by year, 2016-2020"."""
    first, last = int(values.min()), int(values.max())
    if first == last:
        return _by(last, lang)
    return word("tasks.year_by_year", lang, first=first, last=last)


def _sending(material: Material) -> Iterator[Task]:
    """Visits and checks that each sending city has to make; duties that still miss something."""
    lang, placed = material.lang, material.placed
    last = int(placed["year"].max()) if len(placed) else 0
    estimated = np.array([bool(e) for e in material.estimates_of(placed["enterprise_id"])], bool)
    for home, rows in placed.groupby("city_adcode", sort=True):
        unit, first = word("tasks.city", lang, city=city(home, material)), int(rows["year"].min())
        output = money(float(rows["output_wan_yuan"].astype(float).sum()), lang)
        text = word("tasks.visit", lang, count=len(rows), years=years(rows["year"]), output=output)
        yield Task("sending", unit, _task_word(31, "lead", lang), text, first, _by(first, lang),
                   basis((31, 39), lang), len(rows))  # fmt: skip
        unsure = int(estimated[rows.index].sum())
        if unsure:
            text = word("tasks.verify", lang, count=unsure)
            yield Task("sending", unit, _task_word(31, "lead", lang), text, first,
                       word("tasks.before_signing", lang), basis((31,), lang), unsure)  # fmt: skip
    for row in records(duties_table(material)):
        if row.met:
            continue
        scale = "duty_money" if row.unit == "wan_yuan" else "duty_projects"
        amount = money(row.missing, lang, 2) if row.unit == "wan_yuan" else figure(row.missing)
        text = word(f"tasks.{scale}", lang, receiving=city(row.receiving_adcode, material),
                    missing=amount)  # fmt: skip
        due = last if np.isnan(row.to_year) else int(row.to_year)
        yield Task("sending", word("tasks.city", lang, city=city(row.sending_adcode, material)),
                   word("tasks.city", lang, city=city(row.receiving_adcode, material)), text, due,
                   _by(due, lang), basis((32,), lang), 0)  # fmt: skip


def _commands(material: Material) -> Iterator[Task]:
    """Projects that each lead unit carries to signature."""
    lang, placed = material.lang, material.placed
    units = [plain(u) for u in lead_unit(material, counterpart_active(material))]
    table = placed.assign(unit=units)
    for unit, rows in table.groupby("unit", sort=True):
        text = word(
            "tasks.carry", lang, count=len(rows), parks=rows["park_id"].nunique(),
            investment=money(float(rows["investment_wan_yuan"].astype(float).sum()), lang, 2),
            by_year=by_year(rows["year"]),
        )  # fmt: skip
        yield Task("command", str(unit), "", text, int(rows["year"].max()),
                   span(rows["year"], lang), basis((29, 31, 32), lang), len(rows))  # fmt: skip


def _feedback(material: Material) -> Task:
    """Section 3 (2): every unit reports within ten working days after each quarter."""
    lang = material.lang
    return Task("province", word("tasks.everybody", lang), "", word("tasks.feedback", lang), 0,
                word("tasks.each_quarter", lang), word("tasks.section", lang), 0)  # fmt: skip
