"""Policy: everything a planner may decide besides the tables; frozen, unknown keys rejected.

Every figure here that is not from a document is an assumption; its default is listed in
docs/ASSUMPTIONS.md and shown to the user with that word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from scenarios.behaviour import Behaviour

SIZES = ("output", "investment", "jobs", "tax", "count")
TERMS = (
    "industry_fit",
    "counterpart",
    "cobuilt_park",
    "road_time",
    "gateway",
    "labour",
    "site_cost",
    "low_impact",
    "export_priority",
    "credit",
    "park_service",
    "intensity",
    "anchor",
)
RULES = (
    "park_land",
    "city_land",
    "special_land",
    "forest",
    "sea",
    "plant",
    "emission",
    "energy",
    "labour",
    "fund",
    "duty",
    "minimum_share",
    "concentration",
    "departures",
    "pins",
    "stability",
)
Mode = Literal["hard", "soft", "off"]
Size = Literal["output", "investment", "jobs", "tax", "count"]


class Frozen(BaseModel):
    """Settings that cannot be changed in place and refuse unknown keys, inf and nan."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class MinimumShare(Frozen):
    """At least `share` of all placed size must go to `scope` (a region or a city adcode)."""

    scope: str
    share: float = Field(ge=0, le=1)
    mode: Literal["hard", "soft"] = "soft"


class Pin(Frozen):
    """One enterprise bound to (or kept out of) a park; year and tenure may be left open."""

    enterprise_id: str
    park_id: str
    year: int | None = None
    tenure: Literal["land", "plant"] | None = None

    @property
    def order(self) -> tuple[str, str, int, str]:
        """What pins are sorted by, so that their order in a file means nothing."""
        return (self.enterprise_id, self.park_id, self.year or 0, self.tenure or "")

    def covers(self, other: Pin) -> bool:
        """Whether every placement meant by `other` is meant by this one, too."""
        return (
            (self.enterprise_id, self.park_id) == (other.enterprise_id, other.park_id)
            and self.year in (None, other.year)
            and self.tenure in (None, other.tenure)
        )


DEFAULT_WEIGHTS: dict[str, float] = {
    "industry_fit": 3.0,
    "counterpart": 2.0,
    "cobuilt_park": 1.0,
    "road_time": 1.5,
    "gateway": 1.0,
    "labour": 1.0,
    "site_cost": 1.0,
    "low_impact": 1.5,
    "export_priority": 1.0,
    "credit": 0.5,
    "park_service": 0.5,
    "intensity": 1.0,
    "anchor": 0.5,
}


class Policy(Frozen):
    """What the province decides in one what-if.

    size: how big an enterprise counts in the objective.  weights: >= 0 per term; the score of a
    placement is their weighted mean, so only ratios matter.  discount_rate: per year, for later
    placements.  chain_bonus: points for a supplier of mean size that sells all it makes to a buyer
    placed in the same park; chain_same_city, chain_within_hour: the part of it for another park of
    the city, and within an hour by road (largest that holds).
    anchor_limit_h: road hours from which an anchor project attracts nobody.  rules: off, hard or
    soft per rule; soft is allowed where the rule has a price.
    receiving_cities: adcodes that may receive; None = every city the world calls receiving.
    behaviour: what only a simulation reads.
    """

    size: Size = "output"
    weights: dict[str, float] = Field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    discount_rate: float = Field(default=0.03, ge=0, lt=1)
    chain_bonus: float = Field(default=0.3, ge=0)
    chain_same_city: float = Field(default=0.6, ge=0, le=1)
    chain_within_hour: float = Field(default=0.3, ge=0, le=1)
    anchor_limit_h: float = Field(default=2.0, gt=0)
    rules: dict[str, Mode] = Field(default_factory=dict)
    receiving_cities: tuple[str, ...] | None = None

    land_floor_share: float = Field(default=0.70, gt=0, le=1)
    land_floor_discount: bool = True
    plants: bool = True

    duty_multiplier: float = Field(default=1.0, ge=0)
    duty_price_points: float = Field(default=2.0, ge=0)
    share_price_points: float = Field(default=2.0, ge=0)
    minimum_shares: tuple[MinimumShare, ...] = ()

    concentration_ceiling: float | None = Field(default=0.6, gt=0, le=1)
    departures_ceiling: float | None = Field(default=None, gt=0, le=1)

    support_rate_in: float = Field(default=0.03, ge=0, le=1)
    support_rate_out: float = Field(default=0.02, ge=0, le=1)

    max_road_h: float | None = Field(default=None, gt=0)
    accept_outdated: Literal[False] = False

    pins: tuple[Pin, ...] = ()
    forbids: tuple[Pin, ...] = ()
    reference: tuple[Pin, ...] = ()
    max_changes: int | None = Field(default=None, ge=0)

    behaviour: Behaviour = Behaviour()

    @field_validator("weights")
    @classmethod
    def _known_terms(cls, weights: dict[str, float]) -> dict[str, float]:
        _all_among(weights, TERMS)
        if any(not 0 <= w < float("inf") for w in weights.values()):
            raise PydanticCustomError("bad_weight", "weights must be finite and >= 0")
        full = dict.fromkeys(TERMS, 0.0) | weights
        if sum(full.values()) <= 0:
            raise PydanticCustomError("no_weight", "at least one weight must be above 0")
        return full

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, rules: dict[str, Mode]) -> dict[str, Mode]:
        """Only modes that differ from the usual one are kept, so that saying it changes nothing."""
        _all_among(rules, RULES)
        for rule, mode in rules.items():
            if mode == "soft" and rule not in SOFT_RULES:
                raise PydanticCustomError(
                    "no_price", "rule {rule} has no price and cannot be soft", {"rule": rule}
                )
        return {r: rules[r] for r in RULES if r in rules and rules[r] != usual_mode(r)}

    @field_validator("receiving_cities")
    @classmethod
    def _sorted_cities(cls, cities: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if cities is None else tuple(sorted(set(cities)))

    @field_validator("pins", "forbids", "reference")
    @classmethod
    def _sorted_pins(cls, pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
        return tuple(sorted(set(pins), key=lambda pin: pin.order))

    @field_validator("minimum_shares")
    @classmethod
    def _sorted_shares(cls, shares: tuple[MinimumShare, ...]) -> tuple[MinimumShare, ...]:
        scopes = [share.scope for share in shares]
        if len(set(scopes)) != len(scopes):
            raise PydanticCustomError("share_twice", "two minimum shares for one scope")
        return tuple(sorted(shares, key=lambda share: share.scope))

    @model_validator(mode="after")
    def _reference_given(self) -> Policy:
        if self.max_changes is not None and not self.reference:
            raise PydanticCustomError("no_reference", "max_changes needs a reference plan")
        return self

    def mode(self, rule: str) -> Mode:
        """Whether `rule` is hard, soft or off in this policy.  Raises KeyError if unknown."""
        if rule not in RULES:
            raise KeyError(f"unknown rule {rule!r}; known: {list(RULES)}")
        return self.rules.get(rule, usual_mode(rule))


SOFT_RULES = frozenset({"duty", "minimum_share"})


def usual_mode(rule: str) -> Mode:
    """The mode of a rule about which the policy says nothing."""
    return "soft" if rule in SOFT_RULES else "hard"


def _all_among(given: Iterable[str], allowed: tuple[str, ...]) -> None:
    for name in given:
        if name not in allowed:
            raise PydanticCustomError(
                "unknown_choice", "unknown name {value}", {"value": name, "among": list(allowed)}
            )
