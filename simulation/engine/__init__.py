"""The compiled engine: one replication of all years; nothing in here knows names or tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit

from simulation.randomness import JIT, LEAN

_FILES = sorted(Path(__file__).parent.glob("*.py"))
_FILES += [
    Path(__file__).parents[1] / name
    for name in (
        "randomness.py",
        "arrays.py",
        "specs.py",
        "outcome.py",
        "macro.py",
    )
]
SOURCES = hashlib.sha256(b"".join(file.read_bytes() for file in _FILES)).hexdigest()[:12]
"""Digest of all code that is compiled together."""


def compiled(function: Callable) -> Any:
    """Compile `function` without the global lock, and keep the result on disk.

    The compiler's own cache looks only at the file of the function, not at those it calls; the
    digest in the name makes it notice a change in any of them.
    """
    function.__qualname__ = f"{function.__qualname__}_{SOURCES}"
    return njit(function, **JIT, cache=True)


part = njit(**LEAN, forceinline=True)
"""Decorator of the parts that `compiled` functions call and that allocate nothing.

Without reference counting: a tuple of seventy arrays would otherwise be counted up and down at
every call, which costs more than the choice of an enterprise.
"""
loop = njit(**LEAN)
"""Decorator of narrow loops: compiled on their own, so that they use the wide registers."""
highest_loop = njit(**LEAN, fastmath={"nnan", "nsz"})
"""Decorator of a maximum over numbers that are never NaN: exact, and in wide registers."""
allocating = njit(**JIT)
"""Decorator of the few parts that make arrays."""
