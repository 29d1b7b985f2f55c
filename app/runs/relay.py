"""Relay: what goes on in a run, told to the store at most four times a second; Stop told back.

A thread of its own writes the events, shows that the worker lives and asks whether to stop, so that
a search that does not report for a while still can be stopped and is not taken for dead.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from types import TracebackType

from sqlalchemy.exc import DBAPIError

from app.runs.claims import Claims, Report
from app.runs.workers import BEAT_EVERY_S, Workers

TELL_EVERY_S = 0.25
LOG = logging.getLogger(__name__)


class Relay:
    """Between one run and the store, as a context manager.

    stop: set when somebody asked to stop, or the run was given up for lost.  trace: every report
    that carried a best plan or a bound.
    """

    def __init__(
        self, claims: Claims, workers: Workers, run_id: str, stop: threading.Event | None = None
    ):  # fmt: skip
        self.stop = stop or threading.Event()
        self.trace: list[Report] = []
        self._claims = claims
        self._workers = workers
        self._run_id = run_id
        self._started = time.monotonic()
        self._waiting: list[Report] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="relay", daemon=True)

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._over.set()
        self._thread.join()
        with suppress(DBAPIError):
            self._send()

    def tell(self, stage: str, share: float | None = None, detail: str = "") -> None:
        """The progress callable of everything that computes."""
        report = Report(
            elapsed_s=time.monotonic() - self._started,
            stage=stage,
            share=None if share is None else float(share),
            detail=str(detail),
            best=_finite(getattr(detail, "best", None)),
            bound=_finite(getattr(detail, "bound", None)),
            gap=_finite(getattr(detail, "gap", None)),
        )
        with self._lock:
            if report.best is not None or report.bound is not None:
                self.trace.append(report)
            # Of what one stage says between two writings only the last is worth keeping.
            if self._waiting and self._waiting[-1].stage == stage:
                self._waiting[-1] = report
            else:
                self._waiting.append(report)

    def _watch(self) -> None:
        beat = 0.0
        while not self._over.wait(TELL_EVERY_S):
            try:
                self._send()
                if time.monotonic() - beat >= BEAT_EVERY_S:
                    beat = time.monotonic()
                    self._workers.beat(self._claims.worker)
                    if self._claims.to_stop(self._run_id):
                        self.stop.set()
            except DBAPIError:
                # The database may be away for a moment; the search need not end for that.
                LOG.exception("the store did not answer")

    def _send(self) -> None:
        with self._lock:
            reports, self._waiting = self._waiting, []
        try:
            self._claims.report(self._run_id, reports)
        except DBAPIError:
            with self._lock:
                self._waiting = [*reports, *self._waiting]
            raise


def _finite(value: float | None) -> float | None:
    """A number that every database and JSON know; None for NaN and infinity."""
    if value is None or value != value or abs(value) == float("inf"):
        return None
    return float(value)
