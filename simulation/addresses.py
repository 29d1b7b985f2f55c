"""Stable addresses of draws: an id is turned into the same number wherever and whenever it occurs.

A draw is addressed by (seed, process, enterprise, park, year, replication), never by a position in
a table, so that adding an enterprise, a park or a lever leaves every other draw alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from simulation.faults import Problem, SimulationError


class Process(IntEnum):
    """What a draw is for; part of its address."""

    TASTE = 1
    CONSIDER = 2
    FIRM = 3
    STAGE = 4
    DEPARTMENT = 5
    MACRO = 6
    PARAMETER = 7


OUTSIDE = ("stay", "other_province", "abroad", "close")
"""Options outside the parks, in the order of their columns."""
NOBODY = 0
"""Park address of a draw that concerns no park."""
EVERY_YEAR = 255
"""Year address of a draw that holds for all years."""
FIRST_YEAR = 1900
"""Year address 0; a calendar year has the address year - FIRST_YEAR."""
MOST_REPLICATIONS = 1 << 24


def _hash(kind: str, name: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(f"{kind}:{name}".encode(), digest_size=size).digest())


def enterprise_addresses(ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    """(E,) 64-bit addresses.  Raises SimulationError where two ids are the same or collide."""
    return _distinct("enterprise", list(ids), 8).astype(np.uint64)


def park_addresses(ids: Iterable[str]) -> npt.NDArray[np.uint32]:
    """(P + 4,) 32-bit addresses of the parks and, behind them, of OUTSIDE; never NOBODY.

    Raises SimulationError where two ids are the same or collide.
    """
    names = [*(f"park:{one}" for one in ids), *(f"outside:{one}" for one in OUTSIDE)]
    return _distinct("option", names, 4).astype(np.uint32)


def name_address(name: str) -> int:
    """32-bit address of a parameter or a macro path."""
    return _hash("name", name, 4)


def seed_key(seed: int, process: int = 0) -> tuple[np.uint32, np.uint32]:
    """The two key words of a seed (0 <= seed < 2**56); the second takes the process by xor."""
    return np.uint32(seed & 0xFFFFFFFF), np.uint32((((seed >> 32) << 8) ^ process) & 0xFFFFFFFF)


def _distinct(kind: str, names: list[str], size: int) -> npt.NDArray[np.uint64]:
    numbers = np.array([_hash(kind, name, size) for name in names], dtype=np.uint64)
    unique, counts = np.unique(numbers, return_counts=True)
    twice = set(unique[counts > 1].tolist()) | ({NOBODY} & set(numbers.tolist()))
    if twice:
        hit = [n for n, number in zip(names, numbers.tolist(), strict=True) if number in twice]
        values = {"ids": ", ".join(hit[:6])}
        raise SimulationError([Problem("same_address", kind, values)])
    return numbers
