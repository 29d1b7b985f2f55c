"""Morris and Sobol: all factors moved together, so that interaction shows (extra: SALib).

The indicator's mean over the same replications at every point is a plain function of the factors.
Assumptions that are no factor stay at their values; chance varies between the replications.

Morris (1991), with mu* of Campolongo, Cariboni and Saltelli (2007): mean size of elementary
effects, sigma: their deviation (non-linear or interacting).  Sobol: first-order S1 and total ST
(Saltelli 2010, Jansen).  Both are computed by SALib with bootstrap intervals.
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.faults import Problem, SimulationError
from simulation.inputs import Progress
from simulation.sensitivity import Factor, Study
from simulation.sensitivity_tornado import Sensitivity

LEVELS = 4
RESAMPLES = 400
SEED = 2016
"""Of the sampling plan and the bootstrap; not of the simulation."""
LEAST_FACTORS = 2
LEAST_BLOCKS = 4
"""Trajectories, or blocks of the Sobol plan, without which nothing is estimated."""


def morris(
    study: Study,
    factors: Sequence[Factor],
    trajectories: int = 10,
    replications: int = 30,
    progress: Progress | None = None,
    stop: Callable[[], bool] | threading.Event | None = None,
    level: float = 0.95,
) -> Sensitivity:
    """trajectories x (factors + 1) plays.

    Columns: factor, kind, unit, low, high, mu, mu_star, mu_star_low, mu_star_high, sigma; all in
    the indicator's unit over the factor's whole range.  After stop the finished trajectories count.
    Raises SimulationError: SALib is missing, fewer than 2 factors or 4 trajectories.
    """
    sampling, analysis = _salib("morris")
    study = _checked(study, factors, trajectories)
    problem = _problem(factors)
    points = sampling.sample(problem, trajectories, num_levels=LEVELS, seed=SEED)
    answers = _played(study, factors, points, replications, "morris", progress, stop)
    block = len(factors) + 1
    done = _whole_blocks(len(answers), block)
    found = analysis.analyze(
        problem, points[:done], answers[:done], num_resamples=RESAMPLES, conf_level=level,
        num_levels=LEVELS, seed=SEED,
    )  # fmt: skip
    table = _heads(factors)
    star, half = _floats(found["mu_star"]), _floats(found["mu_star_conf"])
    table["mu"], table["mu_star"] = _floats(found["mu"]), star
    table["mu_star_low"], table["mu_star_high"] = np.maximum(star - half, 0.0), star + half
    table["sigma"] = _floats(found["sigma"])
    return _result("morris", table, "mu_star", study, replications, done, done == len(points))


def sobol(
    study: Study,
    factors: Sequence[Factor],
    samples: int = 64,
    replications: int = 20,
    progress: Progress | None = None,
    stop: Callable[[], bool] | threading.Event | None = None,
    level: float = 0.95,
) -> Sensitivity:
    """samples x (factors + 2) plays; samples is a power of 2, 512 or more for firm figures.

    Columns: factor, kind, unit, low, high, s1, s1_low, s1_high, st, st_low, st_high: shares of the
    indicator's variance, NaN where it does not vary at all.  After stop the finished blocks count.
    Raises SimulationError: SALib is missing, fewer than 2 factors, samples below 4 or no power of
    2.
    """
    sampling, analysis = _salib("sobol")
    study = _checked(study, factors, samples)
    if samples & (samples - 1):
        raise SimulationError([Problem("samples_power", values={"value": samples})])
    problem = _problem(factors)
    points = sampling.sample(problem, samples, calc_second_order=False, seed=SEED)
    answers = _played(study, factors, points, replications, "sobol", progress, stop)
    done = _whole_blocks(len(answers), len(factors) + 2)
    table = _heads(factors)
    answers = answers[:done]
    if np.ptp(answers) > 0:
        with warnings.catch_warnings():
            # Bootstrap samples without variance are left out by SALib; it says so each time.
            warnings.simplefilter("ignore", RuntimeWarning)
            found = analysis.analyze(
                problem, answers, calc_second_order=False, num_resamples=RESAMPLES,
                conf_level=level, seed=SEED,
            )  # fmt: skip
        for name, key in (("s1", "S1"), ("st", "ST")):
            value, half = _floats(found[key]), _floats(found[f"{key}_conf"])
            table[name] = value
            table[f"{name}_low"], table[f"{name}_high"] = value - half, value + half
    else:
        for name in ("s1", "st"):
            table[[name, f"{name}_low", f"{name}_high"]] = np.nan
    return _result("sobol", table, "st", study, replications, done, done == len(points))


def _salib(method: str) -> tuple[Any, Any]:
    """SALib's modules for sampling and analysis.  Raises SimulationError where it is missing."""
    from importlib import import_module

    try:
        return import_module(f"SALib.sample.{method}"), import_module(f"SALib.analyze.{method}")
    except ImportError as error:
        raise SimulationError([Problem("no_salib", values={"method": method})]) from error


def _checked(study: Study, factors: Sequence[Factor], blocks: int) -> Study:
    """The study with only chance varying beside the factors."""
    if len(factors) < LEAST_FACTORS or blocks < LEAST_BLOCKS:
        values = {"factors": len(factors), "least_factors": LEAST_FACTORS, "blocks": blocks,
                  "least": LEAST_BLOCKS}  # fmt: skip
        raise SimulationError([Problem("design_small", values=values)])
    study.check(factors)
    return study.under("draws")


def _problem(factors: Sequence[Factor]) -> Mapping[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[factor.low, factor.high] for factor in factors],
    }


def _played(
    study: Study, factors: Sequence[Factor], points: npt.NDArray[np.float64], replications: int,
    stage: str, progress: Progress | None,
    stop: Callable[[], bool] | threading.Event | None,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """The mean of the indicator at the points, in order, until stop."""
    tell = progress or (lambda stage, done, detail: None)
    stopped = stop.is_set if isinstance(stop, threading.Event) else (stop or (lambda: False))
    names = [factor.name for factor in factors]
    answers: list[float] = []
    tell(stage, 0.0, f"0 / {len(points)}")
    for point in points:
        if stopped():
            break
        inputs = study.at(dict(zip(names, map(float, point), strict=True)))
        answers.append(math.fsum(study.values(inputs, replications)) / replications)
        tell(stage, len(answers) / len(points), f"{len(answers)} / {len(points)}")
    return np.array(answers)


def _whole_blocks(done: int, block: int) -> int:
    """How many plays are whole blocks.  Raises SimulationError where these are too few."""
    whole = done // block
    if whole < LEAST_BLOCKS:
        raise SimulationError([Problem("design_stopped", values={"least": LEAST_BLOCKS * block})])
    return whole * block


def _heads(factors: Sequence[Factor]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "factor": [f.name for f in factors], "kind": [f.kind for f in factors],
            "unit": [f.unit for f in factors], "low": [f.low for f in factors],
            "high": [f.high for f in factors],
        }
    )  # fmt: skip


def _floats(values: Any) -> npt.NDArray[np.float64]:
    return np.asarray(np.ma.filled(values, np.nan), dtype=np.float64)


def _result(
    method: str, table: pd.DataFrame, by: str, study: Study, replications: int, plays: int,
    complete: bool,
) -> Sensitivity:  # fmt: skip
    table = table.sort_values([by, "factor"], ascending=[False, True], ignore_index=True)
    return Sensitivity(method, table, study.indicator, study.year, replications, plays, complete)
