"""Limits by name: one row, or all years of one; and the rows after a change of them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

import numpy as np

from matching.certificate import row_keys
from matching.rows import Ints, Rows

NEAR_MATCHES = 6


class UnknownLimit(ValueError):
    """No limit has that name; near: names that come closest."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        self.name, self.near = name, near
        super().__init__(f"no limit {name!r}; near: {', '.join(near) or '-'}")


class BelowZero(ValueError):
    """A maximum would fall below 0; least: the most negative change that is possible."""

    def __init__(self, name: str, least: float) -> None:
        self.name, self.least = name, least
        super().__init__(f"{name} can change by {least:g} at least")


@lru_cache(maxsize=4)
def _directory(rows: Rows) -> dict[str, tuple[int, ...]]:
    """Every name that may be asked for, with its rows."""
    years = np.concatenate([np.zeros(0, np.int64), *(block.year for block in rows)])
    found: dict[str, list[int]] = defaultdict(list)
    for r, name in enumerate(row_keys(rows)):
        found[name].append(r)
        if years[r]:
            found[name.partition("#")[0].rsplit("/", 1)[0]].append(r)
    return {name: tuple(numbers) for name, numbers in found.items()}


def rows_named(rows: Rows, name: str) -> Ints:
    """The rows of a limit: rule/resource/scope/year, or without the year all years of it.

    Raises UnknownLimit, with near matches.
    """
    directory = _directory(rows)
    if name.strip() in directory:
        return np.array(directory[name.strip()], dtype=np.int64)
    raise UnknownLimit(name, near_matches(name, tuple(directory)))


def near_matches(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Names that hold every part of the one asked for, else those spelt most like it."""
    parts = [part for part in name.lower().split("/") if part]
    holding = [k for k in known if parts and all(part in k.lower() for part in parts)]
    holding.sort(key=lambda k: (len(k), k))
    alike = difflib.get_close_matches(name, known, n=NEAR_MATCHES, cutoff=0.4)
    return tuple(dict.fromkeys([*holding, *alike]))[:NEAR_MATCHES]


def with_change(rows: Rows, numbers: Ints, delta: float) -> Rows:
    """The rows with the bounds of some of them changed by `delta`, in their unit.

    Raises BelowZero where a maximum that is not negative would become so.
    """
    bound = rows.bound.copy()
    bound[numbers] += delta
    fallen = numbers[~rows.at_least[numbers] & (bound[numbers] < 0) & (rows.bound[numbers] >= 0)]
    if len(fallen):
        lowest = int(fallen[np.argmin(rows.bound[fallen])])
        raise BelowZero(rows.names[lowest], -float(rows.bound[lowest]))
    blocks = list(rows.blocks)
    for at, (offset, block) in enumerate(zip(rows.offsets, rows.blocks, strict=True)):
        own = bound[offset : offset + len(block.bound)]
        if (own != block.bound).any():
            blocks[at] = replace(block, bound=own)
    return Rows(tuple(blocks))
