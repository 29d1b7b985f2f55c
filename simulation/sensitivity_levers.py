"""The levers that a sensitivity run moves, each between two settings that could be decided.

The two ends are assumptions about what is politically possible, not facts: narrow or widen them
where the question asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from scenarios.case import Case
from scenarios.levers import ALL
from simulation.faults import Problem, SimulationError

Settings = Callable[[float], Mapping[str, Any]]
EVERYWHERE = "all"


@dataclass(frozen=True)
class Swing:
    """One lever and how far it is moved.

    low, high: in `unit`; "percent" = change of what the tables state.  settings: value -> the
    lever's keys.  base: where the lever stands in a case.
    """

    lever: str
    low: float
    high: float
    unit: str
    settings: Settings
    base: Callable[[Case], float]

    def pulled(self, case: Case, value: float) -> Case:
        """The case with the lever at `value`.

        Raises ScenarioError where it fits nothing in the case, SimulationError for a value that the
        lever does not take.
        """
        lever = ALL[self.lever]
        try:
            setting = lever.setting(**self.settings(value))
        except ValidationError as error:
            values = {"value": f"{value:g}", "reason": error.errors(include_url=False)[0]["msg"]}
            raise SimulationError([Problem("swing_value", self.lever, values)]) from error
        return lever.apply(case, setting)


def _key(key: str) -> Settings:
    return lambda value: {key: value}


def _behaviour(name: str) -> Callable[[Case], float]:
    return lambda case: float(getattr(case.policy.behaviour, name))


def _change(**fixed: Any) -> Settings:
    return lambda value: {"where": EVERYWHERE, "change": f"{value:+.6f}%", **fixed}


def _as_stated(case: Case) -> float:
    return 0.0


_ALL = (
    Swing("land_floor", 0.6, 1.0, "share", _key("share"),
          lambda case: float(case.policy.land_floor_share)),
    Swing("plant_stock", -50, 100, "percent", _change(), _as_stated),
    Swing("plant_price", 0.5, 1.5, "factor", _key("factor"), _behaviour("plant_rent_factor")),
    Swing("direct_power", 0.0, 0.1, "yuan/kwh", _key("yuan_per_kwh"),
          _behaviour("direct_power_yuan_per_kwh")),
    Swing("equipment_award", 0.0, 0.15, "share", _key("share"),
          _behaviour("equipment_award_share")),
    Swing("training", 0.0, 0.3, "wan_yuan", _key("wan_yuan_per_job"),
          _behaviour("training_wan_yuan_per_job")),
    Swing("fast_lane", 0.0, 1.0, "share", _key("parallel"), _behaviour("fast_lane")),
    Swing("fund", -100, 100, "percent", _change(side="all"), _as_stated),
    Swing("support_rates", 0.0, 0.2, "share", _key("rate_in"),
          lambda case: float(case.policy.support_rate_in)),
    Swing("fiscal_share", 0.0, 0.6, "share", _key("share"), _behaviour("fiscal_share")),
    Swing("quota_growth", -0.1, 0.2, "share", _key("rate"), _behaviour("quota_growth")),
    Swing("land_quota", -50, 50, "percent", _change(pool=["general", "special"]), _as_stated),
    Swing("park_land", -50, 50, "percent", _change(), _as_stated),
    Swing("double_support", 0, 5, "years", lambda value: {"extra_years": round(value)},
          _behaviour("double_support_extra_years")),
    Swing("duty_effort", 0.0, 1.0, "share", _key("effort"), _behaviour("duty_effort")),
    Swing("emission_limit", -30, 30, "percent", _change(pollutant="all"), _as_stated),
)  # fmt: skip

SWINGS: Mapping[str, Swing] = {swing.lever: swing for swing in _ALL}
"""Lever name -> Swing, in the order in which planners read them."""
