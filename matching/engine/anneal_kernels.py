"""Compiled moves on a plan: evaluate, book, eject, refill, and annealing rounds made of them.

The state is a `Board` (see `board`): where everybody stands, what every limit still leaves, and
the points one unit of violation costs.  A move is tried by taking back, summing the change of
points and of violation costs, and kept by Metropolis' rule; one not kept is undone exactly in its
books up to rounding, which `board` removes by rebuilding them between rounds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NOWHERE = -1
MOST_EJECTED = 4
REFILLS = 14
EASE = 1e-9

_compiled = njit(cache=True, nogil=True, error_model="numpy", boundscheck=False)
_inlined = njit(cache=True, nogil=True, error_model="numpy", boundscheck=False, inline="always")


@_compiled
def draw(state):
    """A uniform number in (0, 1); splitmix64 on state[0]."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@_compiled
def below(state, count):
    """A uniform whole number in 0..count - 1."""
    return min(int(draw(state) * count), count - 1)


@_compiled
def fine_of(b, e, o, most):
    """Points of violation added if e, not placed now, went to o; stops counting above `most`."""
    total = 0.0
    for k in range(b.first[e], b.first[e + 1]):
        at = b.line[k]
        r = b.row[at, o]
        if r < 0:
            continue
        use = b.amount[k]
        if b.shape_of[at] >= 0:
            use *= b.shape[b.shape_of[at], o]
        for q in range(r, b.end[r]):
            room = b.room[q]
            if use > room or room < 0.0:
                total += b.fine[q] * (max(0.0, use - room) - max(0.0, -room))
        if total > most and not b.giver[e]:
            return total
    return total


@_compiled
def tightest(b, e, o):
    """The row that costs most if e, not placed now, went to o, or -1."""
    worst, row = 0.0, -1
    for k in range(b.first[e], b.first[e + 1]):
        at = b.line[k]
        r = b.row[at, o]
        if r < 0:
            continue
        use = b.amount[k]
        if b.shape_of[at] >= 0:
            use *= b.shape[b.shape_of[at], o]
        for q in range(r, b.end[r]):
            if use > b.room[q]:
                cost = b.fine[q] * (use - max(b.room[q], 0.0))
                if cost > worst:
                    worst, row = cost, q
    return row


@_compiled
def use_in(b, e, o, row):
    """What e uses of one row at place o."""
    for k in range(b.first[e], b.first[e + 1]):
        at = b.line[k]
        r = b.row[at, o]
        if r >= 0 and r <= row < b.end[r]:
            use = b.amount[k]
            if b.shape_of[at] >= 0:
                use *= b.shape[b.shape_of[at], o]
            return use
    return 0.0


@_compiled
def book(b, e, o, times):
    """Book (times 1) or take back (-1) the uses of e at o; returns points of violation added."""
    change = 0.0
    for k in range(b.first[e], b.first[e + 1]):
        at = b.line[k]
        r = b.row[at, o]
        if r < 0:
            continue
        use = times * b.amount[k]
        if b.shape_of[at] >= 0:
            use *= b.shape[b.shape_of[at], o]
        for q in range(r, b.end[r]):
            room = b.room[q]
            left = room - use
            b.room[q] = left
            if left < 0.0 or room < 0.0:
                change += b.fine[q] * (max(0.0, -left) - max(0.0, -room))
    return change


@_compiled
def chain_points(b, e, o):
    """Points that chains add if e stands at o and everybody else where they are."""
    park = o // b.per_park
    points = 0.0
    lead = b.lead_of[e]
    if lead >= 0 and b.at[lead] >= 0:
        points += b.bonus[e] * b.closeness[b.at[lead] // b.per_park, park]
    s = b.star_of[e]
    if s >= 0:
        for i in range(b.star_first[s], b.star_first[s + 1]):
            f = b.follower[i]
            if b.at[f] >= 0:
                points += b.bonus[f] * b.closeness[park, b.at[f] // b.per_park]
    return points


@_compiled
def lift(b, e):
    """Take e from its place; returns the change of the objective (points and violation)."""
    o = b.at[e]
    gain = -b.score_here[e] - chain_points(b, e, o)
    gain -= book(b, e, o, -1.0)
    b.at[e] = NOWHERE
    _leave(b, e, o // b.per_park)
    return gain


@_compiled
def settle(b, e, o, score):
    """Put e, not placed now, at o; returns the change of the objective."""
    gain = score + chain_points(b, e, o) - book(b, e, o, 1.0)
    b.at[e] = o
    b.score_here[e] = score
    park = o // b.per_park
    b.seat[e] = b.seated[park]
    b.occupant[park, b.seated[park]] = e
    b.seated[park] += 1
    return gain


@_compiled
def _leave(b, e, park):
    last = b.seated[park] - 1
    moved = b.occupant[park, last]
    b.occupant[park, b.seat[e]] = moved
    b.seat[moved] = b.seat[e]
    b.seated[park] = last


@_compiled
def best_offer(b, e):
    """(offer or -1, gain) of the best offer of e, not placed now; -1 = stay out."""
    best, gain = -1, 0.0
    for c in range(b.offer_first[e], b.offer_first[e + 1]):
        o = b.offer[c]
        value = b.offer_score[c] + chain_points(b, e, o)
        if value > gain or b.giver[e]:
            value -= fine_of(b, e, o, value - gain)
            if value > gain:
                best, gain = c, value
    return best, gain


@_compiled
def _pick_victim(b, e, row, state):
    """Somebody else who uses `row` where they stand, or -1 after a few tries."""
    lo, hi = b.row_park_first[row], b.row_park_first[row + 1]
    for _ in range(6):
        park = b.row_park[lo + below(state, hi - lo)]
        if b.seated[park] == 0:
            continue
        f = b.occupant[park, below(state, b.seated[park])]
        if f != e and use_in(b, f, b.at[f], row) > 0.0:
            return f
    return -1


@_compiled
def shift_move(b, e, threshold, state):
    """e goes to a random offer or leaves; those in the way may be ejected and placed anew.

    Kept if the objective changes by at least `threshold`; returns the change kept, or 0.
    """
    lo, hi = b.offer_first[e], b.offer_first[e + 1]
    here = b.at[e]
    target, score = NOWHERE, 0.0
    u = draw(state)
    if here < 0 or u > b.leave_chance:
        c = lo + int((hi - lo) * draw(state) ** 2)
        target, score = b.offer[c], b.offer_score[c]
        if target == here:
            return 0.0
    score_before = b.score_here[e] if here >= 0 else 0.0
    change = 0.0
    if here >= 0:
        change += lift(b, e)
    if target < 0:
        # room left behind may serve others
        change += refill(b, here // b.per_park, e, state)
        if change >= threshold:
            return change
        change += undo_refill(b)
        settle(b, e, here, score_before)
        return 0.0
    gain = score + chain_points(b, e, target)
    fine = fine_of(b, e, target, gain + change - threshold)
    if gain + change - fine >= threshold:
        change += settle(b, e, target, score)
        return change
    # eject those in the way; they may find a place as good, what e left behind included
    count = 0
    while count < MOST_EJECTED:
        row = tightest(b, e, target)
        if row < 0:
            break
        f = _pick_victim(b, e, row, state)
        if f < 0:
            break
        b.ejected[count] = f
        b.ejected_from[count] = b.at[f]
        b.ejected_score[count] = b.score_here[f]
        change += lift(b, f)
        count += 1
    if count:
        change += settle(b, e, target, score)
        for i in range(count):
            f = b.ejected[i]
            c, _ = best_offer(b, f)
            if c >= 0:
                change += settle(b, f, b.offer[c], b.offer_score[c])
        b.refilled_count[0] = 0
        if here >= 0 and here // b.per_park != target // b.per_park:
            change += refill(b, here // b.per_park, e, state)
        if change >= threshold:
            return change
        undo_refill(b)
        lift(b, e)
        for i in range(count):
            if b.at[b.ejected[i]] >= 0:
                lift(b, b.ejected[i])
    for i in range(count - 1, -1, -1):
        settle(b, b.ejected[i], b.ejected_from[i], b.ejected_score[i])
    if here >= 0:
        settle(b, e, here, score_before)
    return 0.0


@_compiled
def refill(b, park, but, state):
    """Place waiting enterprises that would like to stand in `park`; returns the change."""
    change = 0.0
    count = 0
    lo, hi = b.wish_first[park], b.wish_first[park + 1]
    if hi > lo:
        for _ in range(REFILLS):
            c = b.wish[lo + below(state, hi - lo)]
            f = b.offer_of[c]
            if f == but or b.at[f] >= 0:
                continue
            value = b.offer_score[c] + chain_points(b, f, b.offer[c])
            value -= fine_of(b, f, b.offer[c], value)
            if value > 0.0:
                change += settle(b, f, b.offer[c], b.offer_score[c])
                b.refilled[count] = f
                count += 1
    b.refilled_count[0] = count
    return change


@_compiled
def undo_refill(b):
    """Take back what the last refill placed; returns the change."""
    change = 0.0
    for i in range(b.refilled_count[0] - 1, -1, -1):
        change += lift(b, b.refilled[i])
    b.refilled_count[0] = 0
    return change


@_compiled
def anneal(b, moves, hot, cold, state):
    """`moves` moves from temperature hot to cold (points, geometric); returns the change kept."""
    total = 0.0
    able = len(b.able)
    if able == 0 or moves == 0:
        return total
    cooling = (cold / hot) ** (1.0 / max(1, moves // 256))
    heat = hot
    for i in range(moves):
        if i % 256 == 255:
            heat *= cooling
        e = b.able[below(state, able)]
        total += shift_move(b, e, heat * b.peak[e] * np.log(draw(state)) + EASE, state)
    return total


@_compiled
def open_ones(b, e, o):
    """(n,) whether each enterprise waits and could go to that place without breaking a hard row."""
    open_ = np.zeros(len(e), dtype=np.bool_)
    for i in range(len(e)):
        if b.at[e[i]] < 0:
            value = b.peak[e[i]] * 10.0
            open_[i] = fine_of(b, e[i], o[i], value) < value
    return open_


@_compiled
def place_surest(b, order, e, o, score, weight, likely, sure, most_unsure):
    """Place the placements e[i], o[i] in the given order where they fit; returns how many.

    Those with a weight below `sure` count as unsure; the search ends after `most_unsure` of them,
    or at the first below `likely`.
    """
    placed = unsure = 0
    for i in order:
        if weight[i] < likely or (weight[i] < sure and unsure >= most_unsure):
            break
        if b.at[e[i]] >= 0:
            continue
        value = score[i] + chain_points(b, e[i], o[i])
        if fine_of(b, e[i], o[i], value) < value:
            settle(b, e[i], o[i], score[i])
            placed += 1
            if weight[i] < sure:
                unsure += 1
    return placed


@_compiled
def fill(b, order):
    """Each waiting enterprise in turn takes its best offer that gains; returns the change."""
    change = 0.0
    for e in order:
        if b.at[e] < 0:
            c, _ = best_offer(b, e)
            if c >= 0:
                change += settle(b, e, b.offer[c], b.offer_score[c])
    return change
