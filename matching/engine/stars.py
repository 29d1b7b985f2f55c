"""Stars: a lead and its followers in pricing, so that chains cost the bound almost nothing.

At prices lam let V[e, p] be the best reduced value of e in park p.  A star (lead a, followers F)
is worth at most

    max(  sum_f max(0, max_q V[f, q]),                                           lead not placed
          max_p  V[a, p] + sum_f max(0, max_q (V[f, q] + bonus[f] * closeness[p, q])) )

because once the park of the lead is fixed its followers choose independently of each other.  The
maximum over *all* joint configurations of the star is found exactly, without product variables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from matching.chains import Chains
from matching.engine.price_kernels import OPEN
from matching.rows import Floats, Ints


@dataclass(frozen=True, eq=False)
class Stars:
    """Leads and followers of a problem, members numbered in order of `member`.

    lead: (S,) enterprise.  first: (S + 1,) where each star's followers begin in `follower`.
    follower: (n,) enterprises.  bonus: (E,) points.  closeness: (P, P).  lead_of: (E,) enterprise
    or -1.  star_of: (E,) number of the star that an enterprise leads, or -1.  member: (M,) leads
    and followers, ascending.  rank: (E,) position in `member`, -1 outside.
    """

    lead: Ints
    first: Ints
    follower: Ints
    bonus: Floats
    closeness: Floats
    lead_of: Ints
    star_of: Ints
    member: Ints
    rank: Ints

    def __len__(self) -> int:
        return len(self.lead)


def stars_of(chains: Chains | None, enterprises: int, parks: int) -> Stars:
    """The stars of a problem; none where it has no chains."""
    follower = np.zeros(0, dtype=np.int64)
    lead_of = np.full(enterprises, -1, dtype=np.int64)
    bonus, closeness = np.zeros(enterprises), np.eye(parks)
    if chains is not None:
        follower = chains.followers
        lead_of[follower] = chains.lead[follower]
        bonus = chains.bonus.astype(np.float64)
        closeness = np.ascontiguousarray(chains.closeness, dtype=np.float64)
    follower = follower[np.argsort(lead_of[follower], kind="stable")]
    lead, first = np.unique(lead_of[follower], return_index=True)
    member = np.union1d(lead, follower)
    rank = np.full(enterprises, -1, dtype=np.int64)
    rank[member] = np.arange(len(member))
    star_of = np.full(enterprises, -1, dtype=np.int64)
    star_of[lead] = np.arange(len(lead))
    return Stars(
        lead=lead,
        first=np.append(first, len(follower)).astype(np.int64),
        follower=follower,
        bonus=bonus,
        closeness=closeness,
        lead_of=lead_of,
        star_of=star_of,
        member=member,
        rank=rank,
    )


def star_total(stars: Stars, best: Floats) -> float:
    """Points that all stars are worth at most.

    best: (M, P) best reduced value of every member in every park, OPEN where it has no place.
    """
    if not len(stars):
        return 0.0
    return float(
        _star_total(stars.lead, stars.first, stars.follower, stars.rank, stars.bonus,
                    stars.closeness, best)
    )  # fmt: skip


def attraction(stars: Stars, best: Floats) -> tuple[Floats, Floats]:
    """What chains add by park: (S, P) to a star's lead, and (S, P) the lead's worth there.

    best: as in `star_total`.  The first says how much more the followers are worth if the lead
    stands in that park; the second is the lead's own best value plus that.
    """
    pull = np.zeros((len(stars), stars.closeness.shape[0]))
    total = np.full_like(pull, float(OPEN))
    if len(stars):
        _attraction(stars.lead, stars.first, stars.follower, stars.rank, stars.bonus,
                    stars.closeness, best, pull, total)  # fmt: skip
    return pull, total


@njit(cache=True, nogil=True, error_model="numpy")
def _follow(best, bonus, closeness, park):
    """Best value of a follower if its lead stands in `park` (-1: is not placed)."""
    top = 0.0
    for q in range(len(best)):
        if best[q] > OPEN:
            value = best[q]
            if park >= 0:
                value += bonus * closeness[park, q]
            top = max(top, value)
    return top


@njit(cache=True, nogil=True, error_model="numpy")
def _attraction(lead, first, follower, rank, bonus, closeness, best, pull, total):
    for s in range(len(lead)):
        own = best[rank[lead[s]]]
        for p in range(len(own)):
            added = 0.0
            for i in range(first[s], first[s + 1]):
                f = follower[i]
                there = best[rank[f]]
                added += _follow(there, bonus[f], closeness, p)
                added -= _follow(there, 0.0, closeness, -1)
            pull[s, p] = added
            if own[p] > OPEN:
                total[s, p] = own[p] + added


@njit(cache=True, nogil=True, error_model="numpy")
def _star_total(lead, first, follower, rank, bonus, closeness, best):
    grand = 0.0
    for s in range(len(lead)):
        own = best[rank[lead[s]]]
        top = 0.0
        for i in range(first[s], first[s + 1]):
            top += _follow(best[rank[follower[i]]], 0.0, closeness, -1)
        for p in range(len(own)):
            if own[p] > OPEN:
                value = own[p]
                for i in range(first[s], first[s + 1]):
                    f = follower[i]
                    value += _follow(best[rank[f]], bonus[f], closeness, p)
                top = max(top, value)
        grand += top
    return grand
