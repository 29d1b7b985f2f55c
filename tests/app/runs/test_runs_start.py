"""A worker is started when something waits and nobody works; one is enough, and it leaves alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.job import Search
from app.runs import start
from app.runs.records import DataSet, RunState
from app.runs.results import load_run
from app.runs.start import ensure_worker
from app.runs.store import Store

SEARCH = Search(seconds=0.5, threads=1, method="heuristic")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every worker that would have been started."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(start, "start_worker", lambda store, *words: calls.append(words))
    return calls


def test_nobody_is_started_for_nothing(lite: Store, started: list) -> None:
    assert not ensure_worker(lite) and not started


def test_one_worker_is_started_however_often_one_looks(lite: Store, started: list) -> None:
    lite.runs.match("demo", "baseline", who="")
    assert ensure_worker(lite)
    assert not ensure_worker(lite) and len(started) == 1
    mark = lite.home.root / start.MARK
    long_ago = time.time() - start.STARTING_S - 1
    os.utime(mark, (long_ago, long_ago))
    assert ensure_worker(lite) and len(started) == 2


def test_nobody_is_started_beside_one_that_lives(lite: Store, started: list) -> None:
    lite.runs.match("demo", "baseline", who="")
    assert lite.workers.register()
    assert not ensure_worker(lite) and not started


def test_a_started_worker_is_a_process_of_its_own_does_the_work_and_leaves(
    store: Store, add_few: Callable[[Store], DataSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real door, with the password-bearing address only in the environment."""
    processes = []
    real = start.start_worker

    def remember(opened: Store, *words: str) -> None:
        processes.append(real(opened, "--idle", "1", *words))

    monkeypatch.setattr(start, "start_worker", remember)
    run = store.runs.match(add_few(store).id, "baseline", search=SEARCH, who="陈")
    assert ensure_worker(store)
    process = processes[0]
    try:
        command = Path(f"/proc/{process.pid}/cmdline")
        if command.exists():
            assert str(store.database.engine.url) not in command.read_text()
            assert os.getsid(process.pid) == process.pid != os.getsid(0)
        assert process.wait(timeout=300) == 0, store.home.log.read_text("utf-8")
    finally:
        process.kill()
    assert store.runs.get(run.id).state is RunState.DONE, store.home.log.read_text("utf-8")
    assert len(load_run(store, run.id, verify=True).plan.limits) > 0
    assert store.workers.alive() == []
