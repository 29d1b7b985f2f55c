"""Arrays: what the compiled engine reads, and the meaning of every axis of it.

Axes: N enterprises, P parks, C cities (the last one stands for "not known"), T years, S divisions,
G trade modes, A cells that a limit of a city is kept for: the C cities, then the province.
Alternatives of a choice are the P parks, then `addresses.OUTSIDE`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

AMOUNTS = (
    "establishments", "output_wan_yuan", "jobs_persons", "tax_wan_yuan",
    "processing_trade_wan_yuan", "energy_tce", "cod_t", "nh3n_t", "so2_t", "nox_t", "voc_t",
)  # fmt: skip
"""What an enterprise has a year, and takes with it in proportion to the share that moves."""
LEVELS = ("cod_t", "nh3n_t", "so2_t", "nox_t", "voc_t", "energy_tce", "jobs_persons")
"""What a city's headroom is kept for: all that moved in, together, never above the level."""
FIRM = (
    "revenue_wan_yuan", "jobs_persons", "investment_wan_yuan", "land_mu", "plant_m2",
    "energy_tce", "export_share", "size_ln",
)  # fmt: skip
"""What an enterprise decides by; revenue is never 0; size_ln = ln(jobs / median)."""
RAW = (
    *AMOUNTS, "tax_shared_wan_yuan", "investment_wan_yuan", "support_wan_yuan", "award_wan_yuan",
    "land_used_mu", "land_vacated_mu", "plant_used_m2",
)  # fmt: skip
"""Columns of the engine's own accounts, before prices, demand and technical change."""
POLICY = (
    "support_in", "support_out", "award", "training_wan_yuan_per_job", "fast_lane",
    "fiscal_share", "fiscal_years", "duty_effort", "direct_power_yuan_per_kwh",
)  # fmt: skip
BLOCKED_BITS = 30
REDUCED_BIT = 31
"""Pair codes: bit 2 * year + tenure = the park takes no such project; bit 31 = pays the reduced
land price."""
MOST_YEARS = BLOCKED_BITS // 2


class Arrays(NamedTuple):
    """Everything shared by all replications; read only.

    firm_low, firm_high (N,): words of the address.  division, origin, mode (N,): rows of S, C, G.
    processing (N,): 1 = does processing trade.  amounts (N, AMOUNTS).  firms (N, FIRM).  uses
    (N, LEVELS).  plan_park, plan_year, plan_tenure (N,): indices, -1 = not in the plan.
    partner_from (N + 1,), partner: who is linked to whom.
    option (P + 4,): addresses.  park_city, demonstration (P,).  land_supply, plant_supply (T, P):
    mu and m2 that come new, inf = no limit.  land_full, land_reduced: wan yuan per mu; rent: wan
    yuan per m2 and year (P,).  code (N, P): see BLOCKED_BITS.  log_hours (N, P): ln(1 + hours).
    fit (S, P): 0..1.  similar (S, S): 1 = the same division, 2 = the same group, 0 = neither.
    gateway (G, T, P): 0..1.  region (C,): 0 PRD, 1 East, 2 West, 3 North, 4 not known.
    wage (C,): minimum wage, wan yuan a year.  land_price (C,): wan yuan per mu at the origin.
    land_general, land_all (T, A): mu of the year outside processing trade, and of all.  level
    (T, LEVELS, A).  fund_in, fund_out (T, A): wan yuan of the year.  related, doubled (T, C, C):
    1 = counterpart relation in force, and both sides pay.  duty_pair (C, C): row of the duty table
    of pairs or -1.  policy (POLICY,).  years (T,): calendar years.
    """

    firm_low: U32
    firm_high: U32
    division: I32
    origin: I32
    mode: I32
    processing: I32
    amounts: F64
    firms: F32
    uses: F32
    plan_park: I32
    plan_year: I32
    plan_tenure: I32
    partner_from: I32
    partner: I32
    option: U32
    park_city: I32
    demonstration: F32
    land_supply: F32
    plant_supply: F32
    land_full: F32
    land_reduced: F32
    rent: F32
    code: U32
    log_hours: F32
    fit: F32
    similar: npt.NDArray[np.uint8]
    gateway: F32
    region: I32
    wage: F32
    land_price: F32
    land_general: F32
    land_all: F32
    level: F32
    fund_in: F32
    fund_out: F32
    related: npt.NDArray[np.uint8]
    doubled: npt.NDArray[np.uint8]
    duty_pair: I32
    policy: F64
    years: I32
