"""The reserve price of industrial land: share of the national floor, and whether it may be used.

Item 34, task 99: 70 % of the floor of the land grade; 国土资发〔2009〕56号 asks for both a
provincial priority industry and intensive use, and for a cost floor.
"""

from __future__ import annotations

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Number
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """share: of the national floor, above 0 to 1.  discount: whether the rule may be used."""

    share: Number | None = None
    discount: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Setting:
        if self.share is None and self.discount is None:
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": "share / discount"})
        if self.share is not None and not 0 < self.share <= 1:
            raise PydanticCustomError(
                "out_of_range", "{value}", {"value": f"share = {self.share:g}", "limit": "0 < .. 1"}
            )
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with the price rule changed."""
    fields: dict[str, object] = {}
    if setting.share is not None:
        fields["land_floor_share"] = setting.share
    if setting.discount is not None:
        fields["land_floor_discount"] = setting.discount
    return with_policy(case, **fields)


LEVER = Lever(
    "land_floor",
    Setting,
    apply,
    unit="share",
    tasks=(99,),
    lead_zh="省国土资源厅",
    high=1.0,
)
