"""Approval of transfer projects: departments one after the other, or at once (item 13, task 43)."""

from __future__ import annotations

from scenarios.amounts import Share
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """parallel: 0 = one after the other, 1 = all at once."""

    parallel: Share


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, fast_lane=setting.parallel)


LEVER = Lever(
    "fast_lane",
    Setting,
    apply,
    unit="share",
    tasks=(43,),
    lead_zh="省商务厅",
    high=1.0,
)
