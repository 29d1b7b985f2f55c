"""Folders that are there as a whole or not at all, and that can tell when they were damaged.

Everything is written into a folder with a dot before its name, forced to the disk, listed with size
and SHA-256 in a manifest, and only then renamed to its own name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError
from app.runs.worlds import write_json

MANIFEST = "manifest.json"
NEW = ".new-"


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """A folder to write into; it takes the name `final` when the block ends, vanishes if it raises.

    Raises FileExistsError where something of that name is there: what was finished is never
    overwritten.
    """
    if final.exists():
        raise FileExistsError(str(final))
    final.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f"{NEW}{final.name}-", dir=final.parent))
    try:
        yield new
        _seal(new)
        os.rename(new, final)
        _sync(final.parent)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def check_folder(folder: Path) -> None:
    """Raise AppError unless every file of the manifest is there with its size.

    The digests are for `verify_folder`, which reads everything.
    """
    for name, (size, _) in _manifest(folder).items():
        file = folder / name
        if not file.is_file() or file.stat().st_size != size:
            raise AppError("kept_damaged", folder=folder.name, reason=name)


def verify_folder(folder: Path) -> None:
    """Raise AppError unless every byte is as it was written."""
    check_folder(folder)
    for name, (_, digest) in _manifest(folder).items():
        if _digest(folder / name) != digest:
            raise AppError("kept_damaged", folder=folder.name, reason=name)


def sweep(parent: Path, older_than_s: float, now: float) -> None:
    """Remove what was left half-written by a process that was killed, if nobody still writes it."""
    for left in parent.glob(f"{NEW}*"):
        try:
            if now - left.stat().st_mtime > older_than_s:
                shutil.rmtree(left, ignore_errors=True)
        except FileNotFoundError:
            continue


def _seal(folder: Path) -> None:
    """Write the manifest and force everything to the disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _digest(path)] for path in files
    }
    write_json(listed, folder / MANIFEST)
    for path in (*files, folder / MANIFEST, folder):
        _sync(path)


def _sync(path: Path) -> None:
    """Force a file or folder to the disk; Windows knows no such thing for folders."""
    if os.name == "nt" and path.is_dir():
        return
    number = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _manifest(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))
        return {name: (int(size), str(digest)) for name, (size, digest) in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise AppError("kept_damaged", folder=folder.name, reason=MANIFEST) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
