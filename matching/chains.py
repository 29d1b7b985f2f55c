"""Chains: followers whose placement is worth more near the enterprise they supply.

Every enterprise follows at most one *lead*, and a lead follows nobody, so the links kept form stars
(lead, followers).  A follower f with lead a, both placed, adds to the objective

    bonus[f] * closeness[park of a, park of f]          in points

whatever the years and tenures; without its lead it adds nothing.  This is why an upper bound needs
no product variables: given the lead's park, each follower chooses alone (see docs/ENGINE.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.rows import Floats, Ints

ALONE = -1


@dataclass(frozen=True, eq=False)
class Chains:
    """Stars of followers and leads.

    lead: (E,) index of the enterprise each one follows, ALONE if none; never a follower itself.
    bonus: (E,) points at closeness 1, >= 0, and 0 for those that follow nobody.  closeness: (P, P)
    in 0..1, symmetric, 1 on the diagonal.
    """

    lead: Ints
    bonus: Floats
    closeness: Floats

    def __post_init__(self) -> None:
        follows = self.lead >= 0
        if (self.lead[self.lead[follows]] >= 0).any():
            raise ValueError("a lead may not follow anybody")
        if (self.bonus < 0).any() or (self.bonus[~follows] != 0).any():
            raise ValueError("a bonus must be >= 0, and 0 where nobody is followed")
        if ((self.closeness < 0) | (self.closeness > 1)).any():
            raise ValueError("closeness must lie in 0..1")

    @property
    def followers(self) -> Ints:
        """Enterprises that follow a lead with a bonus above 0, ascending."""
        return np.flatnonzero((self.lead >= 0) & (self.bonus > 0))

    def points(self, e: Ints, p: Ints) -> Floats:
        """(n,) bonus of each of the placed enterprises e at parks p (both (n,), e without repeats).

        A pairing's bonus is counted at the follower.
        """
        park_of = np.full(len(self.lead), -1, dtype=np.int64)
        park_of[e] = p
        lead = self.lead[e]
        led = park_of[np.maximum(lead, 0)]
        together = (lead >= 0) & (led >= 0)
        points = np.zeros(len(e))
        points[together] = self.bonus[e[together]] * self.closeness[led[together], p[together]]
        return points

    def around(self, e: Ints, p: Ints, asked: Ints) -> Floats:
        """(n, P) points that hang on each asked enterprise at every park, the others staying put.

        e, p: the plan, as in `points`.  asked: (n,) enterprises without repeats.  Both its own
        bonus and those of its followers count.
        """
        park_of = np.full(len(self.lead), -1, dtype=np.int64)
        park_of[e] = p
        points = np.zeros((len(asked), len(self.closeness)))
        lead = self.lead[asked]
        led = np.flatnonzero((lead >= 0) & (park_of[np.maximum(lead, 0)] >= 0))
        points[led] = self.bonus[asked[led], None] * self.closeness[park_of[lead[led]]]
        row_of = np.full(len(self.lead), -1, dtype=np.int64)
        row_of[asked] = np.arange(len(asked))
        follower = e[(self.lead[e] >= 0)]
        follower = follower[row_of[self.lead[follower]] >= 0]
        near = self.bonus[follower, None] * self.closeness[park_of[follower]]
        np.add.at(points, row_of[self.lead[follower]], near)
        return points
