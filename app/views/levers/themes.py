"""Which theme a lever stands under on screen."""

from __future__ import annotations

from collections.abc import Mapping

THEMES: Mapping[str, tuple[str, ...]] = {
    "land": ("land_quota", "park_land", "plant_stock", "land_floor", "plant_price"),
    "environment": ("emission_limit", "energy_limit", "ban"),
    "people": ("labour_pool", "training", "departures"),
    "money": ("fund", "support_rates", "double_support", "fiscal_share", "equipment_award",
              "direct_power"),
    "duties": ("duty", "duty_effort", "receiving_cities", "minimum_share", "concentration"),
    "firms": ("pin", "forbid"),
    "service": ("facility", "demonstration", "fast_lane", "quota_growth"),
    "goals": ("weights", "size", "chain_bonus", "discount", "rule_mode"),
}  # fmt: skip
"""Theme -> levers.  A test holds that every lever stands in exactly one."""

SIMULATION_ONLY = frozenset(
    {"plant_price", "direct_power", "equipment_award", "training", "fast_lane", "fiscal_share",
     "quota_growth", "double_support", "duty_effort"}
)  # fmt: skip
"""Levers that move no limit: they change what happens to a plan, not the plan."""


def theme_of(lever: str) -> str:
    """The theme of a lever.  Raises KeyError for a lever that stands nowhere."""
    for theme, levers in THEMES.items():
        if lever in levers:
            return theme
    raise KeyError(lever)
