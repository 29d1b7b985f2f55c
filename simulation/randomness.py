"""Addressable draws: Philox4x32-10 and a logarithm that gives the same bits everywhere.

Address of a block of four 32-bit words:

    key      (seed, seed and process)                    `addresses.seed_key`
    counter  (enterprise low, enterprise high, park, year << 24 | replication)

Philox: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011); the
published vectors are in tests/simulation.  Uniforms are midpoints of 2**23 cells, exact in float32
and never 0 or 1, so that a Gumbel variate is always finite.  `log32` uses add, multiply and divide
only: no libm, no contraction, the same bits on every machine that follows IEEE 754.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
_HIGH, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
YEAR_SHIFT = np.uint32(24)

_CELL = np.float32(1.0 / 8388608.0)
_HALF, _ONE, _TWO = np.float32(0.5), np.float32(1.0), np.float32(2.0)
_LN2 = np.float32(0.6931471805599453)
_A3, _A5, _A7, _A9 = (np.float32(1 / k) for k in (3, 5, 7, 9))
_SQRT_HALF = np.uint32(0x3F3504F3)
_MANTISSA, _MANTISSA_BITS = np.uint32(0x7FFFFF), np.int32(23)
_DROPPED = np.uint32(9)


@intrinsic
def _bits_of(typing_context, x):
    """The bits of a float32."""

    def generate(context, builder, signature, arguments):
        from llvmlite import ir

        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.uint32(types.float32), generate


@intrinsic
def _float_of(typing_context, x):
    """The float32 with these bits."""

    def generate(context, builder, signature, arguments):
        from llvmlite import ir

        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.uint32), generate


JIT: dict[str, Any] = {"error_model": "numpy", "nogil": True}
"""How everything is compiled: IEEE division, and without the global lock."""
LEAN: dict[str, Any] = {**JIT, "_nrt": False}
"""How what allocates nothing is compiled: without reference counting."""
_as_bits: Any = _bits_of
_as_float: Any = _float_of


@njit(inline="always", error_model="numpy")
def philox(c0, c1, c2, c3, k0, k1):
    """Four random words of a counter under a key (all uint32)."""
    for _ in range(10):
        p0 = np.uint64(c0) * _M0
        p1 = np.uint64(c2) * _M1
        h0, l0 = np.uint32(p0 >> _HIGH), np.uint32(p0 & _LOW)
        h1, l1 = np.uint32(p1 >> _HIGH), np.uint32(p1 & _LOW)
        c0 = h1 ^ c1 ^ k0
        c1 = l1
        c2 = h0 ^ c3 ^ k1
        c3 = l0
        k0 = np.uint32(k0 + _W0)
        k1 = np.uint32(k1 + _W1)
    return c0, c1, c2, c3


@njit(inline="always", error_model="numpy")
def uniform32(word):
    """A float32 in (0, 1): the midpoint of one of 2**23 cells."""
    return (np.float32(np.int32(word >> _DROPPED)) + _HALF) * _CELL


@njit(inline="always", error_model="numpy")
def log32(x):
    """Natural logarithm of a positive normal float32; relative error below 4e-7."""
    shifted = _as_bits(x) - _SQRT_HALF
    exponent = np.int32(np.int32(shifted) >> _MANTISSA_BITS)
    m = _as_float(np.uint32((shifted & _MANTISSA) + _SQRT_HALF))
    f = m - _ONE
    s = f / (_TWO + f)
    z = s * s
    series = _ONE + z * (_A3 + z * (_A5 + z * (_A7 + z * _A9)))
    return np.float32(exponent) * _LN2 + _TWO * s * series


@njit(inline="always", error_model="numpy")
def gumbel32(word):
    """A standard Gumbel variate, -ln(-ln u)."""
    return -log32(-log32(uniform32(word)))


@njit(inline="always", error_model="numpy")
def exponential(word):
    """A standard exponential variate as float64."""
    return -np.float64(log32(uniform32(word)))


@njit(inline="always", error_model="numpy")
def normal(word, other):
    """A standard normal variate as float64, from two words (Box and Muller)."""
    radius = np.sqrt(-2.0 * np.float64(log32(uniform32(word))))
    return radius * np.cos(6.283185307179586 * np.float64(uniform32(other)))


@njit(**LEAN)
def fill_words(words, options, firm_low, firm_high, when, k0, k1):
    """words[j]: the draw of the firm for option j (address options[j])."""
    for j in range(options.size):
        word, _a, _b, _c = philox(firm_low, firm_high, options[j], when, k0, k1)
        words[j] = word


@njit(**LEAN)
def fill_gumbel(out, words, options, firm_low, firm_high, when, k0, k1):
    """out[j]: the taste of the firm for option j; words: room for as many draws."""
    fill_words(words, options, firm_low, firm_high, when, k0, k1)
    for j in range(options.size):
        out[j] = gumbel32(words[j])


@njit(error_model="numpy", nogil=True, cache=True)
def normals_of(addresses, replications, year, k0, k1):
    """(R, n) standard normals; one address each, no enterprise."""
    out = np.empty((replications.size, addresses.size))
    zero = np.uint32(0)
    for r in range(replications.size):
        when = np.uint32((np.uint32(year) << YEAR_SHIFT) | np.uint32(replications[r]))
        for j in range(addresses.size):
            a, b, _c, _d = philox(zero, zero, addresses[j], when, k0, k1)
            out[r, j] = normal(a, b)
    return out
