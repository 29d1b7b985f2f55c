"""Compiled passes over the placements: best reduced value, near-best places, best per park.

Every kernel works on a slab of scores of enterprises (n, O) float32 and writes one line per
enterprise, so neither the chunk size nor the number of threads changes any result.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

OPEN = np.float32(-5e8)
"""Scores below this are no placements (see matching.problem.NEVER)."""


@njit(cache=True, nogil=True, fastmath={"contract", "nsz"}, error_model="numpy")
def _reduce(score, first, last, line, amount, cost, pays, value):
    """value[o] = score[o] - sum over uses of amount * cost[line, o]; the dtype of value decides."""
    for o in range(len(value)):
        value[o] = score[o]
    for i in range(first, last):
        at = line[i]
        if pays[at]:
            weight = value.dtype.type(amount[i])
            row = cost[at]
            for o in range(len(value)):
                value[o] -= weight * row[o]


@njit(cache=True, nogil=True, parallel=True, error_model="numpy")
def best_values(scores, chosen, first, line, amount, cost, pays, best, peak):
    """best[i], peak[i]: highest reduced value and highest score of enterprise chosen[i], or 0."""
    count, places = scores.shape
    blocks = (count + 63) // 64
    for block in prange(blocks):
        value = np.empty(places, dtype=cost.dtype)
        for i in range(64 * block, min(count, 64 * block + 64)):
            e = chosen[i]
            _reduce(scores[i], first[e], first[e + 1], line, amount, cost, pays, value)
            top = value.dtype.type(0.0)
            high = np.float32(0.0)
            for o in range(places):
                if scores[i, o] > OPEN:
                    top = max(top, value[o])
                    high = max(high, scores[i, o])
            best[i] = top
            peak[i] = high


@njit(cache=True, nogil=True, parallel=True, error_model="numpy")
def park_values(scores, chosen, first, line, amount, cost, pays, per_park, best):
    """best[i, p]: highest reduced value of enterprise chosen[i] in park p, OPEN where none."""
    count, places = scores.shape
    parks = places // per_park
    for i in prange(count):
        value = np.empty(places, dtype=cost.dtype)
        e = chosen[i]
        _reduce(scores[i], first[e], first[e + 1], line, amount, cost, pays, value)
        for p in range(parks):
            top = value.dtype.type(OPEN)
            for o in range(p * per_park, (p + 1) * per_park):
                if scores[i, o] > OPEN:
                    top = max(top, value[o])
            best[i, p] = top


@njit(cache=True, nogil=True, error_model="numpy")
def fits(e, o, row, shape_of, shape, first, line, amount, end, room):
    """Whether a placement leaves no row below 0 that it uses; soft rows have infinite room."""
    for k in range(first[e], first[e + 1]):
        r = row[line[k], o]
        if r >= 0:
            use = amount[k]
            if shape_of[line[k]] >= 0:
                use *= shape[shape_of[line[k]], o]
            if use > 0.0:
                for q in range(r, end[r]):
                    if use > room[q]:
                        return False
    return True


@njit(cache=True, nogil=True, parallel=True, error_model="numpy")
def near_places(scores, chosen, row, shape_of, shape, first, line, amount, end, room, cost, pays,
                width, extra, extra_of, per_park, place, count_of):  # fmt: skip
    """The best places of each enterprise that fit into what `room` leaves, best first.

    place: (n, most) int32, filled with the places whose reduced value is within width[i] of the
    best (staying unplaced counts as 0); count_of: (n,) how many.  room: (R,) or empty: no limit.
    extra: (X, P) points added by park for enterprises with extra_of[i] >= 0 (what a chain adds).
    """
    count, places = scores.shape
    most = place.shape[1]
    limited = len(room) > 0
    blocks = (count + 63) // 64
    for block in prange(blocks):
        value = np.empty(places, dtype=cost.dtype)
        held = np.empty(most, dtype=cost.dtype)
        shut = value.dtype.type(OPEN)
        for i in range(64 * block, min(count, 64 * block + 64)):
            e = chosen[i]
            _reduce(scores[i], first[e], first[e + 1], line, amount, cost, pays, value)
            if extra_of[i] >= 0:
                for o in range(places):
                    value[o] += extra[extra_of[i], o // per_park]
            top = value.dtype.type(0.0)
            for o in range(places):
                if scores[i, o] <= OPEN:
                    value[o] = shut
                elif value[o] > top:
                    if limited and not fits(
                        e, o, row, shape_of, shape, first, line, amount, end, room
                    ):
                        value[o] = shut
                    else:
                        top = value[o]
            least = max(top - width[i], shut * value.dtype.type(0.5))
            kept = 0
            for o in range(places):
                v = value[o]
                if v < least or (kept == most and v <= held[most - 1]):
                    continue
                if limited and not fits(e, o, row, shape_of, shape, first, line, amount, end, room):
                    continue
                at = kept if kept < most else most - 1
                while at > 0 and held[at - 1] < v:
                    held[at] = held[at - 1]
                    place[i, at] = place[i, at - 1]
                    at -= 1
                held[at] = v
                place[i, at] = o
                kept = min(most, kept + 1)
            count_of[i] = kept


@njit(cache=True, nogil=True, error_model="numpy")
def reduced_of(score, e, o, row, shape_of, shape, first, line, amount, paid, value):
    """value[i] = score[i] - payments of the placement (e[i], o[i]) at prices paid, float64."""
    for i in range(len(e)):
        total = score[i]
        for k in range(first[e[i]], first[e[i] + 1]):
            at = row[line[k], o[i]]
            if at >= 0:
                use = amount[k]
                if shape_of[line[k]] >= 0:
                    use *= shape[shape_of[line[k]], o[i]]
                total -= use * paid[at]
        value[i] = total
