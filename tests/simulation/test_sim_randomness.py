"""Draws: the published vectors, the shape of the variates, and nothing that is out of bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from simulation import reference
from simulation.addresses import Process, enterprise_addresses, park_addresses, seed_key
from simulation.faults import SimulationError
from simulation.randomness import fill_gumbel, log32, normals_of, philox, uniform32

# Random123 1.09, kat_vectors, philox4x32 10: counter, key, result
VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
     (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)  # fmt: skip


@njit
def logs(x):
    out = np.empty_like(x)
    for i in range(x.size):
        out[i] = log32(x[i])
    return out


@njit
def uniforms(words):
    out = np.empty(words.size, np.float32)
    for i in range(words.size):
        out[i] = uniform32(words[i])
    return out


@njit
def one_block(c, k):
    return philox(c[0], c[1], c[2], c[3], k[0], k[1])


@pytest.mark.parametrize(("counter", "key", "result"), VECTORS)
def test_published_vectors(counter, key, result) -> None:
    compiled = one_block(np.array(counter, np.uint32), np.array(key, np.uint32))
    assert tuple(int(word) for word in compiled) == result
    assert reference.philox(counter, key) == result


def test_the_logarithm_is_good_to_single_precision() -> None:
    x = np.exp(np.linspace(-16, 3, 200_001)).astype(np.float32)
    exact = np.log(x.astype(np.float64))
    error = np.abs(logs(x) - exact)
    assert (error <= 4e-7 * np.maximum(np.abs(exact), 1.0)).all()
    assert logs(np.array([1.0], np.float32))[0] == 0.0


def test_no_uniform_is_0_or_1() -> None:
    ends = uniforms(np.array([0, 0xFFFFFFFF], np.uint32))
    assert 0.0 < ends[0] < 1e-7
    assert 1.0 - 1e-7 < ends[1] < 1.0
    assert np.isfinite(-np.log(-np.log(ends.astype(np.float64)))).all()


def test_tastes_are_gumbel() -> None:
    options = np.random.default_rng(1).integers(1, 2**32, 100_000, dtype=np.uint32)
    out, words = np.empty(len(options), np.float32), np.empty(len(options), np.uint32)
    fill_gumbel(out, words, options, *(np.uint32(k) for k in (7, 9, 11, 2016, 5)))
    assert stats.kstest(out, stats.gumbel_r.cdf).pvalue > 1e-3


def test_draws_of_parameters_are_normal_and_independent() -> None:
    names = np.arange(1, 9, dtype=np.uint32)
    z = normals_of(names, np.arange(20_000, dtype=np.uint32), np.uint32(255),
                   *seed_key(1, Process.PARAMETER))  # fmt: skip
    assert stats.kstest(z[:, 0], stats.norm.cdf).pvalue > 1e-3
    together = np.corrcoef(z.T) - np.eye(len(names))
    assert np.abs(together).max() < 4 / math.sqrt(len(z))


def test_addresses_depend_on_the_id_alone() -> None:
    few, more = enterprise_addresses(["E1", "E2"]), enterprise_addresses(["X", "E2", "E1"])
    assert (few == more[[2, 1]]).all()
    parks, with_more = park_addresses(["P1"]), park_addresses(["P0", "P1"])
    assert parks[0] == with_more[1]
    assert (parks[1:] == with_more[2:]).all()  # the options outside the parks
    with pytest.raises(SimulationError, match="E1"):
        enterprise_addresses(["E1", "E2", "E1"])


def test_seeds_and_processes_give_other_keys() -> None:
    keys = {tuple(map(int, seed_key(seed, p))) for seed in (0, 1, 2**40) for p in Process}
    assert len(keys) == 3 * len(Process)
