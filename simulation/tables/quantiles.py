"""Mean and quantiles over replications, and the interval of a probability."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FIGURES = ("mean", "p05", "p25", "median", "p75", "p95")
SHORT = ("mean", "p05", "median", "p95")
SHARE_OF = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
Z_95 = 1.959964
"""Standard normal quantile at 0.975."""


def figures_of(values: npt.ArrayLike, names: Sequence[str] = FIGURES) -> dict[str, Array]:
    """name of FIGURES -> figure over axis 0 of `values` (R, ...), each of shape (...).

    Quantiles are linear between order statistics (Hyndman and Fan 1996, type 7).  Replications in
    which a figure is not defined (NaN) are left out; NaN where it is defined in none.
    """
    array = np.asarray(values, dtype=np.float64)
    if not len(array):
        raise ValueError("no replications")
    shares = [SHARE_OF[name] for name in names if name != "mean"]
    if not np.isnan(array).any():
        mean, quantiles = array.mean(axis=0), np.quantile(array, shares, axis=0)
    else:
        with warnings.catch_warnings():
            # A year without the thing counted is an empty cell of the table, not a warning.
            warnings.simplefilter("ignore", RuntimeWarning)
            mean, quantiles = np.nanmean(array, axis=0), np.nanquantile(array, shares, axis=0)
    rest = iter(quantiles)
    return {name: mean if name == "mean" else next(rest) for name in names}


def chance(happened: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Share of True over axis 0 (R, ...) with its 95 % interval: share, low, high.

    Interval: Wilson 1927, which is sound also where nothing or everything happened.
    """
    array = np.asarray(happened, dtype=bool)
    if not len(array):
        raise ValueError("no replications")
    n, share = len(array), array.mean(axis=0)
    z2 = Z_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Where nothing, or everything, happened the bound is 0 or 1 but for rounding.
    return share, np.where(share > 0, centre - half, 0.0), np.where(share < 1, centre + half, 1.0)
