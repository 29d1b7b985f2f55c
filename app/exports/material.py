"""Material: one plan with the tables and names that every export needs, looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.findings import Finding
from geodata.tables import ALL
from geodata.words import Lang, known, say
from matching.plan import Plan
from scenarios.case import Case

PROVINCE = "440000"


@dataclass(frozen=True, eq=False)
class Material:
    """A plan, the case it answers, the language of the papers and the day they are written.

    findings: doubts raised after the world was loaded (while building the problem, say).  title:
    what the scenario is called on papers; "" = as the library calls it, else its short name.
    """

    plan: Plan
    case: Case
    lang: Lang = "zh"
    day: date = field(default_factory=date.today)
    findings: tuple[Finding, ...] = ()
    title: str = ""

    @cached_property
    def scenario_title(self) -> str:
        """The scenario's name for people."""
        from scenarios.load import library_names, load_scenario

        if self.title:
            return self.title
        name = self.plan.scenario
        return load_scenario(name).title(self.lang) if name in library_names() else name

    @cached_property
    def enterprises(self) -> pd.DataFrame:
        """The case's enterprises, indexed by enterprise_id."""
        return self.case.world["enterprises"].set_index("enterprise_id", drop=False)

    @cached_property
    def parks(self) -> pd.DataFrame:
        """The case's parks, indexed by park_id."""
        return self.case.world["parks"].set_index("park_id", drop=False)

    @cached_property
    def placed(self) -> pd.DataFrame:
        """Placements in order of year, park and score, with both sides' columns beside them.

        Columns of enterprises keep their names, those of parks get the prefix `park_`
        (`park_park_id` excepted: park_id is the plan's own).
        """
        plan = self.plan.placements.sort_values(
            ["year", "park_id", "score_points", "enterprise_id"],
            ascending=[True, True, False, True],
            ignore_index=True,
        )
        firms = self.enterprises.drop(columns=["enterprise_id"]).reindex(plan["enterprise_id"])
        parks = self.parks.drop(columns=["park_id"]).reindex(plan["park_id"]).add_prefix("park_")
        return pd.concat([plan, firms.reset_index(drop=True), parks.reset_index(drop=True)], axis=1)

    @cached_property
    def city_names(self) -> dict[str, str]:
        """Adcode -> name of the city in the papers' language, the province included."""
        cities = self.case.world["cities"]
        names = _names(cities, "city_adcode", self.lang)
        return names | {PROVINCE: say("export.word.province", self.lang)}

    @cached_property
    def county_names(self) -> dict[str, str]:
        """Adcode -> Chinese name of the county."""
        from geodata.boundaries import counties

        table = counties()
        return dict(zip(table["adcode"], table["name_zh"], strict=True))

    @cached_property
    def park_names(self) -> dict[str, str]:
        """park_id -> name in the papers' language."""
        return _names(self.case.world["parks"], "park_id", self.lang)

    @cached_property
    def enterprise_names(self) -> dict[str, str]:
        """enterprise_id -> name in the papers' language; the id where there is none."""
        return _names(self.case.world["enterprises"], "enterprise_id", self.lang)

    @cached_property
    def division_names(self) -> dict[str, str]:
        """Division code -> "39 name"."""
        names = _names(self.case.world["industries"], "division", self.lang)
        return {code: f"{code} {name}" for code, name in names.items()}

    def scope_name(self, scope: str) -> str:
        """A row's scope in words: a park, city, region or division, "A>B" or "A@B" of them."""
        if "@" in scope:
            return " · ".join(self.scope_name(part) for part in scope.split("@"))
        if ">" in scope:
            return " → ".join(self.scope_name(part) for part in scope.split(">"))
        for names in (self.park_names, self.city_names, self.region_names, self.division_names):
            if scope in names:
                return names[scope]
        tenure = f"export.tenure.{scope}"
        return say(tenure, self.lang) if known(tenure) else scope

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Region code -> name."""
        return {r: say(f"map.region.{r}", self.lang) for r in ("prd", "east", "west", "north")}

    def word(self, table: str, column: str, value: object) -> str | None:
        """The label of a choice ("advanced" -> 高级认证); the value itself where none is known."""
        if value is None or value is pd.NA or value != value:
            return None
        for choice in ALL[table][column].choices:
            if choice.value == value:
                return choice.label(self.lang)
        return str(value)

    def header(self, table: str, column: str) -> str:
        """A column's label with unit, as its table declares it."""
        return ALL[table][column].header(self.lang)

    @cached_property
    def _estimated(self) -> dict[str, frozenset[str]]:
        notes = self.case.world.notes
        chosen = notes[(notes["table"] == "enterprises") & (notes["kind"] == "estimated")]
        return {
            str(column): frozenset(map(str, ids)) for column, ids in chosen.groupby("column")["id"]
        }

    def estimated(self, column: str, enterprise_ids: Iterable[object]) -> npt.NDArray[np.bool_]:
        """(n,) whether the enterprise's figure in `column` is an estimate."""
        marked = self._estimated.get(column, frozenset())
        return np.array([str(i) in marked for i in enterprise_ids], dtype=bool)

    def estimates_of(self, enterprise_ids: Iterable[object]) -> list[list[str]]:
        """For each enterprise the columns that hold an estimate, in the table's order."""
        order = [c.name for c in ALL["enterprises"].columns if c.name in self._estimated]
        sets = [(name, self._estimated[name]) for name in order]
        return [[name for name, ids in sets if str(i) in ids] for i in enterprise_ids]

    @cached_property
    def all_findings(self) -> tuple[Finding, ...]:
        """Findings of the world, then those raised while building the problem and by the plan."""
        known = set(map(repr, self.case.world.findings))
        raised = (*self.findings, *self.plan.findings)
        later = [f for f in raised if repr(f) not in known]
        return (*self.case.world.findings, *later)


def _names(table: pd.DataFrame, key: str, lang: Lang) -> dict[str, str]:
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    names = {}
    for code, one, two in zip(table[key], table[first], table[second], strict=True):
        name = one if isinstance(one, str) and one else two
        names[str(code)] = str(name) if isinstance(name, str) and name else str(code)
    return names
