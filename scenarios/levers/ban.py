"""Bans: an industry or product that may not move into a place, added or lifted (tasks 45, 62)."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from geodata.tables.city_quotas import PROVINCE_ADCODE
from scenarios.amounts import Names, Year
from scenarios.case import Case
from scenarios.edits import table, with_rows, without_rows
from scenarios.faults import wrong
from scenarios.lever import Lever
from scenarios.limits import Flags, floats
from scenarios.policy import Frozen
from scenarios.scopes import Atlas, Place, texts


class Setting(Frozen):
    """Add a ban, or lift those that match.

    division: GB/T 4754 divisions ("17" or a list).  product_keyword: word in the product text.
    where: province, regions, cities or parks.  lift: remove the bans that match every key given,
    instead of adding one.  ban_id: the very bans to lift.  from_year, to_year: years of a new ban.
    legal_source: the document that orders it.
    """

    division: Names | None = None
    product_keyword: str | None = None
    where: Names | None = None
    lift: bool = False
    ban_id: Names | None = None
    from_year: Year | None = None
    to_year: Year | None = None
    legal_source: str | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Setting:
        about = self.division is not None or bool((self.product_keyword or "").strip())
        if not about and not (self.lift and (self.ban_id or self.where)):
            keys = "division / product_keyword" + (" / where / ban_id" if self.lift else "")
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": keys})
        if not self.lift and self.where is None:
            raise PydanticCustomError("missing_key", "{value}", {"value": "where"})
        if not self.lift and self.ban_id is not None:
            raise PydanticCustomError("only_lift", "{value}", {"value": "ban_id"})
        if self.lift and (self.from_year or self.to_year or self.legal_source):
            value = "from_year / to_year / legal_source"
            raise PydanticCustomError("only_new", "{value}", {"value": value})
        if self.from_year and self.to_year and self.from_year > self.to_year:
            raise PydanticCustomError("from_after_to", "from after to")
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with bans added or lifted.  Raises ScenarioError: unknown place, nothing to lift."""
    return _lifted(case, setting) if setting.lift else _added(case, setting)


def _scopes(place: Place) -> tuple[str, ...]:
    """A place as the bans table writes it."""
    if place.level == "all":
        return (PROVINCE_ADCODE,)
    return place.regions or (place.code,)


def _known_divisions(case: Case, divisions: tuple[str, ...]) -> None:
    among = tuple(sorted(set(texts(table(case, "industries")["division"]))))
    for division in divisions:
        if division not in among:
            raise wrong("unknown_division", "division", word=division, among=among)


def _added(case: Case, setting: Setting) -> Case:
    _known_divisions(case, setting.division or ())
    places = Atlas(case.world).places(setting.where or ())
    keyword = (setting.product_keyword or "").strip()
    start = np.nan if setting.from_year is None else float(setting.from_year)
    end = np.nan if setting.to_year is None else float(setting.to_year)
    rows: list[dict[str, object]] = []
    ids = set(texts(table(case, "bans")["ban_id"]))
    for division in setting.division or ("",):
        for scope in dict.fromkeys(scope for place in places for scope in _scopes(place)):
            if _same(case, division, keyword, scope, start, end).any():
                continue
            number = len(ids) + 1
            while f"W{number:03d}" in ids:
                number += 1
            ids.add(f"W{number:03d}")
            rows.append(
                {
                    "ban_id": f"W{number:03d}",
                    "division": division or None,
                    "product_keyword": keyword or None,
                    "scope": scope,
                    "from_year": start,
                    "to_year": end,
                    "legal_source": setting.legal_source,
                }
            )
    return with_rows(case, "bans", rows)


def _same(case: Case, division: str, keyword: str, scope: str, start: float, end: float) -> Flags:
    """Which bans say exactly this already."""
    bans = table(case, "bans")
    same = texts(bans["division"]) == division
    same &= texts(bans["product_keyword"]) == keyword
    same &= texts(bans["scope"]) == scope
    for column, year in (("from_year", start), ("to_year", end)):
        there = floats(bans[column])
        same &= (there == year) | (np.isnan(there) & np.isnan(year))
    return same


def _lifted(case: Case, setting: Setting) -> Case:
    bans = table(case, "bans")
    match = np.ones(len(bans), dtype=bool)
    said: list[str] = []
    if setting.ban_id is not None:
        ids = texts(bans["ban_id"])
        for one in setting.ban_id:
            if one not in ids:
                raise wrong("unknown_ban", "ban_id", word=one, among=tuple(ids))
        match &= np.isin(ids, setting.ban_id)
        said += setting.ban_id
    if setting.division is not None:
        _known_divisions(case, setting.division)
        meant = set(setting.division)
        match &= np.array([bool(meant & set(d.split(";"))) for d in texts(bans["division"])], bool)
        said += setting.division
    if setting.product_keyword is not None:
        match &= texts(bans["product_keyword"]) == setting.product_keyword.strip()
        said.append(setting.product_keyword)
    if setting.where is not None:
        places = Atlas(case.world).places(setting.where)
        match &= np.isin(texts(bans["scope"]), [s for place in places for s in _scopes(place)])
        said += setting.where
    if not match.any():
        raise wrong("no_such_ban", "lift", value=" / ".join(said))
    return without_rows(case, "bans", match)


LEVER = Lever(
    "ban",
    Setting,
    apply,
    unit="",
    tasks=(45, 62),
    lead_zh="省环境保护厅",
    low=None,
)
