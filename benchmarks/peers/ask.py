"""Ask another solver in a process of its own, end it at the limit, and recheck what it says."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers.model import Floats, Model, believe

MODULES = {"highs": "highs_pulp", "cbc": "cbc_pulp", "cpsat": "cpsat"}
TITLES = {"highs": "PuLP + HiGHS", "cbc": "PuLP + CBC", "cpsat": "OR-Tools CP-SAT"}
GRACE_S = 10.0
"""Seconds beyond its limit for starting, reading the model and writing the answer."""
LAST_WORDS = 200


@dataclass(frozen=True)
class Believed:
    """A peer's answer after our own recheck.

    x: None where it gave nothing that holds; `status` then says why.  value: cost recomputed, NaN
    without x.  bound: the peer's own claim, NaN if none, or if it contradicts x.
    """

    peer: str
    status: str
    x: Floats | None
    value: float
    bound: float
    seconds: float
    peak_mb: float = math.nan


def ask(peer: str, model: Model, seconds: float, *, threads: int = 2, gap: float = 0.0) -> Believed:
    """The peer's plan within `seconds`, building its model included.

    Raises KeyError for an unknown peer, RuntimeError where its program itself is broken.
    """
    command = ["-m", f"benchmarks.peers.{MODULES[peer]}"]
    return ask_command(
        [sys.executable, *command], peer, model, seconds, ["--threads", str(threads),
        "--gap", str(gap)],
    )  # fmt: skip


def ask_command(
    program: Sequence[str], peer: str, model: Model, seconds: float, options: Sequence[str] = ()
) -> Believed:
    """Like `ask`, with any program that reads MODEL.npz, writes VALUES.npy and prints JSON."""
    with tempfile.TemporaryDirectory(prefix="peer_") as folder:
        asked, values = Path(folder, "model.npz"), Path(folder, "values.npy")
        model.save(asked)
        command = [*program, str(asked), str(values), "--seconds", str(seconds), *options]
        started = time.perf_counter()
        printed, errors, code = _run(command, seconds + GRACE_S)
        took = time.perf_counter() - started
        if code is None:
            return Believed(peer, "no answer, ended at the limit", None, math.nan, math.nan, took)
        if code != 0:
            if code < 0 or "MemoryError" in errors:
                why = f"ended by signal {-code}" if code < 0 else "out of memory"
                return Believed(peer, why, None, math.nan, math.nan, took)
            raise RuntimeError(f"{' '.join(command[:3])} failed: {errors[-LAST_WORDS:].strip()}")
        said = json.loads(printed.strip().splitlines()[-1])
        x = np.load(values) if values.exists() else None
    return _judge(peer, model, said, x)


def _judge(peer: str, model: Model, said: dict[str, float], x: Floats | None) -> Believed:
    bound = math.nan if said["bound"] is None else float(said["bound"])
    status, value, held = str(said["status"]), math.nan, None
    if x is not None:
        try:
            held, value = believe(model, x)
        except ValueError as wrong:
            status = f"{status}, but {wrong}"
    if held is not None and bound > value + 1e-6 * max(1.0, abs(value)):
        bound = math.nan
    return Believed(peer, status, held, value, bound, float(said["seconds"]), said["peak_mb"])


def _run(command: Sequence[str], seconds: float) -> tuple[str, str, int | None]:
    """(standard output, errors, exit code); the code is None where time was up.

    The process gets a group of its own, so that a solver it has started ends with it.
    """
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        printed, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return "", "", None
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return printed, errors, process.returncode
