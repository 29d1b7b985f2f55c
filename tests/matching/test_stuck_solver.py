"""A solver that never comes back costs its grace, not the meeting."""

from __future__ import annotations

import threading
import time

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
