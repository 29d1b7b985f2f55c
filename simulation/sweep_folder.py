"""The folder of a sweep: one file per finished piece of work, found again by its key.

    <folder>/parts/cases/<case>.pickle          a what-if with its travel times, for the workers
    <folder>/parts/plans/<plan>.parquet         a plan that a worker solved; .json: how good it is
    <folder>/parts/inputs/<inputs>.pickle       what the replications read
    <folder>/parts/blocks/<block>.npz           some replications
    <folder>/<scenario>/outcome.npz             all replications of a what-if

A key names everything that can change the content, so that a file that is there is never made
again, and a file of other inputs is never taken for it.  Pieces are first written under a name of
their own and then put in place whole; where two workers made the same piece the first one stays.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTS = "parts"
KINDS = ("cases", "plans", "inputs", "blocks")


def key_of(*parts: object) -> str:
    """16 hex digits of the texts of all parts."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def open_folder(folder: Path) -> Path:
    """Make the folder and its parts; the folder's absolute path, as workers must see it."""
    for kind in KINDS:
        (folder / PARTS / kind).mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def block_file(folder: Path, inputs: str, seed: int, first: int, count: int) -> Path:
    """Where replications first .. first + count - 1 of inputs (fingerprint and code) are kept."""
    return folder / PARTS / "blocks" / f"{inputs}-{seed}-{first}-{count}.npz"


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A path to write to; what was written there is put at `path` if nothing lies there yet.

    The first to finish wins: what another worker may already read is never replaced.
    """
    mine = path.with_name(f".{uuid.uuid4().hex}-{path.name}")
    try:
        yield mine
        _put(mine, path)
    finally:
        mine.unlink(missing_ok=True)


def _put(mine: Path, path: Path) -> None:
    """Name the file `path` unless something is there: a link, unlike a move, never replaces."""
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    except OSError:
        # A drive without hard links.  Two workers could both see nothing here and the second would
        # replace the first; only a plan cut by time can then differ, and nobody has read it yet.
        if not path.exists():
            os.replace(mine, path)
