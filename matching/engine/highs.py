"""HiGHS without its greeting, and run so that it can be watched and stopped.

Some versions print a banner when the first solver of a process is made; a command that answers in
JSON must not have it on its standard output.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import scipy.sparse

from matching.answer import Outcome, Watch
from matching.rows import Floats
from matching.stopping import Clock

GRACE_S = 5.0
"""How long a solver may go on after it was told to stop, before it is left alone."""

_first = threading.Lock()
_greeted = False


def quiet_solver() -> highspy.Highs:
    """A new HiGHS that prints nothing."""
    greet_silently()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    return solver


def model_of(
    cost: Floats, matrix: scipy.sparse.csc_matrix, upper: Floats, choices: int
) -> highspy.HighsLp:
    """Minimise cost @ z with matrix @ z <= upper: the first `choices` columns 0 or 1, others >= 0.

    cost: (n,).  matrix: (R, n).  upper: (R,) in the units of the rows.
    """
    rows, columns = matrix.shape
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = cost
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.where(np.arange(columns) < choices, 1.0, np.inf)
    model.row_lower_ = np.full(rows, -np.inf)
    model.row_upper_ = upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kind = highspy.HighsVarType
    model.integrality_ = [kind.kInteger] * choices + [kind.kContinuous] * (columns - choices)
    return model


def greet_silently() -> None:
    """Let HiGHS print its banner into nowhere, once per process, before anybody makes a solver."""
    global _greeted
    with _first:
        if not _greeted:
            with _standard_output_closed():
                highspy.Highs()
            _greeted = True


@contextmanager
def _standard_output_closed() -> Iterator[None]:
    """Inside, what C code writes to standard output is lost."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
        _flush_c_buffers()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush_c_buffers() -> None:
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    library.fflush(None)


_presolve_hung = threading.Event()
_running: set[threading.Thread] = set()
_leaving = threading.Event()


def solvers_ended(seconds: float = GRACE_S) -> bool:
    """Tell every solver still at work to stop, wait so long at most; whether all have ended.

    A process that ends with a solver in one of its threads is aborted by the C++ library, whatever
    exit code was meant.  So this is asked before Python is left, after which nothing is solved any
    more; where the answer is no, `os._exit` is the way out.
    """
    _leaving.set()
    end = time.monotonic() + seconds
    for worker in list(_running):
        worker.join(max(0.0, end - time.monotonic()))
    return not any(worker.is_alive() for worker in list(_running))


atexit.register(solvers_ended)


def _started(solver: highspy.Highs) -> threading.Thread:
    """A solver at work in a thread of its own, which is known to `solvers_ended` until it ends."""

    def work() -> None:
        try:
            if not _leaving.is_set():
                solver.run()
        finally:
            _running.discard(threading.current_thread())

    worker = threading.Thread(target=work, name="HiGHS", daemon=True)
    _running.add(worker)
    worker.start()
    return worker


def run_bounded(solver: highspy.Highs, seconds: float, grace: float = GRACE_S) -> bool:
    """Run a small loaded model with a time limit; whether it came back.

    HiGHS 1.16 was seen to stay in presolve (strengthenInequalities) for minutes, deaf to its time
    limit.  A solver that is still busy `grace` seconds after its limit is left to itself in its
    thread, and presolve is off for all later models of this process.
    """
    solver.setOptionValue("time_limit", float(max(seconds, 0.05)))
    if _presolve_hung.is_set():
        solver.setOptionValue("presolve", "off")
    worker = _started(solver)
    worker.join(seconds + grace)
    if worker.is_alive():
        _presolve_hung.set()
        return False
    return True


def run_lp(solver: highspy.Highs, clock: Clock) -> bool:
    """Run a loaded linear program until it is optimal or the clock ends it; whether it is optimal.

    A solver that does not hear the clock is left to itself in its thread: not to be used again.
    """
    heard = _Heard(clock, None)
    solver.setCallback(heard.listen, None)
    kinds = highspy.cb.HighsCallbackType
    for kind in (kinds.kCallbackSimplexInterrupt, kinds.kCallbackIpmInterrupt):
        solver.startCallback(kind)
    worker = _started(solver)
    while worker.is_alive():
        worker.join(0.05)
        if heard.waited > GRACE_S and worker.is_alive():
            return False
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


@dataclass(frozen=True)
class Exchange:
    """Solutions passed to and fro while HiGHS runs; both are called in its thread.

    found: told every better solution.  known: asked for the values of the first so many columns of
    a better one found elsewhere (HiGHS sets the others), None where there is no news.
    """

    found: Callable[[Floats], None]
    known: Callable[[], Floats | None]


def run_watched(
    solver: highspy.Highs,
    clock: Clock,
    watch: Watch | None,
    hint: Floats | None,
    exchange: Exchange | None = None,
) -> Outcome:
    """Run a loaded minimisation in a thread of its own until it ends or the clock does.

    Solutions are kept as they come, so that stopping loses nothing.  hint: values of all columns to
    start from.  HiGHS stopped by the clock may call itself optimal: only its proven bound is used.
    """
    heard = _Heard(clock, watch, exchange)
    solver.setCallback(heard.listen, None)
    kinds = highspy.cb.HighsCallbackType
    for kind in (kinds.kCallbackMipImprovingSolution, kinds.kCallbackMipLogging,
                 kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt):  # fmt: skip
        solver.startCallback(kind)
    if exchange is not None:
        solver.startCallback(kinds.kCallbackMipUserSolution)
    if hint is not None:
        start = highspy.HighsSolution()
        start.col_value = hint.tolist()
        solver.setSolution(start)
    worker = _started(solver)
    while worker.is_alive():
        worker.join(0.05)
        if clock.elapsed > clock.seconds + GRACE_S or (clock.stopped and heard.waited > GRACE_S):
            # it hears nothing (long presolve): leave it to end by itself, keep what was found
            return Outcome(tuple(heard.solutions), heard.bound, False, _name(solver))
    status = solver.getModelStatus()
    information = solver.getInfo()
    solutions = list(heard.solutions)
    feasible = highspy.SolutionStatus.kSolutionStatusFeasible
    if information.primal_solution_status == feasible:
        solutions.append(np.array(solver.getSolution().col_value))
    infeasible = status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    )
    bound = max(heard.bound, _number(information.mip_dual_bound))
    return Outcome(tuple(solutions), bound, infeasible, _name(solver))


class _Heard:
    """What a running HiGHS tells, and the answer whether it should stop."""

    def __init__(self, clock: Clock, watch: Watch | None, exchange: Exchange | None = None) -> None:
        self.clock = clock
        self.watch = watch
        self.exchange = exchange
        self.solutions: list[Floats] = []
        self.bound = -np.inf
        self._asked: float | None = None

    @property
    def waited(self) -> float:
        """Seconds since the clock was first found over."""
        if self.clock.over and self._asked is None:
            self._asked = self.clock.elapsed
        return 0.0 if self._asked is None else self.clock.elapsed - self._asked

    def listen(
        self, kind: object, message: str, out: Any, answer: Any, data: object = None
    ) -> None:
        """HiGHS' callback."""
        kinds = highspy.cb.HighsCallbackType
        if kind == kinds.kCallbackMipImprovingSolution:
            self.solutions.append(np.array(out.mip_solution, dtype=np.float64))
            if self.exchange is not None:
                self.exchange.found(self.solutions[-1])
        if kind in (kinds.kCallbackMipImprovingSolution, kinds.kCallbackMipLogging):
            self.bound = max(self.bound, _number(out.mip_dual_bound))
            if self.watch is not None:
                best = float(out.mip_primal_bound)
                self.watch(-best if np.isfinite(best) else None,
                           -self.bound if np.isfinite(self.bound) else None)  # fmt: skip
        elif kind == kinds.kCallbackMipUserSolution:
            known = None if self.exchange is None else self.exchange.known()
            if known is not None:
                answer.setSolution(np.arange(len(known), dtype=np.int32), known)
        elif self.clock.over or _leaving.is_set():
            answer.user_interrupt = True


def _number(bound: float) -> float:
    return float(bound) if np.isfinite(bound) else -np.inf


def _name(solver: highspy.Highs) -> str:
    return f"HiGHS {solver.version()}"
