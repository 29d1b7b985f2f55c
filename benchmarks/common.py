"""What every benchmark shares: its command line, its cases, and one way to print figures."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

MB = 1024 * 1024


@dataclass(frozen=True)
class Case:
    """Size of a world: enterprises x parks x years, and how many chains of suppliers count."""

    enterprises: int
    parks: int
    years: int
    chains: int = 0

    @classmethod
    def parse(cls, text: str) -> Case:
        """`3000x90x5` -> Case(3000, 90, 5), `3000x90x5+300` with 300 chains.

        Raises ValueError otherwise.
        """
        told = re.fullmatch(r"(\d+)x(\d+)x(\d+)(?:\+(\d+))?", text.lower())
        if told is None:
            raise ValueError(f"a case reads ENTERPRISESxPARKSxYEARS[+CHAINS], not {text!r}")
        return cls(*(int(part or 0) for part in told.groups()))

    def __str__(self) -> str:
        chains = f"+{self.chains}" if self.chains else ""
        return f"{self.enterprises}x{self.parks}x{self.years}{chains}"


@dataclass(frozen=True)
class Figure:
    """One measured figure; ratio = value / value of the baseline in the same run, if there is one.

    baseline: what it was compared with, in words, with its value and unit.
    """

    case: str
    figure: str
    value: float
    unit: str
    baseline: str = ""
    ratio: float | None = None
    machine: str = field(default_factory=lambda: machine())


def machine() -> str:
    """The machine in a few words: processor family, cores this process may use, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.machine()}, {cores} cores, Python {platform.python_version()}"


def arguments(
    description: str, argv: Sequence[str] | None, *, cases: Sequence[str], smoke: Sequence[str]
) -> argparse.Namespace:
    """The common command line; `.cases` holds the cases to run as Case objects."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--case", action="append", help="ENTERPRISESxPARKSxYEARS, repeatable")
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--seconds", type=float, default=None, help="time limit of a solve")
    parser.add_argument("--smoke", action="store_true", help="small cases only: does it run?")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(argv)
    try:
        options.cases = [Case.parse(c) for c in options.case or (smoke if options.smoke else cases)]
    except ValueError as error:
        parser.error(str(error))
    return options


def finite(value: object) -> object:
    """The value, None for NaN and infinities (JSON knows neither), also inside lists."""
    if isinstance(value, (list, tuple)):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def show(figure: Figure, *, as_json: bool) -> None:
    """Print one figure, as a JSON object or as a readable line."""
    if as_json:
        known = {key: finite(value) for key, value in asdict(figure).items()}
        print(json.dumps(known, ensure_ascii=False), flush=True)
        return
    compared = figure.baseline and f"   {figure.baseline}"
    if figure.ratio is not None:
        compared = f"   {figure.ratio:.3g} x {figure.baseline}"
    value = f"{figure.value:.4g}" if math.isfinite(figure.value) else "-"
    print(f"{figure.case:>14} {figure.figure:<18} {value:>10} {figure.unit}{compared}")
    sys.stdout.flush()


@dataclass
class Timer:
    """Seconds of wall clock, filled when the block ends."""

    seconds: float = float("nan")


@contextmanager
def timed() -> Iterator[Timer]:
    """`with timed() as t: ...` then `t.seconds`."""
    timer = Timer()
    started = time.perf_counter()
    try:
        yield timer
    finally:
        timer.seconds = time.perf_counter() - started


def peak_mb() -> float:
    """Highest resident memory of this process so far, in MB.

    Linux counts into ru_maxrss what the parent held when it started this process; VmHWM does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / MB


def run_cases(
    module: str, text: str, argv: Sequence[str] | None, *, cases: tuple[str, ...],
    smoke: tuple[str, ...], solve_seconds: float,
    measure: Callable[[Case, int, float], list[Figure]],
) -> None:  # fmt: skip
    """Measure and show the cases asked for; several each in a process of its own.

    So the peaks of memory do not mix.  measure(case, seed, seconds of the search) -> figures.
    module: whose command line is called again for a single case; text: its docstring.
    """
    options = arguments(text, argv, cases=cases, smoke=smoke)
    seconds = options.seconds or (5.0 if options.smoke else solve_seconds)
    if len(options.cases) == 1:
        for figure in measure(options.cases[0], options.seed, seconds):
            show(figure, as_json=options.json)
        return
    for case in options.cases:
        command = [sys.executable, "-m", module, "--case", str(case)]
        command += ["--seed", str(options.seed), "--seconds", str(seconds)]
        subprocess.run(command + (["--json"] if options.json else []), check=True)
