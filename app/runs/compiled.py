"""The engine is compiled when it first runs on a machine; that must not eat the search's time.

Before a worker's first search it solves a handful of enterprises, which compiles what searches
need, and tells so.  A mark in the home folder, named after the engine's source text and the
versions of the compiler, says that this was done.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from functools import cache
from importlib import metadata, resources

from app.runs.home import Home

Progress = Callable[[str, float | None, str], None]
MARK = "compiled-"
FIRMS = 80
ROUNDS = 1
SECONDS = 600.0
"""Enough that the clock never ends the search before everything in it was reached."""


def compile_engine(home: Home, tell: Progress) -> bool:
    """Compile what a search needs where this was not done yet; tells "compile".  True if it was."""
    mark = home.root / f"{MARK}{engine_digest()}"
    if mark.exists():
        return False
    tell("compile", None, "")
    _solve_a_little()
    for old in home.root.glob(f"{MARK}*"):
        old.unlink(missing_ok=True)
    mark.touch()
    return True


@cache
def engine_digest() -> str:
    """12 hex digits that change with the engine's source, numba, or Python."""
    digest = hashlib.sha256(f"{metadata.version('numba')} {platform.python_version()}".encode())
    folder = resources.files("matching") / "engine"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _solve_a_little() -> None:
    """The first enterprises of the shipped world, searched for a moment by the engine."""
    from geodata.shipped import shipped_world
    from matching.build import build_problem
    from matching.match import Settings, match_problem
    from scenarios.build import build_case

    world = shipped_world()
    firms = world["enterprises"].head(FIRMS)
    few = world.with_table("enterprises", firms)
    ids = set(firms["enterprise_id"])
    links = world["links"]
    both = links["supplier_id"].isin(ids) & links["buyer_id"].isin(ids)
    few = few.with_table("links", links[both].reset_index(drop=True))
    problem = build_problem(build_case("baseline", few))
    match_problem(problem, Settings(seconds=SECONDS, rounds=ROUNDS, method="heuristic"))
