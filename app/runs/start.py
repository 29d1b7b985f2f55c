"""Start a worker when there is something to do and nobody does it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import app
from app.runs.home import HOME_VARIABLE, STORE_VARIABLE
from app.runs.records import RunState
from app.runs.store import Store

STARTING_S = 15.0
"""So long a worker may take to write down that it lives; meanwhile no second one is started."""
MARK = "worker.starting"


def ensure_worker(store: Store) -> bool:
    """Start a worker in a process of its own if a run waits and none lives; True if it did.

    Runs of workers that died become lost first.  Cheap enough to be called at every look at the
    queue.  The worker outlives whoever started it and ends by itself when there is nothing to do.
    """
    store.runs.reap()
    if not store.runs.all(states=[RunState.QUEUED], limit=1) or store.workers.alive():
        return False
    mark = store.home.root / MARK
    try:
        if time.time() - mark.stat().st_mtime < STARTING_S:
            return False
    except FileNotFoundError:
        pass
    mark.touch()
    start_worker(store)
    return True


def start_worker(store: Store, *arguments: str) -> subprocess.Popen[bytes]:
    """`python -m app.worker` on this store, detached from terminal and parent.

    The URL of the database goes by environment: a command line is for all to read, and it may hold
    a password.
    """
    code = str(Path(app.__file__).resolve().parents[1])
    environment = os.environ | {
        HOME_VARIABLE: str(store.home.root.resolve()),
        STORE_VARIABLE: store.database.engine.url.render_as_string(hide_password=False),
        "PYTHONPATH": os.pathsep.join(filter(None, [code, os.environ.get("PYTHONPATH", "")])),
    }
    command = [sys.executable, "-m", "app.worker", *arguments]
    with store.home.log.open("ab") as log:
        if os.name == "nt":
            flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP  # type: ignore[attr-defined]
            return subprocess.Popen(
                command, env=environment, cwd=store.home.root, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, creationflags=flags,
            )  # fmt: skip
        return subprocess.Popen(
            command, env=environment, cwd=store.home.root, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
