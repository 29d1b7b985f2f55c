"""Workers: processes that take runs from the queue, and how one tells that they are still there.

A worker writes down every second that it lives.  On its own machine a dead process is seen at once;
elsewhere a worker counts as dead when it has been silent for LOST_AFTER_S.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.engine import RowMapping

from app.runs.database import Database
from app.runs.ids import new_id
from app.runs.schema import WORKERS

BEAT_EVERY_S = 1.0
LOST_AFTER_S = 60.0
"""Silence after which a worker of another machine counts as dead."""
SURELY_LOST_AFTER_S = 900.0
"""The same where its process number still lives here: a laptop may have slept, or the number may
belong to another process by now."""


class Workers:
    """What `Store.workers` is."""

    def __init__(self, database: Database):
        self._database = database

    def register(self, most: int = 1) -> str | None:
        """A new worker's id; None where `most` of them are alive already.

        The count and the entry are one step, so that two that start together do not both get in.
        """
        with self._database.writing() as connection:
            if not self._database.is_sqlite:
                connection.execute(text("LOCK TABLE workers IN EXCLUSIVE MODE"))
            now = self._database.now(connection)
            if sum(alive(row, now) for row in self._all(connection)) >= most:
                return None
            worker = new_id("w")
            connection.execute(
                insert(WORKERS).values(
                    id=worker, machine=machine(), pid=os.getpid(), started=now, beat=now
                )
            )
        return worker

    def beat(self, worker: str) -> bool:
        """Write down that a worker lives; False where it is no longer listed."""
        with self._database.writing() as connection:
            now = self._database.now(connection)
            chosen = update(WORKERS).where(WORKERS.c.id == worker).values(beat=now)
            return connection.execute(chosen).rowcount == 1

    def leave(self, worker: str) -> None:
        """Strike a worker off the list: it has gone home."""
        with self._database.writing() as connection:
            connection.execute(delete(WORKERS).where(WORKERS.c.id == worker))

    def alive(self) -> list[str]:
        """Ids of the workers that live."""
        with self._database.reading() as connection:
            now = self._database.now(connection)
            return [row["id"] for row in self._all(connection) if alive(row, now)]

    def dead(self, connection: Connection) -> list[str]:
        """Ids of the workers that are listed and do not live."""
        now = self._database.now(connection)
        return [row["id"] for row in self._all(connection) if not alive(row, now)]

    def _all(self, connection: Connection) -> list[RowMapping]:
        return list(connection.execute(select(WORKERS)).mappings())


def alive(worker: RowMapping, now: float) -> bool:
    """Whether a listed worker lives, seen from this machine at `now`."""
    silent = now - worker["beat"]
    if worker["machine"] != machine() or os.name == "nt":
        return silent < LOST_AFTER_S
    return process_lives(worker["pid"]) and silent < SURELY_LOST_AFTER_S


def process_lives(pid: int) -> bool:
    """Whether a process of this machine runs.  Not for Windows, where asking would end it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether a process is dead and only not yet collected by its parent (Linux tells)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]


@cache
def machine() -> str:
    """Name of this machine since it was started; containers that share a name differ in theirs."""
    parts = [socket.gethostname()]
    # Linux only; elsewhere the name alone has to do.
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)
