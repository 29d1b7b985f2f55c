"""Keep an enterprise out of parks, cities or regions (tasks 31 and 32), or allow it again."""

from __future__ import annotations

from typing import Literal

from scenarios.amounts import Names, Year
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.faults import wrong
from scenarios.lever import Lever
from scenarios.pinning import known_enterprises, known_year, table_pins, without
from scenarios.policy import Frozen, Pin
from scenarios.scopes import PARK_LEVELS, Atlas


class Setting(Frozen):
    """enterprise: one id or several.  where: parks, or every park of a city or region.

    year, tenure: only this year or tenure; left open, all of them.  release: drop the forbids of
    these enterprises in these places instead.  A new forbid lifts every pin that it leaves no room.
    """

    enterprise: Names
    where: Names
    year: Year | None = None
    tenure: Literal["land", "plant"] | None = None
    release: bool = False


def apply(case: Case, setting: Setting) -> Case:
    """The case with placements forbidden or allowed.  Raises ScenarioError for unknown names."""
    known_enterprises(case, setting.enterprise, "enterprise")
    known_year(case, setting.year)
    places = Atlas(case.world).places(setting.where, PARK_LEVELS)
    for place in places:
        if not place.parks:
            raise wrong("no_park_there", "where", value=place.said)
    meant = [
        Pin(enterprise_id=one, park_id=park, year=setting.year, tenure=setting.tenure)
        for one in setting.enterprise
        for park in dict.fromkeys(park for place in places for park in place.parks)
    ]
    tabled = table_pins(case, "forbid")
    if setting.release:
        there = (*case.policy.forbids, *tabled)
        if not any(pin.covers(old) for old in there for pin in meant):
            raise wrong("no_such_pin", "enterprise", value=" / ".join(setting.enterprise))
        return without(case, "forbid", lambda old: any(pin.covers(old) for pin in meant))
    case = without(case, "pin", lambda old: any(pin.covers(old) for pin in meant))
    added = [pin for pin in meant if pin not in tabled]
    return with_policy(case, forbids=(*case.policy.forbids, *added))


LEVER = Lever(
    "forbid",
    Setting,
    apply,
    unit="",
    tasks=(31, 32),
    lead_zh="省商务厅",
    low=None,
)
