"""From the engine's own accounts to those a planner reads: demand, automation, prices, shares.

The engine books quantities of the listed enterprises at the origin, at the host and behind the
cities.  Here, for every replication and year:

    output, tax, processing trade, energy  x demand_t
    emissions                              x demand_t x (1 - abatement) ** years
    jobs                                   x demand_t x (1 - automation) ** years
    value added = share x output            wages = jobs x minimum wage x factor x wage growth
    incoming jobs = (1 - local share) x jobs in East, West and North
    indirect jobs = multiplier x direct jobs in East, West and North
    tax kept = tax collected + tax shared (+ at the origin, - at the host; the sum is 0)
"""

from __future__ import annotations

import numpy as np

from simulation.arrays import AMOUNTS, F64, RAW, Arrays
from simulation.macro import SHOCKS
from simulation.outcome import ACCOUNTS
from simulation.specs import NAMES

SAME = (
    "establishments", "output_wan_yuan", "jobs_persons", "energy_tce", "cod_t", "nh3n_t", "so2_t",
    "nox_t", "voc_t", "investment_wan_yuan", "support_wan_yuan", "award_wan_yuan",
    "land_used_mu", "land_vacated_mu", "plant_used_m2", "processing_trade_wan_yuan",
)  # fmt: skip
POLLUTANTS = AMOUNTS[6:]


def accounts_of(raw: F64, a: Arrays, draws: F64, macro: F64) -> F64:
    """(R, T, rows, ACCOUNTS) from raw (R, T, rows, RAW), draws (R, K), macro (R, T, SHOCKS)."""
    demand = macro[:, :, SHOCKS.index("export_demand")][:, :, None]
    years = np.arange(raw.shape[1])[None, :, None]
    automation = (1.0 - _drawn(draws, "automation_rate")) ** years
    abatement = (1.0 - _drawn(draws, "abatement_rate")) ** years
    out = np.empty((*raw.shape[:3], len(ACCOUNTS)))

    def put(name: str, values: F64) -> None:
        out[..., ACCOUNTS.index(name)] = values

    for name in SAME:
        factor: F64 | float = 1.0
        if name in AMOUNTS[1:]:
            factor = demand
        if name == "jobs_persons":
            factor = demand * automation
        if name in POLLUTANTS:
            factor = demand * abatement
        put(name, raw[..., RAW.index(name)] * factor)
    jobs = out[..., ACCOUNTS.index("jobs_persons")]
    outside = np.zeros(raw.shape[2], dtype=bool)
    cities = len(a.region)
    outside[:cities] = np.isin(a.region, (1, 2, 3))
    put("value_added_wan_yuan", out[..., ACCOUNTS.index("output_wan_yuan")]
        * _drawn(draws, "value_added_share"))  # fmt: skip
    put("jobs_incoming_persons", jobs * outside * (1.0 - _drawn(draws, "local_jobs_share")))
    put("jobs_indirect_persons", jobs * outside * _drawn(draws, "job_multiplier"))
    put("wages_wan_yuan", jobs * _wages(raw, a, draws, macro))
    tax = raw[..., RAW.index("tax_wan_yuan")] * demand
    put("tax_collected_wan_yuan", tax)
    put("tax_kept_wan_yuan", tax + raw[..., RAW.index("tax_shared_wan_yuan")] * demand)
    return out


def incumbents_trade(a: Arrays, draws: F64, macro: F64) -> F64:
    """(R, T) processing trade of firms that stood in East, West and North before.

    Such that they had the share `ewn_processing_share` of the province before anybody moved; from
    the second year on they grow by `incumbents_growth` a year more (or less) than export demand.
    """
    share = draws[:, NAMES.index("ewn_processing_share")]
    growth = draws[:, NAMES.index("incumbents_growth")][:, None]
    listed = a.amounts[:, AMOUNTS.index("processing_trade_wan_yuan")].sum()
    demand = macro[:, :, SHOCKS.index("export_demand")]
    return (
        (share / (1.0 - share) * listed)[:, None]
        * (1.0 + growth) ** np.arange(macro.shape[1])
        * demand
    )


def _drawn(draws: F64, name: str) -> F64:
    return draws[:, NAMES.index(name)][:, None, None]


def _wages(raw: F64, a: Arrays, draws: F64, macro: F64) -> F64:
    """(R, T, rows) labour cost of a job, wan yuan a year; 0 behind the cities."""
    growth = {
        0: np.cumprod(1.0 + macro[:, :, SHOCKS.index("wage_growth_prd")], axis=1),
        1: np.cumprod(1.0 + macro[:, :, SHOCKS.index("wage_growth_ewn")], axis=1),
    }
    wages = np.zeros(raw.shape[:3])
    for city, region in enumerate(a.region.tolist()):
        wages[:, :, city] = float(a.wage[city]) * growth[int(region != 0)]
    return wages * _drawn(draws, "labour_cost_factor")
