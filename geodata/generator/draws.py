"""Random draws that belong to the record, not to the order or the number of records.

Record i of a stream gets the same numbers whatever the total is, because draws are made in blocks
of `BLOCK` records, each block with its own generator addressed by (seed, stream name, block).  Only
`Generator.random` is used; other distributions are its inverse transform, so that a new numpy
release with another normal sampler changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK = 1000


def uniform(seed: int, stream: str, count: int, width: int | None = None) -> Floats:
    """(count,) or (count, width) numbers in [0, 1); row i depends on seed, stream and i only.

    Raises ValueError if seed or count is negative.
    """
    if seed < 0 or count < 0:
        raise ValueError(f"seed {seed} and count {count} must not be negative")
    shape = (BLOCK, 1 if width is None else width)
    blocks = [
        np.random.default_rng([seed, crc32(stream.encode()), block]).random(shape)
        for block in range(-(-count // BLOCK))
    ]
    drawn = np.concatenate(blocks)[:count] if blocks else np.zeros((0, shape[1]))
    return drawn[:, 0] if width is None else drawn


def normal(seed: int, stream: str, count: int) -> Floats:
    """(count,) standard normal numbers, cut at +-3.3 so that no single draw is absurd."""
    tail = 0.000483
    return np.asarray(ndtri(tail + (1 - 2 * tail) * uniform(seed, stream, count)))


def pick(draw: Floats, weights: Floats | Sequence[float]) -> Ints:
    """(n,) index chosen by each uniform draw; weights (k,) for all or (n, k) row by row.

    Example: weights (1, 3): draws below 0.25 choose 0, the others 1.
    """
    table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    steps = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    chosen = (draw[:, None] >= steps[:, :-1]).sum(axis=1)
    return np.asarray(chosen, dtype=np.int64)
