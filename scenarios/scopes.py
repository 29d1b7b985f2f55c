"""Where a lever acts: "all", "province", a region, a city or a park, by code or by name.

| said                                              | meant                                      |
|---------------------------------------------------|--------------------------------------------|
| all, 全省                                          | every row, the province's own row included |
| cities, 各市                                       | every city, not the province's own row     |
| province, 440000, 省级                             | the province's own row                     |
| prd east west north, 珠三角 粤东 粤西 粤北          | the cities of one region                   |
| ewn, 粤东西北                                      | East, West and North                       |
| 441600, 河源, 河源市, Heyuan                        | one city                                   |
| P007, the park's Chinese or English name          | one park                                   |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.tables.city_quotas import PROVINCE_ADCODE
from geodata.world import World
from scenarios.case import Case
from scenarios.faults import Fault, ScenarioError, closest

Level = Literal["all", "province", "region", "city", "park"]
CITY_LEVELS: frozenset[Level] = frozenset({"all", "province", "region", "city"})
PARK_LEVELS: frozenset[Level] = frozenset({"all", "region", "city", "park"})
ANY_LEVEL: frozenset[Level] = CITY_LEVELS | PARK_LEVELS

REGIONS = ("prd", "east", "west", "north")
REGION_WORDS: Mapping[str, tuple[str, ...]] = {
    "prd": ("prd",), "珠三角": ("prd",),
    "east": ("east",), "粤东": ("east",), "东翼": ("east",),
    "west": ("west",), "粤西": ("west",), "西翼": ("west",),
    "north": ("north",), "粤北": ("north",), "山区": ("north",),
    "ewn": ("east", "west", "north"), "粤东西北": ("east", "west", "north"),
}  # fmt: skip
ALL_WORDS = ("all", "全省")
CITIES_WORDS = ("cities", "各市")
PROVINCE_WORDS = ("province", PROVINCE_ADCODE, "省级")


@dataclass(frozen=True)
class Place:
    """One selector, looked up.

    said: as written.  level: what kind of place.  code: "all", "cities", "440000", region names
    joined by "+", an adcode or a park id.  cities: adcodes, in table order; the province's own code
    is among them for "all" and "province".  parks: ids of the parks in it.
    """

    said: str
    level: Level
    code: str
    cities: tuple[str, ...]
    parks: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of a region place; empty otherwise."""
        return tuple(self.code.split("+")) if self.level == "region" else ()


def texts(column: pd.Series) -> npt.NDArray[np.object_]:
    """A text column as str with "" for empty cells."""
    return column.astype(object).where(column.notna(), "").map(str).to_numpy(dtype=object)


def _city_words(cities: pd.DataFrame) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, zh, en in zip(
        texts(cities["city_adcode"]), texts(cities["name_zh"]), texts(cities["name_en"]),
        strict=True,
    ):  # fmt: skip
        for word in (code, zh, zh.removesuffix("市"), en):
            if word:
                words.setdefault(word.lower(), code)
    return words


def _park_words(parks: pd.DataFrame) -> dict[str, str]:
    """Names of parks that mean one park only; ids always win."""
    ids = texts(parks["park_id"])
    words: dict[str, str] = {}
    twice: set[str] = set()
    for column in ("name_zh", "name_en"):
        for code, name in zip(ids, texts(parks[column]), strict=True):
            if name and words.setdefault(name.lower(), code) != code:
                twice.add(name.lower())
    return {word: code for word, code in words.items() if word not in twice} | {
        code.lower(): code for code in ids
    }


class Atlas:
    """All selectors of one world; look-ups raise ScenarioError with "did you mean ...?"."""

    def __init__(self, world: World):
        cities, parks = world["cities"], world["parks"]
        self.city_codes = tuple(texts(cities["city_adcode"]))
        self.city_region = dict(zip(self.city_codes, texts(cities["region"]), strict=True))
        self.park_codes = tuple(texts(parks["park_id"]))
        self.park_city = dict(zip(self.park_codes, texts(parks["city_adcode"]), strict=True))
        self._cities = _city_words(cities)
        self._parks = _park_words(parks)

    def words(self, levels: Iterable[Level]) -> tuple[str, ...]:
        """What may be written where `levels` are allowed: general words first."""
        levels = frozenset(levels)
        words: list[str] = []
        if "all" in levels:
            words += [*ALL_WORDS, *CITIES_WORDS]
        if "province" in levels:
            words += PROVINCE_WORDS
        if "region" in levels:
            words += REGION_WORDS
        if "city" in levels:
            words += self._cities
        if "park" in levels:
            words += self._parks
        return tuple(dict.fromkeys(words))

    def place(self, said: str, levels: Iterable[Level] = ANY_LEVEL, key: str = "where") -> Place:
        """The place `said` means.  Raises ScenarioError where no place of `levels` is called so."""
        levels = frozenset(levels)
        found = self._find(said.strip().lower(), said)
        if found is not None and found.level in levels:
            return found
        words = self.words(levels)
        code = "unknown_place" if found is None else "wrong_place"
        raise ScenarioError(
            [Fault(code, key, values={"value": said}, close=closest(said, words), known=words)]
        )

    def places(
        self, said: Iterable[str], levels: Iterable[Level] = ANY_LEVEL, key: str = "where"
    ) -> tuple[Place, ...]:
        """Several places; every unknown one is reported."""
        found: list[Place] = []
        faults: list[Fault] = []
        for one in said:
            try:
                found.append(self.place(one, levels, key))
            except ScenarioError as error:
                faults += error.faults
        if faults:
            raise ScenarioError(faults)
        return tuple(found)

    def city(self, said: str, key: str = "where") -> str:
        """Adcode of one city."""
        return self.place(said, {"city"}, key).code

    def _find(self, word: str, said: str) -> Place | None:
        if word in ALL_WORDS:
            return Place(said, "all", "all", (*self.city_codes, PROVINCE_ADCODE), self.park_codes)
        if word in CITIES_WORDS:
            return Place(said, "all", "cities", self.city_codes, self.park_codes)
        if word in PROVINCE_WORDS:
            return Place(said, "province", PROVINCE_ADCODE, (PROVINCE_ADCODE,), self.park_codes)
        if word in REGION_WORDS:
            regions = REGION_WORDS[word]
            cities = tuple(c for c in self.city_codes if self.city_region[c] in regions)
            return Place(said, "region", "+".join(regions), cities, self._parks_of(cities))
        if word in self._cities:
            city = self._cities[word]
            return Place(said, "city", city, (city,), self._parks_of((city,)))
        if word in self._parks:
            park = self._parks[word]
            return Place(said, "park", park, (self.park_city[park],), (park,))
        return None

    def _parks_of(self, cities: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(park for park in self.park_codes if self.park_city[park] in cities)


def receiving_by_role(world: World) -> tuple[str, ...]:
    """Adcodes of the cities whose role lets them receive; without a role, all outside the PRD."""
    cities = world["cities"]
    role, region = texts(cities["role"]), texts(cities["region"])
    may = np.isin(role, ("receiving", "both"))
    may |= (role == "") & (region != "prd") & (region != "")
    return tuple(texts(cities["city_adcode"])[may])


def sending_by_role(world: World) -> tuple[str, ...]:
    """Adcodes of the cities whose role lets them send."""
    cities = world["cities"]
    may = np.isin(texts(cities["role"]), ("sending", "both"))
    return tuple(texts(cities["city_adcode"])[may])


def receiving(case: Case) -> tuple[str, ...]:
    """Adcodes of the cities that may receive in this case, sorted.

    Those the policy names; else those whose role says so and those with a park flagged so itself.
    """
    if case.policy.receiving_cities is not None:
        return case.policy.receiving_cities
    parks = case.world["parks"]
    flagged = parks["receives"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    own = texts(parks["city_adcode"])[flagged]
    return tuple(sorted({*receiving_by_role(case.world), *own}))
