"""The engine is compiled once per machine and version, before any clock starts, and said so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny import tiny_problem, tiny_world

import matching.match
from matching import ready
from matching.match import Settings, match_problem
from matching.ready import MARK, engine_digest, make_ready
from matching.session import Session
from matching.stopping import Clock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nothing_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As on a new machine, and what is told while "compiling" takes the place of compiling."""
    told: list[str] = []
    monkeypatch.setattr(ready, "_folder", lambda: tmp_path)
    monkeypatch.setattr(ready, "solve_a_little", lambda: told.append("compiled"))
    return told


def test_it_is_done_once_and_told_once(nothing_compiled: list[str], tmp_path: Path) -> None:
    """The mark of an older engine does not count, and goes."""
    (tmp_path / f"{MARK}0123456789ab").touch()
    told = nothing_compiled
    assert make_ready(lambda stage, share, detail: told.append(stage))
    assert not make_ready(lambda stage, share, detail: told.append(stage))
    assert told == ["compile", "compiled"]
    assert [p.name for p in tmp_path.glob(f"{MARK}*")] == [f"{MARK}{engine_digest()}"]


def test_a_failed_compilation_is_not_taken_for_done(
    nothing_compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ready, "solve_a_little", fails)
        with pytest.raises(KeyboardInterrupt):
            make_ready()
    assert make_ready() and nothing_compiled == ["compiled"]


@pytest.fixture
def two_firms() -> Any:
    """Two firms, one park with land for one of them."""
    return tiny_problem(
        tiny_world(
            enterprises="id land_mu\nE1 10\nE2 20\n",
            parks="id\nP1\n",
            park_supply="park_id year land_mu\nP1 2016 25\n",
        )
    )


def test_no_second_of_the_search_goes_into_compiling(
    nothing_compiled: list[str], two_firms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the search is made after the compilation, which is told as its own stage."""
    told = nothing_compiled

    def clock(*arguments: Any) -> Clock:
        told.append("clock")
        return Clock(*arguments)

    monkeypatch.setattr(matching.match, "Clock", clock)
    match_problem(
        two_firms, Settings(seconds=60, rounds=1, method="heuristic"),
        progress=lambda stage, share, detail: told.append(stage),
    )  # fmt: skip
    assert told[:4] == ["compile", "compiled", "clock", "route"]


def test_a_session_is_ready_before_anybody_starts_its_clock(
    nothing_compiled: list[str], two_firms: Any
) -> None:
    told = nothing_compiled
    Session(
        two_firms, matching.match.rows_of(two_firms), gap=0.01, seed=1,
        tell=lambda stage, best, bound: told.append(stage),
    )  # fmt: skip
    assert told == ["compile", "compiled"]


def test_the_exact_method_alone_compiles_nothing(
    nothing_compiled: list[str], two_firms: Any
) -> None:
    assert match_problem(two_firms, Settings(seconds=60)).method == "exact"
    assert nothing_compiled == []


def test_nothing_is_left_to_be_compiled_by_the_search() -> None:
    """In a process of its own: a search over other enterprises adds no compiled signature."""
    code = """
import sys
from geodata.shipped import shipped_world
from matching.build import build_problem
from matching.match import Settings, search_plan
from matching.ready import solve_a_little
from scenarios.build import build_case

def signatures():
    return {
        f"{module}.{name}": len(value.signatures)
        for module, content in list(sys.modules.items())
        if module.startswith("matching.")
        for name, value in vars(content).items()
        if hasattr(value, "signatures")
    }

solve_a_little()
before = signatures()
assert sum(before.values()) > 10
assert before["matching.engine.soft_kernels.soft_values_parallel"] > 0
world = shipped_world()
other = world.with_table("enterprises", world["enterprises"].tail(200).reset_index(drop=True))
other = other.with_table("links", world["links"].head(0))
problem = build_problem(build_case("baseline", other))
search_plan(problem, Settings(seconds=4, rounds=2, method="heuristic"))
after = signatures()
print({name for name in after if after[name] != before.get(name)})
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "set()"
