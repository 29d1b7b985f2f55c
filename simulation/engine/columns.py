"""Positions of parameters, policy fields and accounts in the arrays of the engine, as constants."""

from __future__ import annotations

from simulation.arrays import AMOUNTS, FIRM, POLICY, RAW
from simulation.outcome import ENDS, FUNNEL, STAGES, STATES
from simulation.specs import NAMES


def _at(names: tuple[str, ...], name: str) -> int:
    return names.index(name)


# parameters
MONEY, PARK, DISTANCE, FIT = (
    _at(NAMES, n) for n in ("money_utils", "park_constant", "distance_log_h", "industry_fit")
)
AGGLOMERATION, GROUP, CONGESTION, PARTNER, DEMONSTRATION, GATEWAY, RELATION = (
    _at(NAMES, n)
    for n in (
        "agglomeration", "group_weight", "congestion", "partner", "demonstration", "gateway",
        "relation",
    )
)  # fmt: skip
PROVINCE, PROVINCE_WAGE, ABROAD, ABROAD_TARIFF, ABROAD_EXCHANGE, CLOSE, CLOSE_DEMAND = (
    _at(NAMES, n)
    for n in (
        "province_constant", "province_wage_gap", "abroad_constant", "abroad_tariff",
        "abroad_exchange", "close_constant", "close_demand",
    )
)  # fmt: skip
CONSIDER, CONSIDER_SIZE, OFFER, WILLING, WILLING_FISCAL, WILLING_DUTY = (
    _at(NAMES, n)
    for n in (
        "consider_rate", "consider_size", "offer", "willing_base", "willing_fiscal",
        "willing_duty",
    )
)  # fmt: skip
SPLIT, SPLIT_SIZE, SPLIT_SHARE = (
    _at(NAMES, n) for n in ("split_base", "split_size", "split_share")
)
MATCHING_Y, SIGNING_Y, FALL, DESK_Y, DESKS, DEPARTMENT_Y, LAND_Y, LEASE_Y = (
    _at(NAMES, n)
    for n in (
        "matching_years", "signing_years", "fall_through", "desk_years", "desks",
        "department_years", "land_years", "lease_years",
    )
)  # fmt: skip
BUILD_Y, BUILD_SIGMA, FIT_OUT_Y, RAMP_Y, RAMP_START = (
    _at(NAMES, n)
    for n in (
        "construction_years", "construction_sigma", "fit_out_years", "ramp_years", "ramp_start",
    )
)  # fmt: skip
LABOUR_COST, ANNUITY, EQUIPMENT, ELECTRICITY, POWER_PRD = (
    _at(NAMES, n)
    for n in (
        "labour_cost_factor", "annuity", "equipment_share", "electricity_share",
        "power_price_prd",
    )
)  # fmt: skip
ABATEMENT_NEW, VACATED = (_at(NAMES, n) for n in ("abatement_new_line", "vacated_land_factor"))

# macro paths, in the order of macro.SHOCKS
DEMAND, WAGES_PRD, WAGES_EWN, EXCHANGE, TARIFF = range(5)

# what a firm decides by
REVENUE, JOBS, INVESTMENT, LAND_NEED, PLANT_NEED, ENERGY, EXPORTS, SIZE = range(len(FIRM))

# policy
SUPPORT_IN, SUPPORT_OUT, AWARD, TRAINING, FAST, FISCAL, FISCAL_YEARS, EFFORT, POWER_CUT = range(
    len(POLICY)
)

# accounts of the engine
OUTPUT, TAX = _at(AMOUNTS, "output_wan_yuan"), _at(AMOUNTS, "tax_wan_yuan")
FIRST_POLLUTANT, AMOUNT_COUNT = _at(AMOUNTS, "cod_t"), len(AMOUNTS)
(R_SHARED, R_INVEST, R_SUPPORT, R_AWARD, R_LAND, R_VACATED, R_PLANT) = range(AMOUNT_COUNT, len(RAW))
PROVINCE_ROW, ABROAD_ROW, CLOSED_ROW, TRANSIT_ROW = range(4)
"""Rows behind the cities."""

# stages, ends and states
(INTENTION, MATCHED, SIGNED, APPROVAL, LAND, CONSTRUCTION, PRODUCING, FULL) = range(len(STAGES))
STAGE_COUNT = len(STAGES)
F_FELL, F_SPLIT, F_AWAY = len(STAGES), len(STAGES) + 1, len(STAGES) + 2
S_ORIGIN, S_SPLIT, S_AWAY = 0, _at(STATES, "split"), _at(STATES, "other_province")
assert (*STAGES, *ENDS) == FUNNEL

# fates
ORIGIN, FELL, AWAY, FIRST_PARK = 0, 1, 2, 5
NEVER = 1e9
"""A time that is not reached; years are counted from the first year of the horizon."""
