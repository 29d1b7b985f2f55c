"""Years for which both sides still pay after a counterpart relation ended (item 11, task 33)."""

from __future__ import annotations

from pydantic import Field

from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """extra_years: 0 = only within the relation's dates."""

    extra_years: int = Field(ge=0, le=15)


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, double_support_extra_years=setting.extra_years)


LEVER = Lever(
    "double_support",
    Setting,
    apply,
    unit="",
    tasks=(33,),
    lead_zh="各地级以上市人民政府",
    high=15.0,
)
