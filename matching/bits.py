"""Eligibility as bits: for each pair of enterprise and park one code with a bit per (year, tenure).

30,000 x 100 pairs with 5 years and 2 tenures take 6 MB instead of 30, and "blocked by any of 18
reasons" is a handful of integer operations.  Bit number: year index * tenures + tenure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from matching.factored import Factored
from matching.rows import Ints

TABLE_BITS = 12


def code_type(bits: int) -> np.dtype:
    """The smallest unsigned integer with so many bits.  Raises ValueError above 64."""
    for width in (8, 16, 32, 64):
        if bits <= width:
            return np.dtype(f"uint{width}")
    raise ValueError(
        f"{bits} combinations of year and tenure; at most 64 (32 years) can be planned"
    )


def codes_of(mask: Factored, years: int, tenures: int) -> Factored:
    """The bool `mask` with its year and tenure axes folded into bits: values (E|C|1, P|1, 1, 1)."""
    kind = code_type(years * tenures)
    values = mask.values
    bit = np.arange(years * tenures, dtype=np.uint64).reshape(years, tenures)
    weight = np.uint64(1) << bit
    for axis, length in ((0, values.shape[2]), (1, values.shape[3])):
        if length == 1:
            weight = np.bitwise_or.reduce(weight, axis=axis, keepdims=True)
    codes = np.zeros(values.shape[:2], dtype=kind)
    for t in range(values.shape[2]):
        for m in range(values.shape[3]):
            codes |= values[:, :, t, m].astype(kind) * weight[t, m].astype(kind)
    return Factored(codes[:, :, None, None], mask.class_of)


def count_bits(codes: npt.NDArray) -> Ints:
    """How many bits are set in each code; same shape, int64."""
    eights = np.ascontiguousarray(codes).view(np.uint8).reshape(*codes.shape, codes.itemsize)
    return _BITS_OF_BYTE[eights].sum(axis=-1, dtype=np.int64)


_BITS_OF_BYTE = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(
    axis=1, dtype=np.uint8
)


@cache
def _table(years: int, tenures: int) -> npt.NDArray[np.bool_]:
    """(2 ** (years * tenures), years, tenures): every code unpacked."""
    bits = years * tenures
    codes = np.arange(1 << bits, dtype=np.uint64)[:, None]
    table = (codes >> np.arange(bits, dtype=np.uint64)) & np.uint64(1)
    return table.astype(bool).reshape(-1, years, tenures)


@dataclass(frozen=True, eq=False)
class BitCodes:
    """Bits over (year, tenure) for every pair.  codes: (E, P) unsigned."""

    codes: npt.NDArray
    years: int
    tenures: int

    @classmethod
    def empty(cls, pairs: tuple[int, int], years: int, tenures: int) -> BitCodes:
        """No bit set anywhere."""
        return cls(np.zeros(pairs, dtype=code_type(years * tenures)), years, tenures)

    def _unpacked(self, codes: npt.NDArray) -> npt.NDArray[np.bool_]:
        bits = self.years * self.tenures
        if bits <= TABLE_BITS:
            return np.take(_table(self.years, self.tenures), codes, axis=0)
        shifts = np.arange(bits, dtype=codes.dtype)
        flat = (codes[..., None] >> shifts) & codes.dtype.type(1)
        return flat.astype(bool).reshape(*codes.shape, self.years, self.tenures)

    def unpack(self, lo: int, hi: int) -> npt.NDArray[np.bool_]:
        """(hi - lo, P, T, M) the bits of enterprises lo..hi-1."""
        return self._unpacked(self.codes[lo:hi])

    def take(self, e: Ints) -> npt.NDArray[np.bool_]:
        """(n, P, T, M) the bits of the enterprises e."""
        return self._unpacked(self.codes[e])

    def at(self, e: Ints, p: Ints, t: Ints, m: Ints) -> npt.NDArray[np.bool_]:
        """(n,) the bit of each placement."""
        shift = (t * self.tenures + m).astype(np.uint64)
        return ((self.codes[e, p].astype(np.uint64) >> shift) & np.uint64(1)).astype(bool)
