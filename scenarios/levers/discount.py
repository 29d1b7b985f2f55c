"""How much less a placement counts for every year it comes later (planning horizon, task 28)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.amounts import NotNegative
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """rate: per year, 0 to below 1 (0.03 = 3 % a year)."""

    rate: Annotated[NotNegative, Field(lt=1)]


def apply(case: Case, setting: Setting) -> Case:
    """The case with another discount rate."""
    return with_policy(case, discount_rate=setting.rate)


LEVER = Lever(
    "discount",
    Setting,
    apply,
    unit="share",
    tasks=(28,),
    lead_zh="省经济和信息化委",
    high=1.0,
)
