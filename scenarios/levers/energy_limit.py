"""Energy headroom of cities: total tce a year that transfers may use up to a year (task 45)."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_quotas
from scenarios.quota_setting import QuotaSetting


class Setting(QuotaSetting):
    """An amount in tce, or `lift`, in the places named."""


def apply(case: Case, setting: Setting) -> Case:
    """The case with the energy limits changed.  Raises ScenarioError where none stands."""
    return change_quotas(case, ["energy"], setting.where, setting, lift=setting.lift)


LEVER = Lever(
    "energy_limit",
    Setting,
    apply,
    unit="tce",
    tasks=(45,),
    lead_zh="省环境保护厅",
)
