"""A solver that never comes back costs its grace, not the meeting."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from matching.engine import highs


class Stuck:
    """Stands in for a solver that is deaf to its time limit."""

    def __init__(self) -> None:
        self.options: dict[str, object] = {}
        self.release = threading.Event()

    def setOptionValue(self, name: str, value: object) -> None:
        self.options[name] = value

    def run(self) -> None:
        self.release.wait(10)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs, "_presolve_hung", threading.Event())


@pytest.mark.usefixtures("fresh")
def test_a_stuck_solver_is_left_and_presolve_is_off_from_then_on() -> None:
    """Limit 0.05 s + grace 0.1 s: back after 0.15 s, not 10; presolve is off then."""
    stuck = Stuck()
    started = time.perf_counter()
    assert not highs.run_bounded(stuck, 0.05, grace=0.1)  # type: ignore[arg-type]
    assert time.perf_counter() - started < 5
    assert "presolve" not in stuck.options
    stuck.release.set()

    free = Stuck()
    free.release.set()
    assert highs.run_bounded(free, 0.05, grace=1.0)  # type: ignore[arg-type]
    assert free.options["presolve"] == "off"


LEAVING = """
import os, time
from app.leaving import leave
from matching.engine import highs

hard = os._exit
os._exit = lambda code: (print("hard", flush=True), hard(code))

class Solver:
    def setOptionValue(self, name, value): pass
    def run(self):
        while not ({deaf} is False and highs._leaving.is_set()):
            time.sleep(0.01)
        print("heard", flush=True)

highs.solvers_ended.__defaults__ = (0.2,)
highs.run_bounded(Solver(), 0.05, grace=0.1)
print("left", flush=True)
leave(3)
"""


@pytest.mark.parametrize("deaf", [False, True])
def test_a_process_ends_with_its_code_whatever_a_solver_does(deaf: bool) -> None:
    """A solver that hears is waited for; one that is deaf is not, and neither aborts the process.

    The deaf one would run for ever: the process ends only because it is left.
    """
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", LEAVING.format(deaf=deaf)], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(root)}, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.split() == (["left", "hard"] if deaf else ["left", "heard"])
