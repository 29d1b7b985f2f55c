"""Ready: the engine is compiled when it first runs on a machine; that must not eat search time.

Before the first search a handful of enterprises is solved, which compiles what searches need.  A
mark beside the compiled files says that this was done.  It is named after everything that makes
numba compile anew, and goes when the compiled files are cleared away.
"""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

import llvmlite.binding as llvm

Progress = Callable[[str, float | None, str], None]
MARK = "compiled-"
FIRMS, PARKS, YEARS = 80, 8, 3
ROUNDS = 1
SECONDS = 3600.0
"""Enough that the clock never ends the search before everything in it was reached."""
_ONE_AT_A_TIME = threading.Lock()


def make_ready(tell: Progress | None = None) -> bool:
    """Compile what a search needs where this was not done yet; tells "compile".  True if it was."""
    with _ONE_AT_A_TIME:
        mark = _folder() / f"{MARK}{engine_digest()}"
        if mark.exists():
            return False
        if tell is not None:
            tell("compile", None, "")
        solve_a_little()
        for old in mark.parent.glob(f"{MARK}*"):
            old.unlink(missing_ok=True)
        mark.touch()
        return True


@cache
def engine_digest() -> str:
    """12 hex digits that change with the engine's source, numba, Python, or the processor."""
    machine = (metadata.version("numba"), platform.python_version(), llvm.get_host_cpu_name())
    digest = hashlib.sha256(" ".join(machine).encode())
    for file in sorted((Path(__file__).parent / "engine").glob("*.py")):
        # As numba does: a file of the same text that was written anew is compiled anew.
        stat = file.stat()
        digest.update(f"{file.name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return digest.hexdigest()[:12]


def solve_a_little() -> None:
    """Search a plan for a small made-up world, by the engine, for a moment.

    The passes that only problems of many placements take are compiled for the same arguments.
    """
    from geodata.synth import synth_world
    from matching.build import build_problem
    from matching.engine import soft_kernels as kernels
    from matching.match import Settings, search_plan
    from scenarios.build import build_case

    problem = build_problem(build_case("baseline", synth_world(FIRMS, PARKS, YEARS)))
    search_plan(problem, Settings(seconds=SECONDS, rounds=ROUNDS, method="heuristic"))
    for small, large in kernels.LARGE:
        for arguments in small.signatures:
            large.compile(arguments)


def _folder() -> Path:
    """Where numba keeps the engine's compiled files: beside the source, else where it may write."""
    from matching.engine.soft_kernels import soft_values

    return Path(str(soft_values.stats.cache_path))
