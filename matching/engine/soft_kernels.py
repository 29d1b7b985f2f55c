"""Compiled smoothed dual over a sifted set of placements: values, softmax weights, slopes.

A *group* is the run of sifted placements of one enterprise.  Slopes are summed in a fixed number of
blocks, so the number of threads does not change them.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np
from numba import njit, prange

BLOCKS = 16
PARALLEL_FROM = 1_500_000
"""Below so many row entries a second thread costs more than it brings."""


@njit(cache=True, nogil=True, error_model="numpy")
def count_rows(e, o, row, first, line, ptr):
    """ptr: (n + 1,) filled with where the row entries of each placement begin."""
    total = 0
    for i in range(len(e)):
        ptr[i] = total
        for k in range(first[e[i]], first[e[i] + 1]):
            if row[line[k], o[i]] >= 0:
                total += 1
    ptr[len(e)] = total


@njit(cache=True, nogil=True, error_model="numpy")
def fill_rows(e, o, row, shape_of, shape, first, line, amount, ptr, index, value):
    """index, value: row entered and canonical use of every entry, in the order `ptr` says."""
    for i in range(len(e)):
        at = ptr[i]
        for k in range(first[e[i]], first[e[i] + 1]):
            r = row[line[k], o[i]]
            if r >= 0:
                use = amount[k]
                if shape_of[line[k]] >= 0:
                    use *= shape[shape_of[line[k]], o[i]]
                index[at] = r
                value[at] = use
                at += 1


@njit(cache=True, nogil=True, error_model="numpy")
def add_chains(e, park, score, at, per_park, lead_of, star_of, first, follower, bonus, closeness):
    """Add to each score what the placement's chain partners add from where they stand (at)."""
    for i in range(len(e)):
        lead = lead_of[e[i]]
        if lead >= 0 and at[lead] >= 0:
            score[i] += bonus[e[i]] * closeness[at[lead] // per_park, park[i]]
        s = star_of[e[i]]
        if s >= 0:
            for j in range(first[s], first[s + 1]):
                f = follower[j]
                if at[f] >= 0:
                    score[i] += bonus[f] * closeness[park[i], at[f] // per_park]


def _soft_values(starts, alone, score, ptr, index, value, paid, tau, reduced, weight, worth):
    """Reduced values of all placements; softmax weights and smoothed worth of groups alone."""
    groups = len(starts) - 1
    for block in prange(BLOCKS):
        for g in range(groups * block // BLOCKS, groups * (block + 1) // BLOCKS):
            lo, hi = starts[g], starts[g + 1]
            top = 0.0
            for i in range(lo, hi):
                left = score[i]
                for k in range(ptr[i], ptr[i + 1]):
                    left -= value[k] * paid[index[k]]
                reduced[i] = left
                top = max(top, left)
            if not alone[g]:
                continue
            mass = np.exp(-top / tau[g])
            for i in range(lo, hi):
                weight[i] = np.exp((reduced[i] - top) / tau[g])
                mass += weight[i]
            for i in range(lo, hi):
                weight[i] /= mass
            worth[g] = top + tau[g] * np.log(mass)


def _slopes(starts, ptr, index, value, weight, parts):
    """parts: (BLOCKS, R) zeros, filled with the use of every row by first row, block by block."""
    groups = len(starts) - 1
    for block in prange(BLOCKS):
        part = parts[block]
        for i in range(starts[groups * block // BLOCKS], starts[groups * (block + 1) // BLOCKS]):
            if weight[i] > 1e-12:
                for k in range(ptr[i], ptr[i + 1]):
                    part[index[k]] += value[k] * weight[i]


@njit(cache=True, nogil=True, error_model="numpy")
def curvature(starts, ptr, index, value, end, weight, tau, bend):
    """bend: (R,) zeros, filled with the diagonal of the smoothed dual's second derivative.

    Enterprise by enterprise the variance of its use of a row, over tau; `end` as in `Layout`.
    """
    mean = np.zeros(len(bend))
    for g in range(len(starts) - 1):
        for i in range(starts[g], starts[g + 1]):
            if weight[i] > 1e-9:
                for k in range(ptr[i], ptr[i + 1]):
                    for q in range(index[k], end[index[k]]):
                        mean[q] += weight[i] * value[k]
                        bend[q] += weight[i] * value[k] * value[k] / tau[g]
        for i in range(starts[g], starts[g + 1]):
            if weight[i] > 1e-9:
                for k in range(ptr[i], ptr[i + 1]):
                    for q in range(index[k], end[index[k]]):
                        bend[q] -= mean[q] * mean[q] / tau[g]
                        mean[q] = 0.0


def _copy(function: Any, name: str) -> FunctionType:
    """The same function by another name.

    Numba keeps compiled code by name and text, not by how it was compiled: of two ways to compile
    one function a second process would find the first one's code for both.
    """
    copy = FunctionType(function.__code__, function.__globals__, name)
    copy.__qualname__ = name
    return copy


_one = njit(cache=True, nogil=True, error_model="numpy")
_many = njit(cache=True, nogil=True, parallel=True, error_model="numpy")
soft_values, slopes = _one(_soft_values), _one(_slopes)
soft_values_parallel = _many(_copy(_soft_values, "_soft_values_parallel"))
slopes_parallel = _many(_copy(_slopes, "_slopes_parallel"))
LARGE = ((soft_values, soft_values_parallel), (slopes, slopes_parallel))
"""The passes that exist twice: in one thread, and in many for large problems."""


@njit(cache=True, nogil=True, error_model="numpy")
def _follow_softly(reduced, park, lo, hi, bonus, closeness, led, tau, weight):
    """Smoothed worth of one follower if its lead stands in park `led` (-1: nowhere).

    weight[lo:hi] is filled with its softmax weights in that case.
    """
    top = 0.0
    for i in range(lo, hi):
        v = reduced[i]
        if led >= 0:
            v += bonus * closeness[led, park[i]]
        weight[i] = v
        top = max(top, v)
    mass = np.exp(-top / tau)
    for i in range(lo, hi):
        weight[i] = np.exp((weight[i] - top) / tau)
        mass += weight[i]
    for i in range(lo, hi):
        weight[i] /= mass
    return top + tau * np.log(mass)


@njit(cache=True, nogil=True, error_model="numpy")
def _touches(park, lo, hi, closeness, led):
    """Whether any sifted place of a follower is close to park `led`."""
    for i in range(lo, hi):  # noqa: SIM110 (compiled)
        if closeness[led, park[i]] > 0.0:
            return True
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def soft_stars(starts, group, lead, first, follower, bonus, closeness, park, tau, reduced, weight,
               worth, trial):  # fmt: skip
    """Softmax weights and smoothed worth of the members of chains.

    The followers' groups hold their worth without the lead, the lead's group the worth of the rest.
    group: (E,) group of each enterprise or -1.  park: (n,) of each placement.  trial: (n,) scratch.
    """
    parks = closeness.shape[0]
    pull = np.zeros(parks)
    seen = np.zeros(parks, dtype=np.bool_)
    chance = np.zeros(parks)
    for s in range(len(lead)):
        g = group[lead[s]]
        lo, hi = (starts[g], starts[g + 1]) if g >= 0 else (0, 0)
        seen[:] = False
        pull[:] = 0.0
        chance[:] = 0.0
        for i in range(lo, hi):
            seen[park[i]] = True
        for j in range(first[s], first[s + 1]):
            e = follower[j]
            f = group[e]
            if f < 0:
                continue
            fl, fh = starts[f], starts[f + 1]
            worth[f] = _follow_softly(reduced, park, fl, fh, 0.0, closeness, -1, tau[f], weight)
            for p in range(parks):
                if seen[p] and _touches(park, fl, fh, closeness, p):
                    led = _follow_softly(
                        reduced, park, fl, fh, bonus[e], closeness, p, tau[f], trial
                    )
                    pull[p] += led - worth[f]
        if g < 0:
            continue
        top = 0.0
        for i in range(lo, hi):
            weight[i] = reduced[i] + pull[park[i]]
            top = max(top, weight[i])
        mass = np.exp(-top / tau[g])
        for i in range(lo, hi):
            weight[i] = np.exp((weight[i] - top) / tau[g])
            mass += weight[i]
        for i in range(lo, hi):
            weight[i] /= mass
            chance[park[i]] += weight[i]
        worth[g] = top + tau[g] * np.log(mass)
        for j in range(first[s], first[s + 1]):
            e = follower[j]
            f = group[e]
            if f < 0:
                continue
            fl, fh = starts[f], starts[f + 1]
            led = 0.0
            for p in range(parks):
                if chance[p] > 1e-9 and _touches(park, fl, fh, closeness, p):
                    led += chance[p]
            for i in range(fl, fh):
                weight[i] *= 1.0 - led
            for p in range(parks):
                if chance[p] > 1e-9 and _touches(park, fl, fh, closeness, p):
                    _follow_softly(reduced, park, fl, fh, bonus[e], closeness, p, tau[f], trial)
                    for i in range(fl, fh):
                        weight[i] += chance[p] * trial[i]
