"""The engine is compiled once per machine and version, before the first search, and said so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.runs.compiled import MARK, compile_engine, engine_digest
from app.runs.home import Home

ROOT = Path(__file__).resolve().parents[3]


def test_it_is_done_once_and_told_once(tmp_path: Path) -> None:
    home = Home(tmp_path).make()
    (tmp_path / f"{MARK}0123456789ab").touch()
    told: list[str] = []
    assert compile_engine(home, lambda stage, share, detail: told.append(stage))
    assert not compile_engine(home, lambda stage, share, detail: told.append(stage))
    assert told == ["compile"]
    assert [p.name for p in tmp_path.glob(f"{MARK}*")] == [f"{MARK}{engine_digest()}"]


def test_nothing_is_left_to_be_compiled_by_the_search() -> None:
    """In a process of its own: a search over other enterprises adds no compiled signature.

    The passes for more than 1.5 million placements ("parallel") are the exception.
    """
    code = """
import sys
from app.runs import compiled
from geodata.shipped import shipped_world
from matching.build import build_problem
from matching.match import Settings, match_problem
from scenarios.build import build_case

def signatures():
    return {
        f"{module}.{name}": len(value.signatures)
        for module, content in list(sys.modules.items())
        if module.startswith("matching.")
        for name, value in vars(content).items()
        if hasattr(value, "signatures") and not value.targetoptions.get("parallel")
    }

compiled._solve_a_little()
before = signatures()
assert sum(before.values()) > 10
world = shipped_world()
other = world.with_table("enterprises", world["enterprises"].tail(200).reset_index(drop=True))
other = other.with_table("links", world["links"].head(0))
problem = build_problem(build_case("baseline", other))
match_problem(problem, Settings(seconds=4, rounds=2, method="heuristic"))
after = signatures()
print({name for name in after if after[name] != before.get(name)})
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "set()"
