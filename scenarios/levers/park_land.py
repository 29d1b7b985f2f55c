"""New land of parks by year: industrial land, forest land, sea use (mu); items 12 and 14."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from scenarios.amounts import Amount, Names, some_of
from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_supply

SUPPLY = {"land": "land_mu", "forest": "forest_mu", "sea": "sea_mu"}
Kinds = Annotated[tuple[str, ...], BeforeValidator(some_of(tuple(SUPPLY)))]


class Setting(Amount):
    """where: see `scenarios.scopes`.  supply: one or several of land, forest, sea, or "all"."""

    where: Names
    supply: Kinds = ("land",)


def apply(case: Case, setting: Setting) -> Case:
    """The case with the parks' supply changed.  Raises ScenarioError where none is stated."""
    for kind in setting.supply:
        case = change_supply(case, SUPPLY[kind], setting.where, setting)
    return case


LEVER = Lever(
    "park_land",
    Setting,
    apply,
    unit="mu",
    tasks=(35, 36, 44),
    lead_zh="省经济和信息化委",
)
