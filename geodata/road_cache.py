"""Keeps computed road matrices on disk, so that the same tables need not be measured twice.

The folder is the user's cache folder, or `DOUBLETRANSFER_CACHE` if set.  Nothing in it is needed: a
file that is absent, cut short or damaged is recomputed, and a folder that cannot be written only
costs time.  Files are written aside and renamed into place, so readers and other writers never see
half a file; the oldest ones go when the folder exceeds its size.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

FOLDER_VARIABLE = "DOUBLETRANSFER_CACHE"
LIMIT_BYTES = 512 * 1024**2
"""Total size of the cached files; the least recently used ones are removed beyond it."""

_SUFFIX = ".npz"
_UNFINISHED = ".part"
_UNFINISHED_MAX_AGE_S = 3600.0

_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where road matrices are kept: $DOUBLETRANSFER_CACHE, else the system's user cache folder."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).expanduser() / "roads"
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "doubletransfer" / "roads"


def load(key: str, shapes: Mapping[str, tuple[tuple[int, ...], type]]) -> dict | None:
    """The arrays kept under `key`, or None if they are absent, damaged or not as `shapes` says.

    shapes: name -> (shape, dtype) that each array must have.  A damaged file is removed.
    """
    path = cache_folder() / f"{key}{_SUFFIX}"
    try:
        with np.load(path, allow_pickle=False) as file:  # the archive checks a CRC per array
            arrays = {name: file[name] for name in shapes}
        for name, (shape, dtype) in shapes.items():
            if arrays[name].shape != shape or arrays[name].dtype != np.dtype(dtype):
                raise ValueError(f"{name} is {arrays[name].dtype}{arrays[name].shape}")
    except FileNotFoundError:
        return None
    except Exception as error:
        # Damaged archives raise many unrelated types; all mean the same: measure again.
        _log.warning("cached road matrix %s is unusable (%s): computing it again", path.name, error)
        with contextlib.suppress(OSError):
            path.unlink()
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # used now: the last to be removed
    return arrays


def store(key: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Keeps `arrays` under `key`; logs a warning if the folder cannot be written."""
    if sum(array.nbytes for array in arrays.values()) > LIMIT_BYTES:
        return
    folder = cache_folder()
    unfinished = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=folder, prefix=key, suffix=_UNFINISHED, delete=False
        ) as file:
            unfinished = Path(file.name)
            named: dict[str, Any] = dict(arrays)
            np.savez(file, **named)
        os.replace(unfinished, folder / f"{key}{_SUFFIX}")
        unfinished = None
        _make_room(folder)
    except OSError as error:
        _log.warning("road matrices are not kept: %s cannot be written (%s)", folder, error)
    finally:
        if unfinished is not None:
            with contextlib.suppress(OSError):
                unfinished.unlink()


def _make_room(folder: Path) -> None:
    files = []
    for path in folder.iterdir():
        # Another process may remove or replace files while this one looks at them.
        with contextlib.suppress(OSError):
            status = path.stat()
            if path.suffix == _UNFINISHED:
                if time.time() - status.st_mtime > _UNFINISHED_MAX_AGE_S:
                    path.unlink()
            elif path.suffix == _SUFFIX:
                files.append((status.st_mtime_ns, status.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files)[:-1]:  # the newest file always stays
        if total <= LIMIT_BYTES:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
