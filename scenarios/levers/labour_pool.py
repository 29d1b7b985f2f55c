"""Labour that a receiving city can supply: total persons up to a year (tasks 41, 48 and 88)."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_quotas
from scenarios.quota_setting import QuotaSetting


class Setting(QuotaSetting):
    """An amount in persons, or `lift`, in the places named."""


def apply(case: Case, setting: Setting) -> Case:
    """The case with the labour pools changed.  Raises ScenarioError where none stands."""
    return change_quotas(case, ["labour"], setting.where, setting, lift=setting.lift)


LEVER = Lever(
    "labour_pool",
    Setting,
    apply,
    unit="persons",
    tasks=(88, 41, 48),
    lead_zh="省人力资源社会保障厅",
)
