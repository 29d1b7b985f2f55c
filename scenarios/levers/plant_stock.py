"""Standard plants of parks: new m2 by year, or no plants at all (item 16, task 46)."""

from __future__ import annotations

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Amount, Names
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.limits import change_supply


class Setting(Amount):
    """Either `plants = false` (nobody may lease a plant) or `true`, or an amount in `where`."""

    where: Names | None = None
    plants: bool | None = None

    def _needs_amount(self) -> bool:
        return self.plants is None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Setting:
        amount = self.operation is not None
        if amount == (self.plants is not None) or (not amount and (self.where or self.years)):
            raise PydanticCustomError(
                "one_of", "give one of {keys}", {"keys": "plants / set / change / add"}
            )
        if amount and self.where is None:
            raise PydanticCustomError("missing_key", "{value} is missing", {"value": "where"})
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with plants switched or their supply changed.  Raises ScenarioError."""
    if setting.plants is not None:
        return with_policy(case, plants=setting.plants)
    return change_supply(case, "plant_m2", setting.where or (), setting)


LEVER = Lever(
    "plant_stock",
    Setting,
    apply,
    unit="m2",
    tasks=(46,),
    lead_zh="粤东西北地区各地级市人民政府",
)
