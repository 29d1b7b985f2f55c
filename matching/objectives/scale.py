"""Numbers and shapes that several terms share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.rows import Floats

NEUTRAL = 0.5
"""Value of a term whose figures are missing: an unknown is neither rewarded nor punished."""


def halving(hours: npt.NDArray, half_h: float) -> npt.NDArray:
    """1 at no distance, 0.5 at `half_h` hours, 0.25 at twice that ...; NaN gives NEUTRAL."""
    return neutral_where_unknown(np.exp2(-hours / half_h))


def cheaper(price: Floats, reference: float) -> Floats:
    """reference / (reference + price): 1 for free, 0.5 at the reference; NaN gives NEUTRAL."""
    return neutral_where_unknown(reference / (reference + price))


def neutral_where_unknown(value: npt.NDArray) -> npt.NDArray:
    """The same array with NEUTRAL in place of NaN."""
    return np.where(np.isnan(value), value.dtype.type(NEUTRAL), value)
