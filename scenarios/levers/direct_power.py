"""What moved enterprises save by direct power trading (item 16, task 47)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.amounts import NotNegative
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """yuan_per_kwh: yuan saved per kWh."""

    yuan_per_kwh: Annotated[NotNegative, Field(le=0.5)]


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, direct_power_yuan_per_kwh=setting.yuan_per_kwh)


LEVER = Lever(
    "direct_power",
    Setting,
    apply,
    unit="yuan/kwh",
    tasks=(47,),
    lead_zh="省发展改革委",
    high=0.5,
)
