"""Stores for tests."""

from __future__ import annotations

from pathlib import Path

from app.runs.store import Store, open_store


def new_store(home: Path, url: str | None = None) -> Store:
    """A store in a new home."""
    return open_store(home, url)
