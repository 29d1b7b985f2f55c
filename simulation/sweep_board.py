"""The order of work in a sweep: what is to be done, what is under way and what is finished."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from simulation.faults import SimulationError
from simulation.inputs import Progress
from simulation.run import blocks_of, is_cached
from simulation.sweep_folder import block_file
from simulation.sweep_tasks import Preparation, Prepared, play_part, prepare
from simulation.sweep_workers import Workers

LISTEN_S = 0.5
"""Seconds between two looks at Stop while nothing finishes."""
Order = tuple[int, int, int]
"""What comes first: making ready before playing, then by block, then by what-if."""


class Board:
    """Makes every what-if ready, then plays the blocks that are not yet kept.

    home: the folder.  blocks: (first, count) of each.  tasks and prepared: one per what-if, once it
    is ready.  kept, finished_blocks: found finished, and played now.  stopped: Stop was asked.
    """

    def __init__(
        self, home: Path, seed: int, first: int, replications: int, block: int, tell: Progress
    ):
        self.home, self.seed, self.tell = home, seed, tell
        self.blocks = [(int(n[0]), len(n)) for n in blocks_of(first, replications, block)]
        self.tasks: list[Preparation] = []
        self.prepared: dict[str, Prepared] = {}
        self.kept = self.finished_blocks = 0
        self.stopped = False
        self._ready: list[tuple[Order, Callable[..., Any], tuple[Any, ...]]] = []
        self._flying: dict[Future[Any], Order] = {}

    def prepare(self, task: Preparation) -> None:
        """One more what-if to be made ready."""
        heappush(self._ready, ((0, 0, len(self.tasks)), prepare, (task,)))
        self.tasks.append(task)

    def file(self, name: str, first: int, count: int) -> Path:
        """Where a block of a prepared what-if is kept."""
        return block_file(self.home, self._key(name), self.seed, first, count)

    def _key(self, name: str) -> str:
        inputs = next(task.inputs for task in self.tasks if task.name == name)
        return f"{inputs.stem}-{self.prepared[name].fingerprint}"

    def work(self, workers: Workers, asked: Callable[[], bool]) -> None:
        """Until all is done, or Stop was asked and what runs has ended."""
        self._say(workers)
        try:
            while self._ready or self._flying:
                if asked() and not self.stopped:
                    self.stopped = True
                    self._drop()
                room = workers.room()
                while self._ready and len(self._flying) < room:
                    order, task, given = heappop(self._ready)
                    more = (asked,) if task is prepare and workers.here else ()
                    self._flying[workers.submit(task, *given, *more)] = order
                for future in wait(self._flying, LISTEN_S, FIRST_COMPLETED).done:
                    self._finish(future, self._flying.pop(future), workers)
                self._say(workers)
        except BaseException:
            self._drop()
            raise

    def _drop(self) -> None:
        """Start nothing more."""
        self._ready.clear()
        for future in list(self._flying):
            if future.cancel():
                del self._flying[future]

    def _finish(self, future: Future[Any], order: Order, workers: Workers) -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        if error is not None:
            if self.stopped and _is_stop(error):
                return
            raise workers.trouble(error, self.tasks[order[2]].name) or error
        result = future.result()
        if isinstance(result, Prepared):
            self._queue(result, order[2], workers)
        else:
            self.finished_blocks += 1

    def _queue(self, prepared: Prepared, job: int, workers: Workers) -> None:
        """The blocks of a what-if that is ready, but for those found finished."""
        if workers.here and not self.prepared and not is_cached():
            self.tell("compile", None, "")
        self.prepared[prepared.name] = prepared
        task, key = self.tasks[job], self._key(prepared.name)
        for place, (first, count) in enumerate(self.blocks):
            if self.file(prepared.name, first, count).is_file():
                self.kept += 1
            elif not self.stopped:
                # The first block of every what-if, then the second: Stop finds them level.
                given = (self.home, task.inputs, key, self.seed, first, count, task.code)
                heappush(self._ready, ((1, place, job), play_part, given))

    def _say(self, workers: Workers) -> None:
        ready, jobs = len(self.prepared), len(self.tasks)
        total, done = jobs * len(self.blocks), self.kept + self.finished_blocks
        if ready < jobs:
            self.tell("prepare", ready / jobs, f"{ready} / {jobs}")
        else:
            self.tell("sweep", done / total, f"{done} / {total} · {workers.words()}")


def _is_stop(error: BaseException) -> bool:
    return isinstance(error, SimulationError) and {p.code for p in error.problems} == {"stopped"}
