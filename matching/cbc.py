"""CBC as the second judge: PuLP writes the model, CBC runs as a process of its own.

It is run here and not by PuLP, because a Stop must reach it, its time limit must hold (it checks
the clock seldom), and its log is the only place where it tells its bound.
"""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any

import numpy as np

from matching.answer import Outcome, Watch
from matching.rows import Floats
from matching.stopping import Clock

GRACE_S = 10.0
NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
NEWS = re.compile(
    rf"{NUMBER} best solution, best possible {NUMBER}|Lower bound:\s+{NUMBER}"
    rf"|Continuous objective value is {NUMBER}"
)


def run_cbc(
    problem: Any,
    columns: list[Any],
    reader: Any,
    clock: Clock,
    gap: float,
    threads: int,
    watch: Watch | None,
    hint: Floats | None,
) -> Outcome:
    """Run a PuLP minimisation with CBC until it ends or the clock does.

    columns: variables in the order of the values returned.  reader: PuLP's CBC solver object, for
    the path of the program and for reading its solution file.  hint: values to start from.
    """
    with tempfile.TemporaryDirectory(prefix="double_transfer_") as folder:
        model, result = Path(folder, "model.mps"), Path(folder, "solution.txt")
        listed, variable_names, row_names, _ = problem.writeMPS(str(model), rename=1)
        command = [reader.path, str(model)]
        if hint is not None:
            for variable, value in zip(columns, hint.tolist(), strict=True):
                variable.varValue = value
            start = Path(folder, "start.mst")
            reader.writesol(str(start), problem, listed, variable_names, row_names)
            command += ["-mips", str(start)]
        command += ["-sec", f"{max(0.1, clock.left):.1f}", "-timeMode", "elapsed"]
        command += ["-ratio", f"{gap:g}", "-threads", str(max(1, threads))]
        command += ["-solve", "-solution", str(result)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
        )
        log = _Log(watch)
        assert process.stdout is not None
        listener = threading.Thread(target=log.read, args=(process.stdout,), daemon=True)
        listener.start()
        _wait(process, clock)
        listener.join(1.0)
        if not result.exists():
            return Outcome((), log.bound, log.infeasible, "CBC")
        first = result.read_text("utf-8").split("\n", 1)[0]
        infeasible = "infeasible" in first.lower() and "integer" not in first.lower()
        if infeasible or log.infeasible or "objective" not in first:
            return Outcome((), log.bound, infeasible or log.infeasible, "CBC")
        values = reader.readsol_MPS(str(result), problem, listed, variable_names, row_names)[1]
        found = np.array([float(values[variable.name]) for variable in columns])
        bound = float(first.split()[-1]) if first.startswith("Optimal") else -np.inf
        if gap > 0 or not np.isfinite(bound):
            bound = log.bound
        return Outcome((found,), bound, False, "CBC")


def _wait(process: subprocess.Popen[str], clock: Clock) -> None:
    """Until the process ends; Stop interrupts it, and one that does not listen is ended."""
    asked: float | None = None
    while process.poll() is None:
        time.sleep(0.05)
        if clock.over and asked is None and (clock.stopped or clock.elapsed > clock.seconds + 2):
            asked = time.perf_counter()
            process.send_signal(signal.SIGINT)
        if asked is not None and time.perf_counter() - asked > GRACE_S:
            process.kill()


class _Log:
    """Reads CBC's log as it comes."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch
        self.bound = -np.inf
        self.infeasible = False

    def read(self, stream: IO[str]) -> None:
        """Until the stream ends."""
        for line in stream:
            if "infeasible" in line.lower() and "proven" in line.lower():
                self.infeasible = True
            news = NEWS.search(line)
            if news is None:
                continue
            best, possible, lower, continuous = news.groups()
            bound = next(text for text in (possible, lower, continuous) if text is not None)
            if abs(float(bound)) < 1e40:
                self.bound = max(self.bound, float(bound))
            if self.watch is not None:
                known = best is not None and abs(float(best)) < 1e40
                self.watch(-float(best) if known else None, -self.bound)
