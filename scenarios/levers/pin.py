"""Pin an enterprise to a park (tasks 31, 32 and 40), or release it."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Names, Year
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.faults import wrong
from scenarios.lever import Lever
from scenarios.pinning import known_enterprises, known_year, table_pins, without
from scenarios.policy import Frozen, Pin
from scenarios.scopes import Atlas


class Setting(Frozen):
    """enterprise: one id or several.  park: id or name.  year, tenure: may be left open.

    release: drop the pins of these enterprises instead.  A new pin replaces older pins of the
    enterprise and lifts every forbid that would leave it no room.
    """

    enterprise: Names
    park: str | None = None
    year: Year | None = None
    tenure: Literal["land", "plant"] | None = None
    release: bool = False

    @model_validator(mode="after")
    def _park_or_release(self) -> Setting:
        if self.release == (self.park is not None):
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": "park / release"})
        if self.release and (self.year or self.tenure):
            raise PydanticCustomError("only_pin", "{value}", {"value": "year / tenure"})
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with enterprises pinned or released.  Raises ScenarioError for unknown names."""
    known_enterprises(case, setting.enterprise, "enterprise")
    known_year(case, setting.year)
    if setting.park is None:
        there = {p.enterprise_id for p in (*case.policy.pins, *table_pins(case, "pin"))}
        for one in setting.enterprise:
            if one not in there:
                raise wrong("no_such_pin", "enterprise", value=one)
        return without(case, "pin", lambda pin: pin.enterprise_id in setting.enterprise)
    park = Atlas(case.world).place(setting.park, {"park"}, "park").code
    new = [
        Pin(enterprise_id=one, park_id=park, year=setting.year, tenure=setting.tenure)
        for one in setting.enterprise
    ]
    # The same order in the table already: only what contradicts it has to go.
    tabled = [pin for pin in new if pin in table_pins(case, "pin")]
    case = without(case, "pin", lambda p: p.enterprise_id in setting.enterprise and p not in tabled)
    case = without(case, "forbid", lambda old: any(old.covers(pin) for pin in new))
    added = [pin for pin in new if pin not in tabled]
    return with_policy(case, pins=(*case.policy.pins, *added))


LEVER = Lever(
    "pin",
    Setting,
    apply,
    unit="",
    tasks=(31, 32, 40),
    lead_zh="省商务厅",
    low=None,
)
