"""Ceiling on the share of a sending city's listed jobs that may leave in a year (tasks 28, 29)."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.ceiling_setting import CeilingSetting
from scenarios.edits import with_policy
from scenarios.lever import Lever


class Setting(CeilingSetting):
    """ceiling: share of the jobs of the city's enterprises on the list that may leave in a year."""


def apply(case: Case, setting: Setting) -> Case:
    """The case with another departures ceiling, or none."""
    return with_policy(case, departures_ceiling=setting.ceiling)


LEVER = Lever(
    "departures",
    Setting,
    apply,
    unit="share",
    tasks=(28, 29),
    lead_zh="省经济和信息化委",
    high=1.0,
)
