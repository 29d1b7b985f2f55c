"""How much weight sending cities put behind their counterpart duty (item 11, task 32)."""

from __future__ import annotations

from scenarios.amounts import Share
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """effort: 0 = like any other city, 1 = all."""

    effort: Share


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, duty_effort=setting.effort)


LEVER = Lever(
    "duty_effort",
    Setting,
    apply,
    unit="share",
    tasks=(32,),
    lead_zh="省经济和信息化委",
    high=1.0,
)
