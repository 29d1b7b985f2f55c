"""Which cities may receive: add some, remove some, or name them all (tasks 28 and 35)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Names
from scenarios.case import Case
from scenarios.edits import table, with_cells, with_policy
from scenarios.faults import wrong
from scenarios.lever import Lever
from scenarios.policy import Frozen, Policy
from scenarios.scopes import Atlas, receiving, receiving_by_role, texts


class Setting(Frozen):
    """add, remove: cities or regions.  only: exactly these.

    open_parks: parks of the cities added that the table marks as not receiving receive, too.
    """

    add: Names | None = None
    remove: Names | None = None
    only: Names | None = None
    open_parks: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Setting:
        steps = self.add is not None or self.remove is not None
        if steps == (self.only is not None):
            keys = {"keys": "only / add + remove"}
            raise PydanticCustomError("one_of", "give one of {keys}", keys)
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with other receiving cities.  Raises ScenarioError where a city has no open park."""
    before = set(receiving(case))
    added = _cities(case, setting.add or setting.only or (), "add" if setting.add else "only")
    removed = _cities(case, setting.remove or (), "remove")
    if absent := [city for city in removed if city not in before | set(added)]:
        raise wrong("not_receiving", "remove", value=" / ".join(absent))
    after = (set(added) if setting.only else before | set(added)) - set(removed)
    if setting.open_parks:
        case = _opened(case, added)
    _can_receive(case, [city for city in added if city in after])
    usual = set(receiving(replace(case, policy=Policy())))
    if after == usual:
        return with_policy(case, receiving_cities=None)
    if case.policy.receiving_cities is None:
        case = _lone_parks_stay_alone(case, after)
    return with_policy(case, receiving_cities=tuple(after))


def _lone_parks_stay_alone(case: Case, after: set[str]) -> Case:
    """A city that received only through flagged parks must not open its others by being named."""
    lone = after & set(receiving(case)) - set(receiving_by_role(case.world))
    parks = table(case, "parks")
    unflagged = np.isin(texts(parks["city_adcode"]), sorted(lone)) & parks["receives"].isna()
    rows = np.asarray(unflagged, dtype=bool)
    return with_cells(case, "parks", rows, "receives", False) if rows.any() else case


def _cities(case: Case, said: tuple[str, ...], key: str) -> list[str]:
    cities: list[str] = []
    for place in Atlas(case.world).places(said, {"region", "city"}, key):
        if not place.cities:
            raise wrong("no_city_there", key, value=place.said)
        cities += place.cities
    return list(dict.fromkeys(cities))


def _opened(case: Case, cities: list[str]) -> Case:
    parks = table(case, "parks")
    closed = np.isin(texts(parks["city_adcode"]), cities)
    closed &= (parks["receives"].astype("boolean").fillna(True) == False).to_numpy()  # noqa: E712
    return with_cells(case, "parks", closed, "receives", pd.NA) if closed.any() else case


def _can_receive(case: Case, cities: list[str]) -> None:
    """Raise ScenarioError for a city none of whose parks may receive."""
    parks = table(case, "parks")
    city = texts(parks["city_adcode"])
    may = parks["receives"].astype("boolean").fillna(True).to_numpy(dtype=bool)
    for one in cities:
        if not (city == one).any():
            raise wrong("no_park_there", "add", value=one)
        if not may[city == one].any():
            raise wrong("parks_closed", "add", value=one)


LEVER = Lever(
    "receiving_cities",
    Setting,
    apply,
    unit="",
    tasks=(28, 35),
    lead_zh="省经济和信息化委",
    low=None,
)
