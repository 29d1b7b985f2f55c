"""Rent of standard plants against the parks table (item 16, task 46)."""

from __future__ import annotations

from scenarios.amounts import NotNegative
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """factor: 0.5 = half the rent that the parks table states."""

    factor: NotNegative


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, plant_rent_factor=setting.factor)


LEVER = Lever(
    "plant_price",
    Setting,
    apply,
    unit="factor",
    tasks=(46,),
    lead_zh="粤东西北地区各地级市人民政府",
)
