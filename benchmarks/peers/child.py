"""What every peer's process does: read the model, solve, write the values, print JSON."""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.common import peak_mb
from benchmarks.peers.model import Floats, Model


@dataclass(frozen=True)
class Said:
    """What a solver says, unchecked.

    status: its own word.  x: values of all columns, None without a solution.  bound: its bound on
    the cost, NaN if it tells none.
    """

    status: str
    x: Floats | None
    bound: float = math.nan


class Limit:
    """The time limit of a peer; building its model counts, as it does for us."""

    def __init__(self, seconds: float) -> None:
        self.started, self.seconds = time.perf_counter(), seconds

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds left for the solver, never below a tenth."""
        return max(0.1, self.seconds - self.elapsed)


def _children_mb() -> float:
    """Highest memory of a solver's own process, as CBC is one."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


Solve = Callable[[Model, Limit, int, float], Said]
"""(model, limit, threads, relative gap at which to stop) -> what the solver says."""


def run(solve: Solve) -> None:
    """`python -m benchmarks.peers.NAME MODEL.npz VALUES.npy --seconds 60 --threads 2`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("values", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--memory-mb", type=float, default=12_000.0)
    options = parser.parse_args()
    most = int(options.memory_mb * 1024 * 1024)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    model = Model.load(options.model)
    limit = Limit(options.seconds)
    try:
        said = solve(model, limit, options.threads, options.gap)
    except MemoryError:
        said = Said(f"out of memory ({options.memory_mb:.0f} MB)", None)
    took = limit.elapsed
    if said.x is not None:
        np.save(options.values, said.x)
    value = None if said.x is None else float(model.cost @ said.x)
    json.dump(
        {
            "status": said.status,
            "value": value,
            "bound": said.bound if math.isfinite(said.bound) else None,
            "seconds": took,
            "peak_mb": peak_mb() + _children_mb(),
        },
        sys.stdout,
    )
