"""Land quotas of cities: general land, park-special pool, forest land, sea use (mu of one year).

Item 14 and task 44 tilt them to East, West and North; task 99 reserves land for processing trade.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from scenarios.amounts import some_of
from scenarios.case import Case
from scenarios.lever import Lever
from scenarios.limits import change_quotas
from scenarios.quota_setting import QuotaSetting

POOLS = {"general": "land_general", "special": "land_special", "forest": "forest", "sea": "sea"}
Pools = Annotated[tuple[str, ...], BeforeValidator(some_of(tuple(POOLS)))]


class Setting(QuotaSetting):
    """pool: one or several of general, special, forest, sea, or "all"."""

    pool: Pools = ("general",)


def apply(case: Case, setting: Setting) -> Case:
    """The case with the land quotas changed.  Raises ScenarioError where no such quota stands."""
    kinds = [POOLS[pool] for pool in setting.pool]
    return change_quotas(case, kinds, setting.where, setting, lift=setting.lift)


LEVER = Lever(
    "land_quota",
    Setting,
    apply,
    unit="mu",
    tasks=(44, 99),
    lead_zh="省国土资源厅",
)
