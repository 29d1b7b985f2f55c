"""Award for new equipment at the new site, paid after production (item 11, task 34)."""

from __future__ import annotations

from scenarios.amounts import Share
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """share: of the project's new equipment."""

    share: Share


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, equipment_award_share=setting.share)


LEVER = Lever(
    "equipment_award",
    Setting,
    apply,
    unit="share",
    tasks=(34,),
    lead_zh="省经济和信息化委",
    high=1.0,
)
