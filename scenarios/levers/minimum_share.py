"""Least share of all placed size that must go to a region or a city (tasks 28, 35 and 44)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Names, NotNegative, Share
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.faults import wrong
from scenarios.lever import Lever
from scenarios.policy import Frozen, MinimumShare
from scenarios.scopes import Atlas


class Setting(Frozen):
    """where: regions or cities, each with its own minimum.  share: 0..1 of the size placed.

    mode: soft (with a price) or hard; a share that stands keeps its mode.  price_points: objective
    lost per unit of share missing.  lift: no minimum there any more.
    """

    where: Names
    share: Share | None = None
    mode: Literal["hard", "soft"] | None = None
    price_points: NotNegative | None = None
    lift: bool = False

    @model_validator(mode="after")
    def _share_or_lift(self) -> Setting:
        if self.lift == (self.share is not None):
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": "share / lift"})
        if self.lift and (self.mode is not None or self.price_points is not None):
            raise PydanticCustomError("only_share", "{value}", {"value": "mode / price_points"})
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with minimum shares.  Raises ScenarioError: unknown place, nothing to lift."""
    shares = {one.scope: one for one in case.policy.minimum_shares}
    for place in Atlas(case.world).places(setting.where, {"region", "city"}):
        if not place.cities:
            raise wrong("no_city_there", "where", value=place.said)
        for scope in place.regions or (place.code,):
            if setting.share is None:
                if shares.pop(scope, None) is None:
                    raise wrong("no_such_share", "where", value=place.said)
            else:
                old = shares.get(scope)
                mode = setting.mode or (old.mode if old else "soft")
                shares[scope] = MinimumShare(scope=scope, share=setting.share, mode=mode)
    fields: dict[str, Any] = {"minimum_shares": tuple(shares.values())}
    if setting.price_points is not None:
        fields["share_price_points"] = setting.price_points
    return with_policy(case, **fields)


LEVER = Lever(
    "minimum_share",
    Setting,
    apply,
    unit="share",
    tasks=(28, 35, 44),
    lead_zh="省经济和信息化委",
    high=1.0,
)
