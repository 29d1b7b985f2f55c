"""Every constant of made-up enterprises that is no division coefficient, in one frozen record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log


def sigma_of_spread(fold: float) -> float:
    """Standard deviation of the logarithm whose central 95 % spans `fold` from end to end.

    Example: 30-fold -> ln(30) / (2 x 1.96) = 0.868.
    """
    return log(fold) / (2 * 1.96)


@dataclass(frozen=True)
class EnterpriseAssumptions:
    """Shapes of the draws; anchors and reasons stand in docs/WORLD.md.

    size_sigma: of log output around the division's typical output.  largest_*: bigger ones are
    flagship projects, negotiated one by one and entered by hand (as pins), not in such a list.
    land_fold, jobs_fold, ...: spread of the ratio to output around the division coefficient, which
    stays the mean before the caps.  shared: share of the log variance that all ratios of one
    enterprise have in common.  Weights need not sum to 1.
    """

    size_sigma: float = 0.95
    minimum_output_wan_yuan: float = 300.0
    largest_output_wan_yuan: float = 100_000.0
    land_fold: float = 30.0
    emission_fold: float = 30.0
    jobs_fold: float = 11.0
    energy_fold: float = 11.0
    plant_fold: float = 5.0
    money_fold: float = 7.0
    shared: float = 0.3
    smallest_plot_mu: float = 5.0
    largest_plot_mu: float = 400.0
    smallest_plant_m2: float = 200.0
    largest_plant_m2: float = 40_000.0
    fewest_jobs: float = 10.0

    # Where the division has no coefficient: domestic sewage of the staff, fuel of the boilers.
    cod_t_per_person: float = 0.006
    nh3n_t_per_person: float = 0.0006
    so2_t_per_tce: float = 0.0020
    nox_t_per_tce: float = 0.0015
    voc_t_per_100m_yuan: Mapping[str, float] = field(
        default_factory=lambda: {
            "17": 0.8, "18": 0.1, "19": 5.0, "20": 4.0, "21": 6.0, "22": 0.5, "23": 6.0,
            "24": 1.5, "26": 4.0, "27": 2.0, "28": 2.0, "29": 3.0, "33": 2.0, "34": 0.8,
            "35": 0.8, "36": 1.5, "37": 2.0, "38": 1.0, "39": 0.8, "40": 0.4, "41": 1.0,
        }
    )  # fmt: skip
    other_division: str = "24"
    sea_share: Mapping[str, float] = field(
        default_factory=lambda: {"37": 0.5, "13": 0.4, "26": 0.1}
    )
    sea_mu_low: float = 10.0
    sea_mu_high: float = 60.0

    trade_mode: Mapping[str, float] = field(
        default_factory=lambda: {"supplied": 0.20, "imported": 0.50, "both": 0.18, "none": 0.12}
    )
    production_mode: Mapping[str, float] = field(
        default_factory=lambda: {"oem": 0.35, "odm": 0.40, "obm": 0.25}
    )
    credit_class: Mapping[str, float] = field(
        default_factory=lambda: {
            "advanced": 0.03, "certified": 0.14, "ordinary": 0.81, "dishonest": 0.02,
        }
    )  # fmt: skip
    export_share_low: float = 0.35
    export_share_high: float = 0.95
    export_share_none: float = 0.20
    earliest_year: Mapping[int, float] = field(
        default_factory=lambda: {2016: 0.55, 2017: 0.20, 2018: 0.15, 2019: 0.10}
    )
    deadline_share: float = 0.30
    deadline_after_years: Mapping[int, float] = field(
        default_factory=lambda: {1: 0.4, 2: 0.35, 3: 0.25}
    )
    road_limit_share: float = 0.15
    road_limit_low_h: float = 2.5
    road_limit_high_h: float = 6.0
    outdated_share: float = 0.02
    duty_failed_share: float = 0.01


ASSUMPTIONS = EnterpriseAssumptions()
