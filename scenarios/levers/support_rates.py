"""Support per yuan invested, paid by the receiving and (in counterpart pairs) the sending side.

Item 11, task 33: projects of counterpart pairs may draw on both; task 42: the fund.
"""

from __future__ import annotations

from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Share
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """rate_in, rate_out: share of a project's investment, 0..1."""

    rate_in: Share | None = None
    rate_out: Share | None = None

    @model_validator(mode="after")
    def _something(self) -> Setting:
        if self.rate_in is None and self.rate_out is None:
            keys = {"keys": "rate_in / rate_out"}
            raise PydanticCustomError("one_of", "give one of {keys}", keys)
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with other support rates."""
    rates = {"support_rate_in": setting.rate_in, "support_rate_out": setting.rate_out}
    fields: dict[str, Any] = {name: rate for name, rate in rates.items() if rate is not None}
    return with_policy(case, **fields)


LEVER = Lever(
    "support_rates",
    Setting,
    apply,
    unit="share",
    tasks=(33, 42),
    lead_zh="各地级以上市人民政府",
    high=1.0,
)
