"""What the policy takes for granted: every default with its basis, unit and plausible range.

Values are read from `Policy()`, never typed here.  docs/ASSUMPTIONS.md is generated from this list
and compared by a test; the reasons are in scenarios/text under [scenario.why].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from geodata.words import Lang, say
from scenarios.policy import TERMS, Policy

Basis = Literal["document", "assumption", "decision"]


@dataclass(frozen=True)
class Assumption:
    """One default.

    field: of Policy; weights as "weights.<term>".  basis: stated in 粤府〔2016〕98号 (document),
    made up by us and open to change (assumption), or decided case by case (decision).  low, high:
    range to try in a sensitivity run, None where there is none.  lever: the lever that moves it, ""
    if only [policy] does.
    """

    field: str
    basis: Basis
    unit: str = ""
    low: float | None = None
    high: float | None = None
    lever: str = ""

    @property
    def value(self) -> Any:
        """The default itself."""
        head, _, term = self.field.partition(".")
        value = getattr(Policy(), head)
        if head == "behaviour":
            return getattr(value, term)
        return value[term] if term else value

    def label(self, lang: Lang = "zh") -> str:
        """What it is called."""
        head, _, term = self.field.partition(".")
        if head == "behaviour":
            return say(f"scenario.what.{self.field}", lang)
        return say(f"scenario.what.weight.{term}" if term else f"scenario.what.policy.{head}", lang)

    def why(self, lang: Lang = "zh") -> str:
        """Why this value."""
        if self.field.startswith("behaviour."):
            return say(f"scenario.why.{self.field}", lang)
        return say(f"scenario.why.{self.field.partition('.')[2] or self.field}", lang)


ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption("size", "assumption", lever="size"),
    *(Assumption(f"weights.{term}", "assumption", "", 0.0, 6.0, "weights") for term in TERMS),
    Assumption("discount_rate", "assumption", "share", 0.0, 0.10, "discount"),
    Assumption("chain_bonus", "assumption", "points", 0.0, 1.0, "chain_bonus"),
    Assumption("chain_same_city", "assumption", "share", 0.0, 1.0, "chain_bonus"),
    Assumption("chain_within_hour", "assumption", "share", 0.0, 1.0, "chain_bonus"),
    Assumption("anchor_limit_h", "assumption", "h", 0.5, 4.0),
    Assumption("rules", "assumption", lever="rule_mode"),
    Assumption("receiving_cities", "document", lever="receiving_cities"),
    Assumption("land_floor_share", "document", "share", 0.70, 1.0, "land_floor"),
    Assumption("land_floor_discount", "document", lever="land_floor"),
    Assumption("plants", "document", lever="plant_stock"),
    Assumption("duty_multiplier", "assumption", "factor", 0.0, 3.0, "duty"),
    Assumption("duty_price_points", "assumption", "points", 0.5, 10.0, "duty"),
    Assumption("share_price_points", "assumption", "points", 0.5, 10.0, "minimum_share"),
    Assumption("minimum_shares", "assumption", lever="minimum_share"),
    Assumption("concentration_ceiling", "assumption", "share", 0.3, 1.0, "concentration"),
    Assumption("departures_ceiling", "assumption", "share", 0.05, 1.0, "departures"),
    Assumption("support_rate_in", "assumption", "share", 0.0, 0.10, "support_rates"),
    Assumption("support_rate_out", "assumption", "share", 0.0, 0.10, "support_rates"),
    Assumption("max_road_h", "assumption", "h", 2.0, 8.0),
    Assumption("accept_outdated", "document"),
    Assumption("behaviour.plant_rent_factor", "assumption", "factor", 0.0, 2.0, "plant_price"),
    Assumption(
        "behaviour.direct_power_yuan_per_kwh", "assumption", "yuan/kwh", 0.0, 0.1, "direct_power"
    ),
    Assumption(
        "behaviour.equipment_award_share", "assumption", "share", 0.0, 0.3, "equipment_award"
    ),
    Assumption(
        "behaviour.training_wan_yuan_per_job", "assumption", "wan_yuan", 0.0, 0.5, "training"
    ),
    Assumption("behaviour.fast_lane", "assumption", "share", 0.0, 1.0, "fast_lane"),
    Assumption("behaviour.fiscal_share", "assumption", "share", 0.0, 0.6, "fiscal_share"),
    Assumption("behaviour.fiscal_share_years", "assumption", "", 0, 10, "fiscal_share"),
    Assumption("behaviour.quota_growth", "assumption", "share", -0.2, 0.2, "quota_growth"),
    Assumption("behaviour.double_support_extra_years", "document", "", 0, 5, "double_support"),
    Assumption("behaviour.duty_effort", "assumption", "share", 0.0, 1.0, "duty_effort"),
    Assumption("behaviour.last_year", "assumption"),
    Assumption("pins", "decision", lever="pin"),
    Assumption("forbids", "decision", lever="forbid"),
    Assumption("reference", "decision"),
    Assumption("max_changes", "decision"),
)
"""Every field of Policy, once."""
