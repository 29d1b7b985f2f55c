"""Transfer fund by year: what receiving (in) and sending (out) cities, or the province, may pay.

Items 13 and 32, tasks 42 and 92.  Wan yuan (10,000 yuan) of one year.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from scenarios.amounts import some_of
from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_quotas
from scenarios.quota_setting import QuotaSetting

SIDES = {"in": "fund_in", "out": "fund_out"}
Sides = Annotated[tuple[str, ...], BeforeValidator(some_of(tuple(SIDES)))]


class Setting(QuotaSetting):
    """side: "in" (receiving city or province), "out" (sending city), or "all"."""

    side: Sides


def apply(case: Case, setting: Setting) -> Case:
    """The case with the funds changed.  Raises ScenarioError where none stands."""
    kinds = [SIDES[side] for side in setting.side]
    return change_quotas(case, kinds, setting.where, setting, lift=setting.lift)


LEVER = Lever(
    "fund",
    Setting,
    apply,
    unit="wan_yuan",
    tasks=(42, 92),
    lead_zh="省财政厅",
)
