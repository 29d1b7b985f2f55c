"""What is not known (assumptions) and what is chance, played and shown apart.

Besides the outcome in which both vary, two shorter plays of the same inputs:

    assumptions   parameters and macro paths vary, every replication has the chance of number 0
    chance        parameters and macro paths stay at their values, chance varies

Their standard deviations stand beside that of the whole.  They need not add up to it (squares add
up only without interaction), and the first hangs on the one chance it was played under.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation import indicators
from simulation.faults import SimulationError
from simulation.inputs import Progress, SimInputs
from simulation.outcome import Outcome
from simulation.parameters import Uncertainty
from simulation.run import simulate
from simulation.tables.quantiles import figures_of

APART = 200
"""Replications of each of the two shorter plays."""
PARTS: tuple[tuple[str, Uncertainty], ...] = (("assumptions", "parameters"), ("chance", "draws"))
BANDS = ("p05", "p95")


@dataclass(frozen=True, eq=False)
class Apart:
    """outcome: as asked for.  assumptions, chance: the two shorter plays, None if not played.

    complete: False where Stop came before everything asked for was played.
    """

    outcome: Outcome
    assumptions: Outcome | None = None
    chance: Outcome | None = None
    complete: bool = True


def play_apart(
    inputs: SimInputs,
    replications: int = 1000,
    apart: int = APART,
    seed: int | None = None,
    threads: int = 2,
    progress: Progress | None = None,
    stop: Callable[[], bool] | threading.Event | None = None,
    first: int = 0,
) -> Apart:
    """The outcome of `simulate`, then the two shorter plays of min(apart, replications) each.

    apart: 0 = do not play them.  They are left out, too, where the inputs let only one of both
    vary.  After stop the finished replications are kept.  progress stages: "compile", "simulate",
    "assumptions", "chance".  Raises SimulationError as `simulate` does.
    """
    stopped = stop.is_set if isinstance(stop, threading.Event) else (stop or (lambda: False))
    outcome = simulate(inputs, replications, seed, threads, first, progress, stop)
    whole = len(outcome) == replications
    size = min(apart, replications)
    if size < 1 or inputs.parameters.uncertainty != "both":
        return Apart(outcome, complete=whole)
    plays: dict[str, Outcome | None] = {}
    for name, uncertainty in PARTS:
        plays[name] = None
        if stopped():
            continue
        alone = inputs.with_parameters(inputs.parameters.switched({"uncertainty": uncertainty}))
        try:
            played = simulate(alone, size, seed, threads, first, _as(name, progress), stop)
        except SimulationError as error:
            # Stopped in its very first block: the outcome itself is kept all the same.
            if {problem.code for problem in error.problems} != {"stopped"}:
                raise
            continue
        plays[name], whole = played, whole and len(played) == size
    complete = whole and None not in plays.values()
    return Apart(outcome, plays["assumptions"], plays["chance"], complete)


def _as(name: str, progress: Progress | None) -> Progress | None:
    """The progress callable, its stage "simulate" renamed."""
    if progress is None:
        return None
    tell = progress
    return lambda stage, done, detail: tell(name if stage == "simulate" else stage, done, detail)


def spread_table(apart: Apart) -> pd.DataFrame:
    """DataFrame[indicator, year, unit, sd_all, sd_assumptions, sd_chance, and for assumptions and
    chance _p05 and _p95, assumptions_share].

    assumptions_share = sd_assumptions^2 / (sd_assumptions^2 + sd_chance^2): the part of the spread
    that better knowledge could take away.  NaN where a play is missing or nothing varies.
    """
    parts = []
    for name, indicator in indicators.ALL.items():
        columns: dict[str, object] = {
            "indicator": name, "year": list(apart.outcome.years), "unit": indicator.unit,
            "sd_all": _deviation(indicator.values(apart.outcome)),
        }  # fmt: skip
        for part, played in (("assumptions", apart.assumptions), ("chance", apart.chance)):
            columns[f"sd_{part}"] = np.nan
            columns |= {f"{part}_{band}": np.nan for band in BANDS}
            if played is not None:
                values = indicator.values(played)
                columns[f"sd_{part}"] = _deviation(values)
                figures = figures_of(values, BANDS)
                columns |= {f"{part}_{band}": figure for band, figure in figures.items()}
        parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    known, random = table["sd_assumptions"] ** 2, table["sd_chance"] ** 2
    table["assumptions_share"] = (known / (known + random)).where(known + random > 0)
    first = ["indicator", "year", "unit", "sd_all", "sd_assumptions", "sd_chance"]
    return table[[*first, *(c for c in table.columns if c not in first)]]


def _deviation(values: np.ndarray) -> np.ndarray:
    """(T,) standard deviation over replications (R, T); NaN of a single one."""
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    return np.asarray(values, dtype=np.float64).std(axis=0, ddof=1)
