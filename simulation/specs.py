"""Every number the simulation takes for granted: default, range, unit, class of source, place.

One line each.  What it means and why this value is text: `simulation/text`, under [sim.parameter]
and [sim.why].  `where` names the one step of the model it enters (docs/SIMULATION.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SourceClass = Literal["data", "literature", "calibrated", "assumption"]
SOURCES: tuple[SourceClass, ...] = ("data", "literature", "calibrated", "assumption")
Where = Literal[
    "choice", "outside", "considering", "offer", "splitting", "stages", "ramp", "money", "accounts"
]


@dataclass(frozen=True)
class Spec:
    """One parameter.

    low, high: the range that a replication draws from and a sensitivity run scans.  unit: "" for
    pure numbers and utils; else as in the name.  source: where the value comes from.  where: the
    step it enters.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: SourceClass
    where: Where

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: {self.low} <= {self.value} <= {self.high} is not so")


_ALL = (
    # choice among parks and outside options, in utils
    Spec("money_utils", 14.0, 7.0, 28.0, "utils/share", "calibrated", "choice"),
    Spec("park_constant", -6.5, -7.8, -5.2, "utils", "calibrated", "choice"),
    Spec("distance_log_h", -1.0, -1.5, -0.5, "utils/ln(1+h)", "literature", "choice"),
    Spec("industry_fit", 1.5, 0.5, 2.5, "utils", "assumption", "choice"),
    Spec("agglomeration", 0.35, 0.1, 0.9, "utils", "literature", "choice"),
    Spec("group_weight", 0.3, 0.1, 0.6, "share", "assumption", "choice"),
    Spec("congestion", 1.5, 0.5, 4.0, "utils", "assumption", "choice"),
    Spec("partner", 0.4, 0.0, 1.0, "utils/partner", "assumption", "choice"),
    Spec("demonstration", 0.3, 0.0, 0.8, "utils", "assumption", "choice"),
    Spec("gateway", 0.5, 0.0, 1.5, "utils", "assumption", "choice"),
    Spec("relation", 0.7, 0.4, 1.4, "utils", "literature", "choice"),
    Spec("province_constant", -2.4, -3.2, -1.6, "utils", "calibrated", "outside"),
    Spec("province_wage_gap", 0.25, 0.1, 0.35, "share", "assumption", "outside"),
    Spec("abroad_constant", -3.0, -4.0, -2.0, "utils", "calibrated", "outside"),
    Spec("abroad_tariff", 4.0, 0.0, 10.0, "utils/share", "assumption", "outside"),
    Spec("abroad_exchange", 2.0, 0.0, 6.0, "utils/ln", "assumption", "outside"),
    Spec("close_constant", -3.0, -4.0, -2.0, "utils", "calibrated", "outside"),
    Spec("close_demand", 3.0, 0.0, 8.0, "utils/ln", "assumption", "outside"),
    # who decides in a year
    Spec("consider_rate", 0.05, 0.02, 0.08, "1/year", "literature", "considering"),
    Spec("consider_size", -0.2, -0.4, 0.0, "1/ln", "literature", "considering"),
    # whether the plan's offer is made, and how strongly
    Spec("offer", 3.0, 1.4, 4.6, "utils", "assumption", "offer"),
    Spec("willing_base", -0.6, -1.6, 0.4, "logit", "assumption", "offer"),
    Spec("willing_fiscal", 2.0, 0.0, 4.0, "logit/share", "assumption", "offer"),
    Spec("willing_duty", 1.0, 0.0, 2.0, "logit", "assumption", "offer"),
    # whole or split move
    Spec("split_base", -0.5, -1.5, 0.5, "logit", "literature", "splitting"),
    Spec("split_size", 0.5, 0.0, 1.0, "logit/ln", "literature", "splitting"),
    Spec("split_share", 0.5, 0.3, 0.8, "share", "assumption", "splitting"),
    # stages of a project
    Spec("matching_years", 0.25, 0.08, 0.5, "years", "assumption", "stages"),
    Spec("signing_years", 0.17, 0.08, 0.25, "years", "assumption", "stages"),
    Spec("fall_through", 0.26, 0.1, 0.45, "share", "calibrated", "stages"),
    Spec("desk_years", 0.02, 0.01, 0.04, "years", "assumption", "stages"),
    Spec("desks", 3.0, 1.0, 6.0, "desks", "assumption", "stages"),
    Spec("department_years", 0.06, 0.03, 0.12, "years", "literature", "stages"),
    Spec("land_years", 0.5, 0.25, 0.75, "years", "assumption", "stages"),
    Spec("lease_years", 0.04, 0.0, 0.08, "years", "assumption", "stages"),
    Spec("construction_years", 1.8, 0.9, 4.0, "years", "calibrated", "stages"),
    Spec("construction_sigma", 0.35, 0.2, 0.5, "ln", "assumption", "stages"),
    Spec("fit_out_years", 0.6, 0.2, 1.5, "years", "calibrated", "stages"),
    Spec("ramp_years", 0.8, 0.4, 1.5, "years", "assumption", "ramp"),
    Spec("ramp_start", 0.4, 0.2, 0.6, "share", "assumption", "ramp"),
    # money per year as a share of revenue
    Spec("labour_cost_factor", 2.2, 1.6, 2.8, "factor", "assumption", "money"),
    Spec("annuity", 0.12, 0.08, 0.16, "1/year", "assumption", "money"),
    Spec("equipment_share", 0.37, 0.345, 0.384, "share", "data", "money"),
    Spec("electricity_share", 0.6, 0.4, 0.8, "share", "assumption", "money"),
    Spec("power_price_prd", 0.66, 0.60, 0.72, "yuan/kwh", "assumption", "money"),
    Spec("power_price_east", 0.62, 0.56, 0.68, "yuan/kwh", "assumption", "money"),
    Spec("power_price_west", 0.62, 0.56, 0.68, "yuan/kwh", "assumption", "money"),
    Spec("power_price_north", 0.59, 0.53, 0.65, "yuan/kwh", "assumption", "money"),
    # accounts
    Spec("value_added_share", 0.24, 0.218, 0.256, "share", "data", "accounts"),
    Spec("local_jobs_share", 0.69, 0.68, 0.70, "share", "data", "accounts"),
    Spec("job_multiplier", 0.6, 0.3, 1.6, "jobs/job", "literature", "accounts"),
    Spec("automation_rate", 0.02, 0.0, 0.05, "1/year", "assumption", "accounts"),
    Spec("abatement_rate", 0.03, 0.0, 0.06, "1/year", "assumption", "accounts"),
    Spec("abatement_new_line", 0.1, 0.0, 0.3, "share", "assumption", "accounts"),
    Spec("vacated_land_factor", 1.0, 0.5, 1.5, "factor", "assumption", "accounts"),
    Spec("ewn_processing_share", 0.03, 0.015, 0.045, "share", "assumption", "accounts"),
    Spec("incumbents_growth", 0.0, -0.03, 0.01, "1/year", "assumption", "accounts"),
)  # fmt: skip

SPECS: Mapping[str, Spec] = {spec.name: spec for spec in _ALL}
"""Parameter name -> Spec, in the order of the columns of every parameter draw."""
NAMES: tuple[str, ...] = tuple(SPECS)
