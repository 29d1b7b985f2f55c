"""Site cost: cheap land, or cheap plant space, under the price rules.

Land, in wan yuan per mu (1 mu = 666.67 m2):

    floor   = national minimum price of the city's land grade
    full    = the park's land price, or the floor where it states none
    reduced = max(share * floor, the park's land cost)     share = policy.land_floor_share, 70 %
    price   = min(full, reduced)  if the division is a provincial priority industry there
                                  AND the project uses land intensively AND the rule is switched on
              full                otherwise

"Intensively": its investment per mu of land need is at least INTENSIVE = 1.1 times the standard,
which is the park's floor of investment per mu, or, where the park sets none, the usual investment
per mu of the division (table industries: investment per output over land per output).  Without
either standard, or without the figures, it is not proven and the full price holds.

    value = REFERENCE / (REFERENCE + price)     0.5 at the reference, more where it is cheaper

Plant space: the same with the monthly rent.  A price that is not known is neutral (0.5).
Source: 粤府〔2016〕98号 item 34, task 99; 国土资发〔2009〕56号 (both tests, the cost floor; 10 %
above the standard of investment intensity as the test of intensive use); minimum prices by grade:
国土资发〔2006〕307号.  The references, grade 10 (168 yuan/m2) and 10 yuan/m2 a month, are
assumptions.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.cells import numbers, texts
from matching.context import AT_LEAST, Context
from matching.factored import Factored
from matching.objectives.scale import cheaper
from matching.rows import Floats

M2_PER_MU = 10_000 / 15
WAN_YUAN_PER_MU = M2_PER_MU / 10_000
"""One yuan per m2, in wan yuan per mu."""
FLOOR_OF_GRADE_YUAN_M2 = {
    1: 840, 2: 720, 3: 600, 4: 480, 5: 384, 6: 336, 7: 288, 8: 252, 9: 204, 10: 168, 11: 144,
    12: 120, 13: 96, 14: 84, 15: 60,
}  # fmt: skip
REFERENCE_LAND_WAN_YUAN_PER_MU = FLOOR_OF_GRADE_YUAN_M2[10] * WAN_YUAN_PER_MU
REFERENCE_RENT_YUAN_M2_MONTH = 10.0
INTENSIVE = 1.1
WAN_YUAN_PER_100M = 10_000


def score(context: Context) -> Factored:
    """(E, P, 1, 2): land, plant."""
    full, reduced = full_price(context), reduced_price(context)
    land = np.where(
        gets_reduction(context),
        cheaper(reduced, REFERENCE_LAND_WAN_YUAN_PER_MU).astype(np.float32),
        cheaper(full, REFERENCE_LAND_WAN_YUAN_PER_MU).astype(np.float32),
    )
    rent = context.of_parks("plant_rent_yuan_m2_month")
    plant = cheaper(rent, REFERENCE_RENT_YUAN_M2_MONTH).astype(np.float32)
    value = np.stack([land, np.broadcast_to(plant, land.shape)], axis=-1)
    return Factored(value[:, :, None, :])


def national_floor(context: Context) -> Floats:
    """(P,) national minimum price of industrial land in wan yuan per mu; NaN if not known."""
    stated = context.of_park_cities("land_floor_yuan_per_m2")
    grade = context.of_park_cities("land_grade")
    by_grade = np.array([FLOOR_OF_GRADE_YUAN_M2.get(g, np.nan) for g in grade.tolist()])
    return np.where(np.isnan(stated), by_grade, stated) * WAN_YUAN_PER_MU


def full_price(context: Context) -> Floats:
    """(P,) price without any reduction, wan yuan per mu; NaN if not known."""
    stated = context.of_parks("land_price_wan_yuan_per_mu")
    return np.where(np.isnan(stated), national_floor(context), stated)


def reduced_price(context: Context) -> Floats:
    """(P,) price of those who pass both tests, never above the full price; NaN if not known."""
    full = full_price(context)
    base = national_floor(context)
    share = context.case.policy.land_floor_share
    reduced = share * np.where(np.isnan(base), full, base)
    cost = np.nan_to_num(context.of_parks("land_cost_wan_yuan_per_mu"), nan=0.0)
    return np.minimum(full, np.maximum(reduced, cost))


def gets_reduction(context: Context) -> npt.NDArray[np.bool_]:
    """(E, P) whether the enterprise passes both tests of the 70 % rule and the rule is on."""
    enterprises, parks, _, _ = context.shape
    if not context.case.policy.land_floor_discount:
        return np.zeros((enterprises, parks), dtype=bool)
    _, division = context.divisions
    priority = context.division_in_park_list("priority_divisions")[division]
    floor, usual = context.floors("investment"), usual_investment_per_mu(context)
    standard = np.where(np.isnan(floor)[None, :], usual[:, None], floor[None, :])
    # NaN on either side compares as False, which is "not proven"
    intensive = context.per_mu("investment")[:, None] >= INTENSIVE * AT_LEAST * standard
    return priority & intensive


def usual_investment_per_mu(context: Context) -> Floats:
    """(E,) wan yuan per mu that is usual in each enterprise's division; NaN if not known."""
    industries = context.table("industries")
    invested = numbers(industries["investment_per_output"]) * WAN_YUAN_PER_100M
    land = numbers(industries["land_mu_per_100m_yuan"])
    ratio = np.divide(invested, land, out=np.full(len(land), np.nan), where=land > 0)
    by_division = dict(zip(texts(industries["division"]), ratio.tolist(), strict=True))
    names, class_of = context.divisions
    return np.array([by_division.get(name, np.nan) for name in names])[class_of]
