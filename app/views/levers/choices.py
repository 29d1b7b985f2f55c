"""What may be chosen in a lever's form, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.caches import names_of
from app.views.plain import told_apart
from geodata.tables import ALL as TABLES
from geodata.words import Lang, known, say
from geodata.world import World
from scenarios.levers.fund import SIDES
from scenarios.levers.land_quota import POOLS
from scenarios.levers.park_land import SUPPLY
from scenarios.scopes import REGIONS

GENERAL_PLACES = ("all", "cities", "ewn")


@dataclass(frozen=True)
class Choices:
    """Places, parks, facilities and words of one world in one language."""

    world: World
    lang: Lang

    @cached_property
    def cities(self) -> dict[str, str]:
        """adcode -> name."""
        return names_of(self.world["cities"], "city_adcode", self.lang)

    @cached_property
    def parks(self) -> dict[str, str]:
        """park id -> name with its city."""
        frame = self.world["parks"]
        named = names_of(frame, "park_id", self.lang)
        city = dict(zip(frame["park_id"].astype(str), frame["city_adcode"].astype(str),
                        strict=True))  # fmt: skip
        return told_apart({
            park: f"{name} · {self.cities.get(city[park], city[park])}"
            for park, name in named.items()
        })  # fmt: skip

    @cached_property
    def enterprises(self) -> dict[str, str]:
        """enterprise id -> name with id."""
        named = names_of(self.world["enterprises"], "enterprise_id", self.lang)
        return {code: name if name == code else f"{name} · {code}" for code, name in named.items()}

    @cached_property
    def divisions(self) -> dict[str, str]:
        """GB/T 4754 division -> name with its code."""
        named = names_of(self.world["industries"], "division", self.lang)
        return {code: f"{code} {name}" for code, name in named.items()}

    @cached_property
    def facilities(self) -> dict[str, str]:
        """facility id -> name."""
        return told_apart(names_of(self.world["facilities"], "facility_id", self.lang))

    @cached_property
    def bans(self) -> dict[str, str]:
        """ban id -> what it bans, shortly."""
        frame = self.world["bans"]
        rows = zip(frame["ban_id"].astype(str), frame["division"].fillna("").astype(str),
                   frame["product_keyword"].fillna("").astype(str),
                   frame["scope"].fillna("").astype(str), strict=True)  # fmt: skip
        return {
            ban: " ".join(part for part in (ban, self.divisions.get(division, division), word,
                                            self.place(scope)) if part)
            for ban, division, word, scope in rows
        }  # fmt: skip

    def places(self, levels: tuple[str, ...]) -> list[str]:
        """Codes that may be named where `levels` are allowed, from wide to narrow."""
        codes: list[str] = []
        if "all" in levels:
            codes += GENERAL_PLACES
        if "region" in levels:
            codes += REGIONS
        if "city" in levels:
            codes += self.cities
        if "park" in levels:
            codes += self.parks
        return codes

    def place(self, code: str) -> str:
        """A place by name."""
        if code in GENERAL_PLACES:
            return say(f"page.place.{code}", self.lang)
        if known(f"scenario.place.{code}"):
            return say(f"scenario.place.{code}", self.lang)
        return self.cities.get(code) or self.parks.get(code) or code

    @property
    def by_kind(self) -> Mapping[str, Callable[[], dict[str, str]]]:
        """Kind of field -> code and name of what may be chosen."""
        return {
            "enterprises": lambda: self.enterprises,
            "park": lambda: self.parks,
            "facilities": lambda: self.facilities,
            "divisions": lambda: self.divisions,
            "bans": lambda: self.bans,
        }


def word(lever: str, key: str, value: str, lang: Lang) -> str:
    """A word of a lever's own choice, e.g. a pollutant or a rule, as planners call it."""
    if key == "rule":
        return say(f"rule.{value}.name", lang)
    kinds = {choice.value: choice for choice in TABLES["city_quotas"]["kind"].choices}
    if key in ("pool", "side"):
        return kinds[(POOLS | SIDES)[value]].label(lang)
    if key == "pollutant":
        return kinds[value].label(lang)
    if key == "supply":
        return TABLES["park_supply"][SUPPLY[value]].label(lang)
    if key == "tenure":
        return say(f"export.tenure.{value}", lang)
    if known(f"scenario.value.{value}"):
        return say(f"scenario.value.{value}", lang)
    return value
