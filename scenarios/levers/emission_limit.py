"""Emission headroom of cities by pollutant: total t/a that transfers may add up to a year.

Item 15 and task 45: total-emission tasks differ by region.  A level: -10 % in 2018 lowers what may
be admitted up to 2018.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from scenarios.amounts import some_of
from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_quotas
from scenarios.quota_setting import QuotaSetting

POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")
Pollutants = Annotated[tuple[str, ...], BeforeValidator(some_of(POLLUTANTS))]


class Setting(QuotaSetting):
    """pollutant: one or several of cod, nh3n, so2, nox, voc, or "all"."""

    pollutant: Pollutants


def apply(case: Case, setting: Setting) -> Case:
    """The case with the emission limits changed.  Raises ScenarioError where none stands."""
    return change_quotas(case, setting.pollutant, setting.where, setting, lift=setting.lift)


LEVER = Lever(
    "emission_limit",
    Setting,
    apply,
    unit="t",
    tasks=(45,),
    lead_zh="省环境保护厅",
)
