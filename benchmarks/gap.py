"""Generalised assignment: public hard instances through the same engine, beside other solvers.

    python -m benchmarks.gap [--folder DIR] [--seconds 60] [--only C,D,E] [--names d20400 ...]
                             [--peers highs,cpsat] [--smoke] [--json]

DIR holds instances in the format of the OR-Library and a best_known.csv (columns "Path", "Best
known solution value"); types A and B are run only when asked for.  Every value is recounted from
the integers of the instance (`gap_instances.cost_of`), whoever found it.  `gap_to_best_known` is
(value - best known) / best known; `proven_gap` is (value - bound) / value with our own bound.
Without --folder and ../shared (a clean clone) only --smoke runs, on an instance made on the spot.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.common import finite
from benchmarks.gap_instances import (
    Instance,
    cost_of,
    find_instances,
    generate,
    read_instance,
    write_instance,
)
from benchmarks.gap_lines import OURS, Line, summary, summary_text
from benchmarks.gap_problem import as_model
from benchmarks.peers.ask import GRACE_S, MODULES, TITLES, ask

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "gap_instances"
WARM_UP_GRACE_S = 60.0
"""Our process compiles and warms up before its clock starts."""
SMOKE = ("D", 4, 24, 7)
SMOKE_SECONDS = 5.0


def ours(file: Path, instance: Instance, seconds: float, seed: int) -> Line:
    """Our engine, in a process of its own.

    A process that does not end has no plan.  Raises SystemExit where it fails, where its assignment
    does not hold, or where its bound lies above a solution.
    """
    command = [sys.executable, "-m", "benchmarks.gap_ours", str(file)]
    command += ["--seconds", str(seconds), "--seed", str(seed)]
    most = seconds + GRACE_S + WARM_UP_GRACE_S
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=most)
    except subprocess.TimeoutExpired:
        nan = math.nan
        return _line(instance, OURS, nan, nan, most, nan, "no answer, ended after the limit")
    if done.returncode != 0:
        raise SystemExit(f"our engine failed on {instance.name}:\n{done.stderr.strip()}")
    said = json.loads(done.stdout)
    value, status = math.nan, str(said["status"])
    if said["agent_of"] is not None:
        try:
            value = float(cost_of(instance, np.array(said["agent_of"], dtype=np.int64)))
        except ValueError as broken:
            raise SystemExit(f"{instance.name}: our assignment does not hold: {broken}") from broken
    bound = math.nan if said["bound"] is None else float(said["bound"])
    if bound > value:
        raise SystemExit(f"{instance.name}: the bound {bound} lies above the plan's cost {value}")
    if bound > instance.best_known:
        raise SystemExit(
            f"{instance.name}: the bound {bound} lies above a known solution {instance.best_known}"
        )
    return _line(
        instance, OURS, value, bound, float(said["seconds"]), float(said["peak_mb"]), status,
        tuple((float(a), float(b), float(c)) for a, b, c in said["trace"]),
    )  # fmt: skip


def theirs(peer: str, instance: Instance, seconds: float) -> Line:
    """Another solver, its values recounted in integers."""
    said = ask(peer, as_model(instance), seconds)
    value = math.nan
    if said.x is not None:
        chosen = said.x.reshape(instance.agents, instance.jobs)
        value = float(cost_of(instance, chosen.argmax(axis=0)))
    return _line(instance, TITLES[peer], value, said.bound, said.seconds, said.peak_mb, said.status)


def _line(
    instance: Instance,
    solver: str,
    value: float,
    bound: float,
    seconds: float,
    peak_mb: float,
    status: str,
    trace: tuple[tuple[float, float, float], ...] = (),
) -> Line:
    return Line(
        instance.name, instance.kind, instance.agents, instance.jobs, solver, value, bound,
        instance.best_known, seconds, peak_mb, status, trace,
    )  # fmt: skip


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--only", default="", help="types, for example C,D,E")
    parser.add_argument("--names", nargs="*", default=[], help="only these instances")
    parser.add_argument("--peers", default="", help=f"of {','.join(MODULES)}")
    parser.add_argument("--smoke", action="store_true", help="one tiny instance: does it run?")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--trace", type=Path, default=None, help="CSV of our best cost over time")
    options = parser.parse_args(argv)
    options.only = [kind for kind in options.only.split(",") if kind]
    options.peers = [peer for peer in options.peers.split(",") if peer]
    unknown = [peer for peer in options.peers if peer not in MODULES]
    if unknown:
        parser.error(f"no peers {unknown}; there are {list(MODULES)}")
    return options


def main(argv: Sequence[str] | None = None) -> None:
    """Run the instances one after the other, each solver with the whole machine."""
    options = _options(argv)
    seconds = options.seconds or (SMOKE_SECONDS if options.smoke else 60.0)
    with tempfile.TemporaryDirectory() as temporary:
        if options.smoke and options.folder is None:
            made = generate(*SMOKE)
            file = Path(temporary, made.name)
            write_instance(made, file)
            found = [(file, math.nan)]
        else:
            try:
                folder = options.folder or FOLDER
                found = list(find_instances(folder, options.only, options.names))
            except FileNotFoundError as error:
                raise SystemExit(str(error)) from error
            found = found[:1] if options.smoke else found
        if not found:
            raise SystemExit("no instance fits --only and --names, or none is there")
        lines = _run_all(found, seconds, options)
    told = summary(lines, seconds)
    print(json.dumps({k: finite(v) for k, v in told.items()}) if options.json
          else summary_text(told))  # fmt: skip
    if options.trace is not None:
        _write_trace(lines, options.trace)


def _run_all(
    found: Sequence[tuple[Path, float]], seconds: float, options: argparse.Namespace
) -> list[Line]:
    lines: list[Line] = []
    for file, best_known in found:
        instance = read_instance(file, best_known)
        lines.append(ours(file, instance, seconds, options.seed))
        _show(lines[-1], options.json)
        for peer in options.peers:
            lines.append(theirs(peer, instance, seconds))
            _show(lines[-1], options.json)
    return lines


def _show(line: Line, as_json: bool) -> None:
    print(line.as_json() if as_json else line.text(), flush=True)


def _write_trace(lines: Sequence[Line], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write("case,seconds,best,bound\n")
        for line in lines:
            out.writelines(f"{line.instance},{a:.4f},{b},{c}\n" for a, b, c in line.trace)


if __name__ == "__main__":
    main()
