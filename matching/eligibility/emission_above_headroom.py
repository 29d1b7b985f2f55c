"""Emission above headroom: this one enterprise emits more than its new city may take in at all.

For every pollutant with a quota: blocked in year t if the emission exceeds the city's (or the
province's) headroom in year t or in any later planning year, because a plant that has moved goes on
emitting.  A year without a quota sets no limit.  Not tested where the rule `emission` is off.
Source: 粤府〔2016〕98号 二(三)15, task 45 (total-emission tasks).
"""

from __future__ import annotations

import numpy as np

from matching.context import AT_MOST, POLLUTANTS, Context
from matching.factored import Factored
from matching.rows import Floats


def blocked(context: Context) -> Factored:
    """(E, P, T, 1)."""
    enterprises, parks, years, _ = context.shape
    too_much = np.zeros((enterprises, parks, years), dtype=bool)
    if context.case.policy.mode("emission") == "off":
        return Factored(np.zeros((1, 1, 1, 1), dtype=bool))
    for pollutant in POLLUTANTS:
        headroom = lasting_headroom(context, pollutant)
        limited = np.isfinite(headroom).any()
        if limited:
            emission = context.of_enterprises(f"{pollutant}_t")
            at_parks = context.at_parks(headroom, np.inf)
            for year in range(years):
                too_much[:, :, year] |= emission[:, None] > AT_MOST * at_parks[None, :, year]
    return Factored(too_much[..., None])


def lasting_headroom(context: Context, pollutant: str) -> Floats:
    """(C, T) t a year: the least headroom of city or province from each year on; inf = no limit."""
    city = context.city_levels(pollutant)
    province = context.province_levels(pollutant)
    level = np.fmin(np.where(np.isnan(city), np.inf, city), province[None, :])
    return np.minimum.accumulate(level[:, ::-1], axis=1)[:, ::-1]
