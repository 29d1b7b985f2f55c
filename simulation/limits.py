"""Supply and quotas by year, as the simulation meets them; inf = no limit stated.

Matching and simulation read the same tables.  A limit whose rule the policy switched off is none.
After the last year of the world the quotas are an assumption (`behaviour.quota_growth`): flows
(land, plants, funds) grow by it from the last stated year, levels (emissions, energy, labour) stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geodata.tables.city_quotas import PROVINCE_ADCODE
from matching.cells import numbers, positions, texts
from matching.context import Context
from simulation.arrays import F32, F64, LEVELS

LEVEL_KINDS = ("cod", "nh3n", "so2", "nox", "voc", "energy", "labour")
RULE_OF_LEVEL = {"energy": "energy", "labour": "labour"}
assert len(LEVEL_KINDS) == len(LEVELS)


def extended(figures: F64, years: npt.NDArray, last_stated: int, growth: float) -> F64:
    """(X, T) with years after `last_stated` filled from the last figure; NaN stays NaN before.

    A figure that the tables state for a later year is kept, and growth goes on from there.
    """
    filled = figures.copy()
    for t in range(1, len(years)):
        if years[t] > last_stated:
            grown = filled[:, t - 1] * (1.0 + growth)
            filled[:, t] = np.where(np.isnan(filled[:, t]), grown, filled[:, t])
    return filled


def park_supply(context: Context, column: str, last_stated: int) -> F32:
    """(T, P) new mu or m2 of each year; inf = no limit.

    As in matching: a park without any figure has no limit; one with figures for some years gets
    nothing in the planning years that have no row; an empty cell in a row is "no limit".
    """
    table = context.table("park_supply")
    parks = texts(context.parks["park_id"])
    supply = np.full((len(parks), len(context.years)), np.nan)
    park = positions(texts(table["park_id"]), parks)
    year = positions(numbers(table["year"]), context.years)
    figure = numbers(table[column])
    here = (park >= 0) & (year >= 0)
    some = np.zeros(len(parks), dtype=bool)
    some[park[here & ~np.isnan(figure)]] = True
    planning = context.years <= last_stated
    supply[np.ix_(some, planning)] = 0.0
    supply[park[here], year[here]] = figure[here]
    growth = context.case.policy.behaviour.quota_growth
    return _no_limit(extended(supply, context.years, last_stated, growth))


class CityQuotas:
    """The table city_quotas, read once; of two figures for one city, year and kind the smaller."""

    def __init__(self, context: Context, last_stated: int):
        table = context.table("city_quotas")
        self.context, self.last_stated = context, last_stated
        cities = texts(context.cities["city_adcode"])
        self.shape = (len(cities) + 2, len(context.years))
        axis = [*cities, None, PROVINCE_ADCODE]
        self._kind, self._value = texts(table["kind"]), numbers(table["value"])
        self._cell = positions(texts(table["city_adcode"]), axis)
        self._year = positions(numbers(table["year"]), context.years)
        self._known = (self._cell >= 0) & (self._year >= 0)

    def figures(self, kind: str, growth: float) -> F64:
        """(A, T) of the cities, of "not known", and of the province; NaN = no limit."""
        stated = np.full(self.shape, np.nan)
        rows = self._known & (self._kind == kind)
        np.fmin.at(stated, (self._cell[rows], self._year[rows]), self._value[rows])
        return extended(stated, self.context.years, self.last_stated, growth)


def land_rooms(quotas: CityQuotas) -> tuple[F32, F32]:
    """(T, A) mu of a year outside processing trade, and of all enterprises.

    Nested as in `matching.constraints.special_land`: outside processing trade <= general; all <=
    general + special where both are stated, else <= general.
    """
    policy = quotas.context.case.policy
    growth = policy.behaviour.quota_growth
    general = quotas.figures("land_general", growth)
    special = quotas.figures("land_special", growth)
    pooled = general + special
    if policy.mode("special_land") == "off":
        pooled = np.full_like(general, np.nan)
    if policy.mode("city_land") == "off":
        general = np.full_like(general, np.nan)
    return _no_limit(general), _no_limit(np.where(np.isnan(pooled), general, pooled))


def headroom_levels(quotas: CityQuotas) -> F32:
    """(T, LEVELS, A) what all that moved in may use together."""
    parts = []
    for kind in LEVEL_KINDS:
        figures = quotas.figures(kind, 0.0)
        off = quotas.context.case.policy.mode(RULE_OF_LEVEL.get(kind, "emission")) == "off"
        parts.append(_no_limit(np.full_like(figures, np.nan) if off else figures))
    return np.ascontiguousarray(np.stack(parts, axis=1))


def funds(quotas: CityQuotas, kind: str) -> F32:
    """(T, A) wan yuan of the year."""
    policy = quotas.context.case.policy
    figures = quotas.figures(kind, policy.behaviour.quota_growth)
    off = policy.mode("fund") == "off"
    return _no_limit(np.full_like(figures, np.nan) if off else figures)


def _no_limit(figures: F64) -> F32:
    """(T, X) float32 with inf for NaN."""
    return np.ascontiguousarray(np.where(np.isnan(figures), np.inf, figures).T, dtype=np.float32)
