"""Names: words for the codes of a case, for every paper about it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from geodata.tables import ALL
from geodata.words import Lang, known, say

if TYPE_CHECKING:
    from scenarios.case import Case

PROVINCE = "440000"


class Names:
    """Names in the language of the papers, looked up once; for classes with a case and a lang."""

    case: Case
    lang: Lang

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


def _names(table: pd.DataFrame, key: str, lang: Lang) -> dict[str, str]:
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    names = {}
    for code, one, two in zip(table[key], table[first], table[second], strict=True):
        name = one if isinstance(one, str) and one else two
        names[str(code)] = str(name) if isinstance(name, str) and name else str(code)
    return names
