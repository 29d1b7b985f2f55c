"""Stores for tests."""

from __future__ import annotations

from pathlib import Path

from app.runs.compiled import MARK, engine_digest
from app.runs.store import Store, open_store


def new_store(home: Path, url: str | None = None) -> Store:
    """A store in a new home where the engine counts as compiled (`test_runs_compiled` does it)."""
    opened = open_store(home, url)
    (home / f"{MARK}{engine_digest()}").touch()
    return opened
