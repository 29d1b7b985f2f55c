"""The product's own command on a free port, with a home of its own, as a planner starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from browser import HOST, PATIENCE_S, ROOT, end
from sqlalchemy import select

from app.runs.home import Home
from app.runs.schema import WORKERS
from app.runs.store import Store, open_store


@dataclass(frozen=True)
class DeskServer:
    """url: address of the desk.  home: its folder.  store: the same store, seen from outside."""

    url: str
    home: Path
    store: Store

    def at(self, page: str, **words: str) -> str:
        """Address of a page with words in the address bar."""
        query = "&".join(f"{name}={value}" for name, value in words.items())
        return f"{self.url}/{page}?{query}"


@contextmanager
def running_desk(home: Path) -> Iterator[DeskServer]:
    """`doubletransfer app` until the block ends; then it and the worker it started are ended."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app.entry", "app", "--no-browser", "--port", str(port),
               "--home", str(home)]  # fmt: skip
    known = {**os.environ, "PYTHONPATH": str(ROOT)}
    known.pop("DOUBLETRANSFER_STORE", None)
    log = home.parent / "desk.log"
    with log.open("wb") as told:
        process = subprocess.Popen(command, env=known, stdout=told, stderr=told, cwd=home.parent)
    try:
        url = f"http://{HOST}:{port}"
        _answers(url, process, log)
        store = open_store(Home(home))
        try:
            yield DeskServer(url, home, store)
        finally:
            _end_workers(store)
            store.close()
    finally:
        end(process)


def _answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the server; raises RuntimeError with what it wrote if it does not come."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the desk does not answer at {url}: {log.read_text('utf-8')}")


def _end_workers(store: Store) -> None:
    """End the workers of this home, by their process numbers; they keep what they are at."""
    with store.database.reading() as connection:
        numbers = [int(pid) for pid in connection.execute(select(WORKERS.c.pid)).scalars()]
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    until = time.monotonic() + 20
    while store.workers.alive() and time.monotonic() < until:
        time.sleep(0.2)
    if store.workers.alive():
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
