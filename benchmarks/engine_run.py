"""One planning case in a process of its own: our engine, what-ifs, and other solvers; JSON lines.

Every line is one record with "solver"; see `measure`.  Memory peaks are read before other solvers
start, so they are those of the world, the problem and the engine.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.common import Case, finite, peak_mb
from benchmarks.gap_instances import generate
from benchmarks.gap_problem import as_problem
from benchmarks.judge import Judged, judge, recompute_bound
from benchmarks.peers.ask import MODULES, TITLES, ask
from benchmarks.planning_model import as_model, chosen
from benchmarks.quotas import tighten, worth_most
from benchmarks.under_test import WARM_UP_S, Run, first_solve, what_ifs
from matching.chains import Chains
from matching.plan import relative_gap
from matching.problem import MOST_PLACEMENTS, Problem
from matching.rows import Rows
from matching.stopping import Clock

Record = dict[str, object]
GAP = 0.0
"""Our engine and the others go on until the time is up or the optimum is proven."""


def build(case: Case, seed: int) -> tuple[Problem, Rows]:
    """The synthetic world of that size, under the usual policy, as a problem with its limits.

    A case that names chains gets a world with about so many; in the others none counts and the
    model is linear, so that other solvers can be asked.  Raises ValueError if the links of a world
    asked for chains make none.
    """
    from geodata.synth import synth_world
    from matching.api import build_problem, rows_of
    from scenarios.case import Case as PlanningCase

    size = (case.enterprises, case.parks, case.years)
    world = synth_world(*size, seed, chains=case.chains or None)
    problem = build_problem(PlanningCase(world, scenario="benchmark", seed=seed))
    if not case.chains:
        problem = replace(problem, chains=None)
    elif not leads(problem.chains):
        raise ValueError(f"the world of case {case} has no chain that counts")
    return problem, rows_of(problem)


def leads(chains: Chains | None) -> int:
    """How many enterprises are followed by somebody."""
    return 0 if chains is None else len(np.unique(chains.lead[chains.followers]))


def measure(
    case: Case, seed: int, seconds: float, peers: Sequence[str], changes: int
) -> Iterator[Record]:
    """Records: "ours", then "what-if" for each changed quota, then one a peer."""
    started = time.perf_counter()
    problem, rows = build(case, seed)
    problem_s, problem_mb = time.perf_counter() - started, peak_mb()
    small, small_rows, _ = as_problem(generate("C", 3, 12, seed))
    first_solve(small, small_rows, Clock(WARM_UP_S), gap=GAP, seed=seed)
    run = first_solve(problem, rows, Clock(seconds), gap=GAP, seed=seed)
    engine_mb = peak_mb()
    answer = run.answer
    judged = judge(problem, rows, answer.e, answer.p, answer.t, answer.m) if answer.found else None
    bound, proven = answer.bound, recompute_bound(problem, rows, answer.shadow)
    if judged is not None and judged.objective > min(bound, proven) * (1 + 1e-9) + 1e-9:
        raise AssertionError(f"plan {judged.objective} lies above its bound {bound}, {proven}")
    yield {
        "solver": "ours",
        **_plan(judged, bound),
        "proven_bound": proven,
        "proven_gap": _plan(judged, proven)["certified_gap"],
        "placements": problem.eligible_count,
        "rows": len(rows),
        "chains": leads(problem.chains),
        "seconds": run.seconds,
        "bound_s": run.record.bound_seconds(bound),
        "problem_s": problem_s,
        "problem_mb": problem_mb,
        "peak_mb": engine_mb,
        "trace": run.record.running(),
    }
    if judged is not None and changes:
        yield from _changes(problem, rows, run, seconds, changes)
    if peers:
        yield from _peers(problem, rows, bound, seconds, peers)


def _changes(
    problem: Problem, rows: Rows, run: Run, seconds: float, changes: int
) -> Iterator[Record]:
    changed = [(name, tighten(rows, r)) for name, r in worth_most(rows, run.answer, changes)]
    for record in what_ifs(run, changed, seconds):
        judged = None
        if record.answer.found:
            a = record.answer
            judged = judge(problem, record.rows, a.e, a.p, a.t, a.m)
        yield {
            "solver": "what-if",
            "change": record.name,
            **_plan(judged, record.answer.bound),
            "seconds": record.seconds,
            "full_s": record.full_s,
            "bound_s": record.bound_s,
            "ratio": record.seconds / record.full_s,
            "bound_ratio": record.bound_s / record.full_s,
            "bound_after": record.bound_after,
        }


def _peers(
    problem: Problem, rows: Rows, bound: float, seconds: float, peers: Sequence[str]
) -> Iterator[Record]:
    unable = None
    if problem.eligible_count > MOST_PLACEMENTS:
        unable = f"not asked: {problem.eligible_count:,} columns are too many to list"
    elif problem.chains is not None:
        unable = "not asked: chains are products of placements"
    if unable is not None:
        for peer in peers:
            yield {"solver": TITLES[peer], **_plan(None, math.nan), "status": unable}
        return
    model, placements = as_model(problem, rows)
    for peer in peers:
        said = ask(peer, model, seconds)
        judged, status = None, said.status
        if said.x is not None:
            try:
                judged = judge(problem, rows, *chosen(placements, said.x))
            except AssertionError as broken:
                status = f"{status}, but {broken}"
        yield {
            "solver": TITLES[peer],
            **_plan(judged, bound),
            "own_bound": -said.bound,
            "status": status,
            "seconds": said.seconds,
            "peak_mb": said.peak_mb,
        }


def _plan(judged: Judged | None, bound: float) -> Record:
    """What a plan is worth beside a proven bound.

    For peers it is our bound as well, so that plans are compared and not bounds.  certified_gap is
    NaN where what is paid for missed duties outweighs all pairings; reachable_gap, the gap that a
    plan prints, is not (see `matching.plan.relative_gap`).
    """
    objective = math.nan if judged is None else judged.objective
    paid = math.nan if judged is None else judged.paid
    return {
        "objective": objective,
        "bound": bound,
        "certified_gap": (bound - objective) / bound if bound > 0 else math.nan,
        "reachable_gap": relative_gap(objective, bound, paid),
        "placed": 0 if judged is None else judged.placed,
        "binding_limits": 0 if judged is None else judged.binding,
        "paid": paid,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """`python -m benchmarks.engine_run 3000x90x5 --seed 2016 --seconds 60`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Case.parse)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--peers", default="", help=f"of {','.join(MODULES)}")
    parser.add_argument("--changes", type=int, default=0, help="what-ifs to measure")
    options = parser.parse_args(argv)
    peers = [peer for peer in options.peers.split(",") if peer]
    for record in measure(options.case, options.seed, options.seconds, peers, options.changes):
        print(json.dumps({key: finite(value) for key, value in record.items()}), flush=True)


if __name__ == "__main__":
    main()
