"""sweep on a dask scheduler by address with two worker processes: same bits, also if one dies."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sweeps import blocks, job, same, two_jobs

from matching.match import Settings
from simulation.faults import SimulationError
from simulation.sweep import sweep

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]
START_S = 90.0
"""Longest wait for a process to start or end."""


@dataclass
class Cluster:
    """A scheduler and its workers, all processes of this test on the loopback interface."""

    address: str
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen] = field(default_factory=list)


def start(folder: Path, name: str, *words: str) -> subprocess.Popen:
    """One process of dask; what it says goes to a file, because a full pipe would block it."""
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *words, "--host", "127.0.0.1", "--no-dashboard"],
            cwd=folder, stdout=log, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip


def until(condition, what: str) -> None:
    """Wait for a condition; an AssertionError names what did not happen."""
    end = time.monotonic() + START_S
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler with so many workers of one thread; all are ended afterwards."""
    file = folder / "scheduler.json"
    scheduler = start(
        folder, "scheduler", "distributed.cli.dask_scheduler", "--port", "0",
        "--scheduler-file", str(file),
    )  # fmt: skip
    cluster = Cluster("", scheduler)
    try:
        until(lambda: file.is_file() and file.stat().st_size, "the scheduler started")
        cluster.address = json.loads(file.read_text())["address"]
        for number in range(workers):
            cluster.workers.append(
                start(folder, f"worker{number}", "distributed.cli.dask_worker", cluster.address,
                      "--nthreads", "1", "--no-nanny")
            )  # fmt: skip
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            if process.poll() is None:
                process.kill()
        for process in (*cluster.workers, scheduler):
            process.wait(START_S)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("cluster"), 2) as two:
        yield two


def test_workers_give_the_bits_of_threads(cluster, tmp_path) -> None:
    jobs = two_jobs()
    here = sweep(jobs, tmp_path / "here", 60, block=60)
    there = sweep(jobs, tmp_path / "there", 60, block=7, address=cluster.address)
    for one in jobs:
        assert same(here.outcome(one.name), there.outcome(one.name))
    assert there.blocks_played == 2 * 9


def test_a_worker_killed_in_the_middle_changes_nothing(tmp_path) -> None:
    """SIGKILL for one of two workers after the fourth of 80 blocks, with others in its hands; the
    other worker plays the rest, and the figures are those of an undisturbed run."""
    jobs = two_jobs()
    with running(tmp_path, 2) as two:
        left: list[str] = []

        def told(stage, done, detail) -> None:
            if stage == "sweep" and 0.05 <= done < 1.0 and not left:
                left.append(detail)
                two.workers[0].send_signal(signal.SIGKILL)
                two.workers[0].wait(START_S)

        done = sweep(jobs, tmp_path / "swept", 200, block=5, address=two.address, progress=told)
        assert left
        assert two.workers[0].returncode == -signal.SIGKILL
        assert two.workers[1].poll() is None
    assert done.blocks_played == 80
    quiet = sweep(jobs, tmp_path / "quiet", 200)
    for one in jobs:
        assert same(done.outcome(one.name), quiet.outcome(one.name))


def test_stop_and_go_on_from_a_cluster_to_threads(cluster, tmp_path) -> None:
    """What workers finished before Stop is found by threads later, and not played again."""
    asked = threading.Event()

    def told(stage, done, detail) -> None:
        if stage == "sweep" and done >= 0.1:
            asked.set()

    jobs = two_jobs()
    part = sweep(
        jobs, tmp_path, 400, block=5, address=cluster.address, progress=told, stop=asked
    )  # fmt: skip
    assert part.stopped
    assert 0 < sum(one.done for one in part.played) < 800
    before = blocks(tmp_path)
    whole = sweep(jobs, tmp_path, 400, block=5)
    assert whole.blocks_kept >= part.blocks_played
    assert {name: when for name, when in blocks(tmp_path).items() if name in before} == before
    assert same(whole.outcome("award"), sweep(jobs, tmp_path / "new", 400).outcome("award"))


def test_a_plan_is_solved_on_a_worker(cluster, tmp_path) -> None:
    """The plan the worker kept is the one that threads find and play afterwards."""
    one = replace(job("solved"), placements=None, solve=Settings(seconds=5, gap=0.05, threads=1))
    there = sweep([one], tmp_path, 20, block=10, address=cluster.address)
    assert there.played[0].plan["placements"] == there.outcome("solved").recommended_moves.sum() > 0
    here = sweep([one], tmp_path, 20, block=20)
    assert (here.blocks_kept, here.blocks_played) == (0, 1)
    assert same(here.outcome("solved"), there.outcome("solved"))


def test_a_scheduler_that_dies_is_told_and_blocks_are_kept(tmp_path) -> None:
    with running(tmp_path, 1) as one:

        def told(stage, done, detail) -> None:
            if stage == "sweep" and done > 0 and one.scheduler.poll() is None:
                one.scheduler.kill()
                one.scheduler.wait(START_S)

        with pytest.raises(SimulationError) as error:
            sweep([job("a")], tmp_path / "swept", 500, block=1, address=one.address, progress=told)
    assert {p.code for p in error.value.problems} <= {"scheduler_lost", "no_workers"}
    assert sweep([job("a")], tmp_path / "swept", 500, block=1).blocks_kept > 0


def test_nobody_at_the_address(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("simulation.sweep_workers.CONNECT_S", 1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with pytest.raises(SimulationError) as error:
        sweep([job("a")], tmp_path, 5, address=address)
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == ("no_scheduler", address)
    with pytest.raises(SimulationError, match="no dask scheduler"):
        sweep([job("a")], tmp_path, 5, address="nonsense://")


def test_a_scheduler_without_workers_is_told_after_a_while(tmp_path) -> None:
    with running(tmp_path, 0) as empty, pytest.raises(SimulationError) as error:
        sweep([job("a")], tmp_path / "swept", 5, address=empty.address, patience=1.0)
    assert [p.code for p in error.value.problems] == ["no_workers"]


def test_without_the_extra_the_remedy_is_to_install_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SimulationError, match=r"doubletransfer\[scale\]"):
        sweep([job("a")], tmp_path, 5, address="tcp://127.0.0.1:1")
    assert sweep([job("a")], tmp_path, 5).played[0].done == 5
