"""What every benchmark shares: its command line, its cases, and one way to print figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

MB = 1024 * 1024


@dataclass(frozen=True)
class Case:
    """Size of a world: enterprises x parks x years."""

    enterprises: int
    parks: int
    years: int

    @classmethod
    def parse(cls, text: str) -> Case:
        """`3000x90x5` -> Case(3000, 90, 5).  Raises ValueError otherwise."""
        parts = text.lower().split("x")
        if len(parts) != 3:
            raise ValueError(f"a case reads ENTERPRISESxPARKSxYEARS, not {text!r}")
        return cls(*(int(part) for part in parts))

    def __str__(self) -> str:
        return f"{self.enterprises}x{self.parks}x{self.years}"


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


def show(figure: Figure, *, as_json: bool) -> None:
    """Print one figure, as a JSON object or as a readable line."""
    if as_json:
        print(json.dumps(asdict(figure), ensure_ascii=False), flush=True)
        return
    compared = f"   {figure.ratio:.3g} x {figure.baseline}" if figure.ratio is not None else ""
    print(f"{figure.case:>14} {figure.figure:<16} {figure.value:>10.3f} {figure.unit}{compared}")
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
    """Highest resident memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / MB
