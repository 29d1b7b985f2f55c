"""The worker: `python -m app.worker --home DIR` takes runs from the queue, one after the other.

A process of its own, so that no page waits for a search and no search dies with a page.  It runs at
low priority, ends when there was nothing to do for a while, and on Ctrl-C or SIGTERM keeps the best
of what it is at and leaves.  Exit codes: 0 done or another worker is at it, 1 the store cannot be
used.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from app.errors import AppError
from app.leaving import leave
from app.runs.claims import Claims
from app.runs.folders import sweep
from app.runs.store import Store, open_store
from app.runs.workers import BEAT_EVERY_S

IDLE_S = 300.0
LOOK_EVERY_S = 0.5
NICENESS = 10
HALF_WRITTEN_S = 3600.0
"""A folder that nobody has written to for so long was left by a process that was killed."""
LOG = logging.getLogger("doubletransfer.worker")


class Worker:
    """One process that works through the queue of a store."""

    def __init__(self, store: Store, worker: str):
        self._store = store
        self._claims = Claims(store.database, worker)
        self._leaving = threading.Event()
        self._stop_run = threading.Event()

    def leave(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Keep the best of the run at hand, take no other one."""
        self._leaving.set()
        self._stop_run.set()

    def work(self, idle_s: float | None) -> None:
        """Take runs until there was none for `idle_s` seconds (None = never) or told to leave."""
        from app.runs.work import perform

        beat = since = time.monotonic()
        while not self._leaving.is_set():
            self._stop_run = threading.Event()
            run = self._claims.take()
            if run is not None:
                if self._leaving.is_set():
                    # The signal came between the two lines above.
                    self._stop_run.set()
                LOG.info("run %s begins", run.id)
                state = perform(run, self._store, self._claims, self._stop_run)
                LOG.info("run %s is %s", run.id, state.value)
                since = time.monotonic()
                continue
            now = time.monotonic()
            if idle_s is not None and now - since >= idle_s:
                return
            if now - beat >= BEAT_EVERY_S:
                beat = now
                if not self._store.workers.beat(self._claims.worker):
                    LOG.warning("struck off the list of workers: leaving")
                    return
                self._store.runs.reap()
            self._leaving.wait(LOOK_EVERY_S)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a worker and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m app.worker", description=__doc__)
    parser.add_argument("--home", type=Path, help="folder of the desk")
    parser.add_argument("--store", help="URL of the database (default: SQLite in the home folder)")
    parser.add_argument("--stay", action="store_true", help="wait for work for ever")
    parser.add_argument("--idle", type=float, default=IDLE_S, help="seconds to wait for work")
    parser.add_argument("--most", type=int, default=1, help="most workers at a time")
    asked = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(message)s")
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    try:
        store = open_store(asked.home, asked.store)
    except AppError as error:
        sys.stderr.write(f"{error.problem('en')} {error.remedy('en')}\n")
        return 1
    store.runs.reap()
    worker = store.workers.register(asked.most)
    if worker is None:
        LOG.info("another worker is at it")
        return 0
    sweep(store.home.results, HALF_WRITTEN_S, time.time())
    sweep(store.home.data, HALF_WRITTEN_S, time.time())
    at_work = Worker(store, worker)
    signal.signal(signal.SIGTERM, at_work.leave)
    signal.signal(signal.SIGINT, at_work.leave)
    try:
        at_work.work(None if asked.stay else asked.idle)
    finally:
        store.workers.leave(worker)
        store.close()
    return 0


if __name__ == "__main__":
    leave(main())
