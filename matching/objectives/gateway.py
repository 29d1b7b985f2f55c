"""Gateway: how near the park is to the port or customs place that the trade mode needs.

    imported materials (进料)   nearest open seaport or airport
    supplied materials (来料)   nearest open bonded zone or dry port
    both                        mean of the two
    none, or not known          neutral (0.5): no need is counted

    value = 2 ** (-hours / HALF_H) with the road time from the park; 0 if no such facility is open

Facilities count from their opening year until the year before they close, so a zone of 2020 helps
nobody in 2016.  A park or facility without coordinates is neutral resp. left out.
Source: 粤府〔2016〕98号 二(三)12, tasks 37-38 (bonded zones, ports, dry ports).  Which mode needs
what and HALF_H = 1 h are assumptions (docs/MATCHING.md).
"""

from __future__ import annotations

import numpy as np

from matching.cells import texts
from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import NEUTRAL, halving
from matching.rows import Floats

HALF_H = 1.0
SEA_AND_AIR = ("seaport", "airport")
CUSTOMS = ("bonded_zone", "dry_port")
MODES = ("", "none", "imported", "supplied", "both")


def score(context: Context) -> Factored:
    """(trade modes, P, T, 1) by class: the trade mode of the enterprise."""
    ports = _nearness(context, SEA_AND_AIR)
    customs = _nearness(context, CUSTOMS)
    neutral = np.full_like(ports, NEUTRAL)
    values = np.stack([neutral, neutral, ports, customs, (ports + customs) / 2])
    mode = texts(context.enterprises["trade_mode"])
    class_of = np.array([MODES.index(m) if m in MODES else 0 for m in mode], dtype=np.int64)
    return Factored(values[..., None], class_of)


def _nearness(context: Context, kinds: tuple[str, ...]) -> Floats:
    """(P, T) nearness of the nearest open facility of the kinds; 0 where none is open."""
    hours = nearest_h(context, kinds)
    value = halving(hours, HALF_H)
    placed = np.isfinite(context.of_parks("lon")) & np.isfinite(context.of_parks("lat"))
    measured = np.isfinite(context.legs.facility_h).any(axis=1)
    return np.where((placed | measured)[:, None], value, NEUTRAL)


def nearest_h(context: Context, kinds: tuple[str, ...]) -> Floats:
    """(P, T) hours to the nearest facility of the kinds that is open that year; inf if none is."""
    _, parks, years, _ = context.shape
    nearest = np.full((parks, years), np.inf)
    right = np.flatnonzero(np.isin(texts(context.table("facilities")["kind"]).astype(str), kinds))
    for facility in right:
        hours = context.legs.facility_h[:, facility].astype(np.float64)
        reached = np.where(np.isnan(hours), np.inf, hours)[:, None]
        usable = np.where(context.facilities_open[facility], reached, np.inf)
        nearest = np.minimum(nearest, usable)
    return nearest
