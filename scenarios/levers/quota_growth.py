"""Growth of land, plants and funds after the last year that the tables state (item 14, task 44)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.amounts import Number
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """rate: a year; 0 repeats the last stated year."""

    rate: Annotated[Number, Field(ge=-0.5, le=1)]


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, quota_growth=setting.rate)


LEVER = Lever(
    "quota_growth",
    Setting,
    apply,
    unit="share",
    tasks=(44,),
    lead_zh="省国土资源厅",
    low=-0.5,
    high=1.0,
)
