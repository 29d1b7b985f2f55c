"""Intensity: how far the project stands above the park's floors per mu.

For each floor that the park sets (investment, output, tax, in wan yuan per mu of land need) and
that the enterprise's figures can be held against:

    value_k = min(1, figure per mu / (2 * floor))    0.5 at the floor, 1 at twice the floor
    value   = mean of value_k

Neutral (0.5) where the park sets no floor or the figures are missing.  Both tenures are scored on
the land need, as a measure of the project; a floor as a *condition* is the reason `entry_floor`.
Source: 粤府〔2016〕98号 二(三)12 and standard land indicators (标准地); the form is an assumption.
"""

from __future__ import annotations

import numpy as np

from matching.context import FLOORS, Context
from matching.factored import Factored
from matching.objectives.scale import NEUTRAL

FULL = 2.0


def score(context: Context) -> Factored:
    """(E, P, 1, 1)."""
    enterprises, parks, _, _ = context.shape
    total = np.zeros((enterprises, parks), dtype=np.float32)
    judged = np.zeros((enterprises, parks), dtype=np.float32)
    for figure in FLOORS:
        floor = context.floors(figure)
        ratio = context.per_mu(figure)[:, None] / (FULL * floor[None, :])
        known = np.isfinite(ratio)
        total += np.where(known, np.minimum(1.0, ratio), 0.0)
        judged += known
    value = np.full((enterprises, parks), NEUTRAL, dtype=np.float32)
    np.divide(total, judged, out=value, where=judged > 0)
    return Factored.of_pairs(value)
