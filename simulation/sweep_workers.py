"""Who works on a sweep: threads of this process, or the workers of a dask scheduler by address.

Both look alike to the sweep: `submit` gives a future of `concurrent.futures`, `room` says how many
tasks to keep in flight.  dask.distributed is an extra and imported only when an address is given.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

from simulation.faults import Problem, SimulationError

CONNECT_S = 10.0
"""Seconds to find a scheduler at its address."""
PATIENCE_S = 60.0
"""Seconds to wait for a worker when there is none, at the start or after the last one died."""
ASK_AGAIN_S = 1.0
AHEAD = 2
"""Tasks in flight per thread of a worker, so that none waits for the next to arrive."""


class Workers(Protocol):
    """What a sweep asks of those who work for it."""

    here: bool
    """Whether tasks run in this process and can share its objects."""

    def submit(self, task: Callable[..., Any], *given: Any) -> Future[Any]:
        """Start a task, or queue it."""

    def room(self) -> int:
        """How many tasks to keep in flight, at least 1.  Raises SimulationError if nobody works."""

    def trouble(self, error: BaseException, where: str) -> SimulationError | None:
        """The error a planner should read, where it lies with the workers; else None."""

    def words(self) -> str:
        """Who they are, for the progress line."""


class Threads:
    """Threads of this process."""

    here = True

    def __init__(self, pool: ThreadPoolExecutor, count: int):
        self._pool, self._count = pool, count

    def submit(self, task: Callable[..., Any], *given: Any) -> Future[Any]:
        """See Workers."""
        return self._pool.submit(task, *given)

    def room(self) -> int:
        """See Workers."""
        return self._count

    def trouble(self, error: BaseException, where: str) -> SimulationError | None:
        """See Workers: a thread has no trouble of its own."""
        return None

    def words(self) -> str:
        """See Workers."""
        return str(self._count)


class Cluster:
    """The workers of a dask scheduler.

    A task whose worker dies is run again elsewhere by the scheduler; one that took three workers
    with it is given up.
    """

    here = False

    def __init__(self, client: Any, address: str, patience: float):
        self._client, self._address, self._patience = client, address, patience
        self._executor = client.get_executor(pure=False)
        self._threads: dict[str, int] = {}
        self._asked = -ASK_AGAIN_S
        self._seen = time.monotonic()

    def submit(self, task: Callable[..., Any], *given: Any) -> Future[Any]:
        """See Workers."""
        return self._executor.submit(task, *given)

    def room(self) -> int:
        """See Workers."""
        now = time.monotonic()
        if now - self._asked >= ASK_AGAIN_S:
            self._asked = now
            try:
                self._threads = dict(self._client.nthreads())
            except Exception as error:
                raise self._lost() from error
            if self._threads:
                self._seen = time.monotonic()
        if not self._threads and now - self._seen > self._patience:
            values = {"seconds": f"{self._patience:g}", "address": self._address}
            raise SimulationError([Problem("no_workers", self._address, values)])
        return max(1, AHEAD * sum(self._threads.values()))

    def trouble(self, error: BaseException, where: str) -> SimulationError | None:
        """See Workers."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return SimulationError([Problem("worker_killed", where)])
        if isinstance(error, CancelledError) or type(error).__name__ == "FutureCancelledError":
            return self._lost()
        if isinstance(error, ImportError):
            values = {"error": f"{type(error).__name__}: {error}"}
            return SimulationError([Problem("worker_without_package", where, values)])
        return None

    def _lost(self) -> SimulationError:
        return SimulationError([Problem("scheduler_lost", self._address)])

    def words(self) -> str:
        """See Workers."""
        return str(len(self._threads))


@contextmanager
def open_workers(
    address: str | None, threads: int, patience: float = PATIENCE_S
) -> Iterator[Workers]:
    """Threads of this process, or with an address ("tcp://host:8786") the workers there.

    Raises SimulationError where the extra is missing or nobody answers at the address.
    """
    if address is None:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            yield Threads(pool, threads)
        return
    client = _connect(address)
    try:
        yield Cluster(client, address, patience)
    finally:
        client.close(timeout=5)


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise SimulationError([Problem("no_dask")]) from error
    # The library logs every vain attempt; the sentence below says it once.
    quiet = logging.getLogger("distributed")
    before = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        values = {"error": f"{type(error).__name__}: {error}"}
        raise SimulationError([Problem("no_scheduler", address, values)]) from error
    finally:
        quiet.setLevel(before)
