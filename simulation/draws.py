"""What a replication assumes: a draw of every parameter and of the macro paths.

A parameter is drawn from a split normal: the mode is its value, and low and high lie `SPREAD`
standard deviations below and above; draws beyond the range are cut to it.  Every draw is addressed
by the parameter's name, so a new parameter changes no other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.addresses import EVERY_YEAR, FIRST_YEAR, Process, name_address, seed_key
from simulation.arrays import F64
from simulation.macro import SHOCKS, macro_of
from simulation.parameters import Parameters
from simulation.randomness import normals_of
from simulation.specs import NAMES

SPREAD = 1.96
INDICES = ("export_demand", "exchange")


def parameter_draws(parameters: Parameters, replications: npt.NDArray[np.int64], seed: int) -> F64:
    """(R, parameters) in the order of NAMES."""
    settings = [parameters.settings[name] for name in NAMES]
    value = np.array([s.value for s in settings])
    if parameters.uncertainty == "draws":
        return np.repeat(value[None, :], len(replications), axis=0)
    low, high = np.array([s.low for s in settings]), np.array([s.high for s in settings])
    names = np.array([name_address(name) for name in NAMES], dtype=np.uint32)
    keys = seed_key(seed, Process.PARAMETER)
    z = normals_of(names, replications.astype(np.uint32), np.uint32(EVERY_YEAR), *keys)
    drawn = value + np.where(z < 0, (value - low), (high - value)) * (z / SPREAD)
    return np.clip(drawn, low, high)


def macro_draws(
    parameters: Parameters, years: tuple[int, ...], replications: npt.NDArray[np.int64], seed: int
) -> F64:
    """(R, T, 5) paths of SHOCKS: indices lognormal around their figure, the others normal.

    The tariff is never below 0.
    """
    path = np.empty((len(replications), len(years), len(SHOCKS)))
    names = np.array([name_address(f"macro {shock}") for shock in SHOCKS], dtype=np.uint32)
    keys = seed_key(seed, Process.MACRO)
    for t, year in enumerate(years):
        figures = macro_of(parameters.macro, year)
        mean = np.array([getattr(figures, shock) for shock in SHOCKS])
        deviation = np.array([getattr(figures, f"{shock}_sd") for shock in SHOCKS])
        if parameters.uncertainty == "draws":
            path[:, t] = mean
            continue
        code = np.uint32(year - FIRST_YEAR)
        z = normals_of(names, replications.astype(np.uint32), code, *keys)
        for k, shock in enumerate(SHOCKS):
            if shock in INDICES:
                path[:, t, k] = mean[k] * np.exp(deviation[k] * z[:, k])
            else:
                path[:, t, k] = mean[k] + deviation[k] * z[:, k]
    path[:, :, SHOCKS.index("tariff")] = np.maximum(path[:, :, SHOCKS.index("tariff")], 0.0)
    return path
