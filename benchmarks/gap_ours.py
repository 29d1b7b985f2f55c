"""Our engine on one generalised assignment instance, in a process of its own; prints JSON."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.common import peak_mb
from benchmarks.gap_instances import generate, read_instance
from benchmarks.gap_problem import as_problem, assignment
from benchmarks.under_test import WARM_UP_S, Run, first_solve
from matching.engine.highs import solvers_ended
from matching.stopping import Clock


def run_file(file: Path, seconds: float, seed: int) -> dict[str, object]:
    """Value-free outcome: the assignment, the bound on the cost, and how long it took."""
    small, rows, _ = as_problem(generate("C", 3, 12, seed))
    first_solve(small, rows, Clock(WARM_UP_S), gap=0.0, seed=seed)
    instance = read_instance(file)
    clock = Clock(seconds)
    problem, rows, transform = as_problem(instance)
    run: Run = first_solve(problem, rows, clock, gap=0.0, seed=seed)
    took = clock.elapsed
    agent_of = assignment(instance, run.answer)
    bound = transform.lower_bound(run.answer.bound)
    return {
        "agent_of": None if agent_of is None else agent_of.tolist(),
        "bound": bound if math.isfinite(bound) else None,
        "raw_bound": transform.cost(run.answer.bound) if math.isfinite(bound) else None,
        "status": "found" if run.answer.found else f"missing {len(run.answer.missing)} minima",
        "seconds": took,
        "peak_mb": peak_mb(),
        "trace": [
            (at, transform.cost(best), transform.cost(limit))
            for at, best, limit in run.answer.trace
        ],
    }


def main(argv: Sequence[str] | None = None) -> None:
    """`python -m benchmarks.gap_ours FILE --seconds 60 --seed 2016`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=2016)
    options = parser.parse_args(argv)
    json.dump(run_file(options.file, options.seconds, options.seed), sys.stdout)
    sys.stdout.flush()
    if not solvers_ended():  # Python would be aborted on its way out, whatever was found
        os._exit(0)


if __name__ == "__main__":
    main()
