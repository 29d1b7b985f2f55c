"""What makes a placement good: one term per file, `score(context) -> Factored` in 0..1.

A figure that is missing gives the neutral value, which neither rewards nor punishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching.context import Context
from matching.factored import Factored
from matching.objectives import (
    anchor,
    cobuilt_park,
    counterpart,
    credit,
    export_priority,
    gateway,
    industry_fit,
    intensity,
    labour,
    low_impact,
    park_service,
    road_time,
    site_cost,
)

Term = Callable[[Context], Factored]

ALL: Mapping[str, Term] = {
    "industry_fit": industry_fit.score,
    "counterpart": counterpart.score,
    "cobuilt_park": cobuilt_park.score,
    "road_time": road_time.score,
    "gateway": gateway.score,
    "labour": labour.score,
    "site_cost": site_cost.score,
    "low_impact": low_impact.score,
    "export_priority": export_priority.score,
    "credit": credit.score,
    "park_service": park_service.score,
    "intensity": intensity.score,
    "anchor": anchor.score,
}
"""Term -> its formula, in the order of `scenarios.policy.TERMS`."""
