"""Factored arrays, their sums and their bits say the same as plain arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.bits import BitCodes, codes_of, count_bits
from matching.combine import weighted_sum
from matching.factored import Factored


def test_factored_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="4 axes"):
        Factored(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="class_of runs from 0 to 2, there are 2 classes"):
        Factored(np.zeros((2, 1, 1, 1)), np.array([0, 2]))


@pytest.mark.parametrize("years", [1, 5, 8, 16, 32])
def test_bits_pack_and_unpack_any_horizon(years: int) -> None:
    """Random masks over (3, 2, years, 2) survive packing; counting bits is counting True."""
    mask = np.random.default_rng(years).random((3, 2, years, 2)) < 0.4
    codes = codes_of(Factored(mask), years, 2).values[:, :, 0, 0]
    bits = BitCodes(codes, years, 2)
    assert np.array_equal(bits.unpack(0, 3), mask)
    assert np.array_equal(bits.take(np.array([2, 0])), mask[[2, 0]])
    e, p, t, m = (axis.ravel() for axis in np.indices(mask.shape))
    assert np.array_equal(bits.at(e, p, t, m), mask.ravel())
    assert np.array_equal(count_bits(codes), mask.sum(axis=(2, 3)))


def test_bits_refuse_a_horizon_beyond_32_years() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        codes_of(Factored(np.zeros((1, 1, 33, 2), dtype=bool)), 33, 2)


lengths = st.tuples(*(st.integers(1, 3) for _ in range(4)))


@st.composite
def factored_parts(draw: st.DrawFn) -> tuple[tuple[int, ...], list[tuple[float, Factored]]]:
    """A shape and up to five weighted Factored of that shape, factored in any way."""
    shape = draw(lengths)
    seed = np.random.default_rng(draw(st.integers(0, 10_000)))
    parts = []
    for _ in range(draw(st.integers(0, 5))):
        kept = [length if draw(st.booleans()) else 1 for length in shape]
        if draw(st.booleans()):
            classes = draw(st.integers(1, 3))
            values = seed.random((classes, *kept[1:])).astype(np.float32)
            part = Factored(values, seed.integers(0, classes, shape[0]))
        else:
            part = Factored(seed.random(kept).astype(np.float32))
        parts.append((draw(st.sampled_from([0.0, 0.3, 1.0])), part))
    return shape, parts


@given(factored_parts())
def test_a_combined_sum_is_the_sum_of_its_parts(given_parts) -> None:
    """Whatever the factoring: sum_i w_i part_i, entry by entry, through slab, take and at."""
    shape, parts = given_parts
    e, p, t, m = (axis.ravel() for axis in np.indices(shape))
    plain = sum((w * part.at(e, p, t, m) for w, part in parts), np.zeros(len(e)))
    combined = weighted_sum(parts, shape)
    by_at = sum((part.at(e, p, t, m) for part in combined), np.zeros(len(e)))
    by_slab = sum((part.slab(0, shape[0]) for part in combined), np.zeros(shape)).ravel()
    by_take = sum((part.take(np.arange(shape[0])) for part in combined), np.zeros(shape)).ravel()
    for found in (by_at, by_slab, by_take):
        assert found == pytest.approx(plain, abs=1e-5)
