"""The matching engine on synthetic provinces: certified gap, time, memory, what-ifs.

    python -m benchmarks.engine [--case 3000x90x5 ...] [--seconds 60] [--seeds 5] [--seed 2016]
                                [--peers highs,cbc,cpsat] [--smoke] [--json] [--trace FILE.csv]

Cases come from the synthetic generator under the usual policy; every figure is the median over the
seeds.  Chains count only in cases that name them (+300): other solvers cannot be given products of
placements.  Each case and seed runs in a process of its own (`benchmarks.engine_run`).

- `certified_gap`: (bound - plan) / bound.  The plan is rechecked from the data by
  `matching.check`, the bound is the one our engine claims.
- `proven_gap`: the same with the bound recomputed from the prices alone (`matching.certificate`);
  larger where the engine proved its bound by search.
- `reachable_gap`: what a plan prints: duties that nobody can meet do not count against it.
- `bound_s`: seconds until the bound was within 0.05 % of the final one.
- `seconds`, `peak_mb`: whole search, and memory of world, problem and engine together.
- `binding_limits`: limits of which at most 1 % is left in the plan.
- `whatif_ratio`, `whatif_bound_ratio`: a binding quota is cut by 10 %; seconds until the what-if
  has a certified distance no more than 1.1 times that which a full re-solve of the changed problem
  reaches in the time limit (or until the new bound), over the seconds that the re-solve took to
  that distance.  Median over quotas of different rules.

Peers get the same model, machine and time limit, building their model included.  Their gap is
taken to our bound, so that plans are compared; a plan counts only after our own recheck.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.common import Case, Figure, show
from benchmarks.peers.ask import GRACE_S, MODULES

ROOT = Path(__file__).resolve().parents[1]
CASES = ("200x40x5", "1000x60x5", "3000x90x5", "3000x90x5+300", "30000x100x5")
SMOKE = ("120x20x2", "120x20x2+10")
SMOKE_SECONDS = 4.0
SECONDS = {"3000x90x5+300": 90.0, "30000x100x5": 120.0}
USUAL_SECONDS = 60.0
CHANGED = frozenset({"3000x90x5"})
"""Cases whose what-ifs are measured without being asked."""
CHANGES = 3
BUILD_GRACE_S = 600.0
"""Building the world and the problem, judging plans."""
OURS, WHAT_IF = "ours", "what-if"
Record = dict[str, object]

OWN_FIGURES = (
    ("certified_gap", "share"),
    ("proven_gap", "share"),
    ("reachable_gap", "share"),
    ("bound_s", "s"),
    ("seconds", "s"),
    ("peak_mb", "MB"),
    ("problem_s", "s"),
    ("problem_mb", "MB"),
    ("placements", "placements"),
    ("rows", "limits"),
    ("chains", "chains"),
    ("binding_limits", "limits"),
    ("placed", "pairings"),
)


def run(case: Case, seed: int, seconds: float, peers: Sequence[str], changes: int) -> list[Record]:
    """All records of one case and seed, from a process of its own.

    Raises SystemExit where that process fails or does not end.
    """
    command = [sys.executable, "-m", "benchmarks.engine_run", str(case)]
    command += ["--seed", str(seed), "--seconds", str(seconds)]
    command += ["--peers", ",".join(peers), "--changes", str(changes)]
    solves = 1 + len(peers) + (1 + changes if changes else 0)
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        timeout=solves * (seconds + 2 * GRACE_S) + BUILD_GRACE_S,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"case {case} with seed {seed} failed; its messages stand above")
    return [json.loads(line) for line in done.stdout.splitlines()]


def figures(case: Case, runs: Sequence[Sequence[Record]], seconds: float) -> Iterator[Figure]:
    """Medians over the runs (one per seed), each beside the best peer where peers ran."""
    own = [record for records in runs for record in records if record["solver"] == OURS]
    titles = list(dict.fromkeys(str(r["solver"]) for records in runs for r in records))
    peers = [title for title in titles if title not in (OURS, WHAT_IF)]
    by_peer = {p: [r for records in runs for r in records if r["solver"] == p] for p in peers}
    name = str(case)
    for figure, unit in OWN_FIGURES:
        value = middle(own, figure)
        baseline, ratio = _best_peer(by_peer, figure, value, seconds)
        yield Figure(name, figure, value, unit, baseline, ratio)
    changes = [record for records in runs for record in records if record["solver"] == WHAT_IF]
    if changes:
        yield Figure(name, "whatif_ratio", middle(changes, "ratio"), "share",
                     "full re-solve to the same certified distance")  # fmt: skip
        yield Figure(name, "whatif_bound_ratio", middle(changes, "bound_ratio"), "share",
                     "full re-solve to the same certified distance")  # fmt: skip
        yield Figure(name, "whatif_gap", middle(changes, "certified_gap"), "share")
    for peer, records in by_peer.items():
        with_plan = sum(1 for record in records if record["objective"] is not None)
        told = f"{peer}: a plan in {with_plan} of {len(records)} runs of {seconds:g} s"
        yield Figure(name, "peer_gap", middle(records, "certified_gap"), "share", told)


def middle(records: Sequence[Record], figure: str) -> float:
    """The median; a run without the figure counts as infinite, for figures where less is better.

    NaN where the median run has none.
    """
    values = [_number(record.get(figure)) for record in records]
    if not values:
        return math.nan
    found = median([value if math.isfinite(value) else math.inf for value in values])
    return found if math.isfinite(found) else math.nan


def _best_peer(
    by_peer: dict[str, list[Record]], figure: str, value: float, seconds: float
) -> tuple[str, float | None]:
    """(the peer with the lowest median in words, our value over it)."""
    if figure not in ("certified_gap", "reachable_gap", "peak_mb") or not by_peer:
        return "", None
    told = {peer: middle(records, figure) for peer, records in by_peer.items()}
    known = {peer: v for peer, v in told.items() if math.isfinite(v)}
    if not known:
        return f"no plan by {', '.join(told)} in {seconds:g} s", None
    best = min(known, key=lambda peer: known[peer])
    ratio = value / known[best] if known[best] > 0 else None
    return f"{best} ({known[best]:.4g})", ratio


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", action="append", help="ENTERPRISESxPARKSxYEARS[+CHAINS]")
    parser.add_argument("--seconds", type=float, default=None, help="time limit of every solve")
    parser.add_argument("--seeds", type=int, default=1, help="worlds per case")
    parser.add_argument("--seed", type=int, default=2016, help="the first seed")
    parser.add_argument("--peers", default="", help=f"of {','.join(MODULES)}")
    parser.add_argument("--changes", type=int, default=None, help="what-ifs per run")
    parser.add_argument("--smoke", action="store_true", help="a small case only: does it run?")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--trace", type=Path, default=None, help="CSV: case, seed, seconds, ...")
    options = parser.parse_args(argv)
    try:
        asked = options.case or (SMOKE if options.smoke else CASES)
        options.cases = [Case.parse(case) for case in asked]
    except ValueError as error:
        parser.error(str(error))
    options.peers = [peer for peer in options.peers.split(",") if peer]
    unknown = [peer for peer in options.peers if peer not in MODULES]
    if unknown:
        parser.error(f"no peers {unknown}; there are {list(MODULES)}")
    return options


def main(argv: Sequence[str] | None = None) -> None:
    """Run the cases one after the other; each process has the whole machine."""
    options = _options(argv)
    traces = ["case,seed,seconds,best,bound"]
    for case in options.cases:
        usual = SMOKE_SECONDS if options.smoke else SECONDS.get(str(case), USUAL_SECONDS)
        seconds = options.seconds or usual
        changes = options.changes
        if changes is None:
            changes = CHANGES if str(case) in CHANGED else 0
            changes = 1 if options.smoke else changes
        runs = []
        for seed in range(options.seed, options.seed + options.seeds):
            records = run(case, seed, seconds, options.peers, changes)
            runs.append(records)
            traces += _trace(case, seed, records)
        for figure in figures(case, runs, seconds):
            show(figure, as_json=options.json)
    if options.trace is not None:
        options.trace.write_text("\n".join(traces) + "\n", "utf-8")


def _trace(case: Case, seed: int, records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        points = record.get("trace")
        if record["solver"] == OURS and isinstance(points, list):
            for point in points:
                yield ",".join(
                    [str(case), str(seed), *("" if v is None else str(v) for v in point)]
                )


if __name__ == "__main__":
    main()
