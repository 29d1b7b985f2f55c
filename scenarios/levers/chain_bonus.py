"""What it is worth that an enterprise settles near its buyer: 产业链招商 (tasks 39, 40)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import NotNegative
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import Frozen

Closeness = Annotated[NotNegative, Field(le=1)]


class Setting(Frozen):
    """points: at closeness 1, per whole sales of an enterprise of mean size; 0 = no chains.

    same_city, within_hour: closeness 0..1 of two parks of one city, and within an hour by road.
    """

    points: NotNegative | None = None
    same_city: Closeness | None = None
    within_hour: Closeness | None = None

    @model_validator(mode="after")
    def _something(self) -> Setting:
        if self.points is None and self.same_city is None and self.within_hour is None:
            raise PydanticCustomError(
                "one_of", "give one of {keys}", {"keys": "points / same_city / within_hour"}
            )
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with chains worth more, less or nothing."""
    fields = {
        "chain_bonus": setting.points,
        "chain_same_city": setting.same_city,
        "chain_within_hour": setting.within_hour,
    }
    return with_policy(case, **{name: value for name, value in fields.items() if value is not None})


LEVER = Lever(
    "chain_bonus",
    Setting,
    apply,
    unit="points",
    tasks=(39, 40),
    lead_zh="省商务厅",
)
