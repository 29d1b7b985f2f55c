"""Training paid once per job that moves (item 16, task 48)."""

from __future__ import annotations

from scenarios.amounts import NotNegative
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """wan_yuan_per_job: 10,000 yuan per job."""

    wan_yuan_per_job: NotNegative


def apply(case: Case, setting: Setting) -> Case:
    """The case with the setting changed."""
    return with_behaviour(case, training_wan_yuan_per_job=setting.wan_yuan_per_job)


LEVER = Lever(
    "training",
    Setting,
    apply,
    unit="wan_yuan",
    tasks=(48,),
    lead_zh="省人力资源社会保障厅",
)
