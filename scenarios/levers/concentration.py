"""Ceiling on what one division may fill of a park: 错位发展 (item 10, task 28)."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.ceiling_setting import CeilingSetting
from scenarios.edits import with_policy
from scenarios.lever import Lever


class Setting(CeilingSetting):
    """ceiling: share of a park's land (and of its plants) that one division may fill."""


def apply(case: Case, setting: Setting) -> Case:
    """The case with another concentration ceiling, or none."""
    return with_policy(case, concentration_ceiling=setting.ceiling)


LEVER = Lever(
    "concentration",
    Setting,
    apply,
    unit="share",
    tasks=(28,),
    lead_zh="省经济和信息化委",
    high=1.0,
)
