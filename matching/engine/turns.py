"""Turns: which way of improving a plan comes next, by the points that each brings a second.

Lumpy provinces gain most by oscillating, assignment problems with few limits by the core, and what
gains first is seldom what gains last.  So each is tried, the best goes on, and the others are asked
again now and then: after some times the seconds that they need, and more times the more often they
brought nothing.
"""

from __future__ import annotations

from enum import Enum


class Way(Enum):
    """How to improve a plan, in the order of first trial."""

    NEIGHBOURHOOD = "neighbourhood"
    CORE = "core"
    OSCILLATION = "oscillation"
    ANEW = "anew"


MEMORY = 0.7
"""Weight of what is known against what the last round brought."""
PATIENCE, MOST_FAILURES = 2.0, 3
"""A way is asked again after so many times the seconds of its round, doubled with every failure in
a row, of which so many count."""
NOMINAL_S = {Way.NEIGHBOURHOOD: 1.0, Way.CORE: 8.0, Way.OSCILLATION: 4.0, Way.ANEW: 6.0}
"""Seconds that a round counts as where the clock must not decide."""


class Turns:
    """Keeps the books of some ways.  repeatable: count rounds, not seconds."""

    def __init__(self, ways: tuple[Way, ...], repeatable: bool) -> None:
        self._ways, self._repeatable = ways, repeatable
        self._rate: dict[Way, float] = {}
        self._seconds = dict.fromkeys(ways, 0.0)
        self._failures = dict.fromkeys(ways, 0)
        self._since = dict.fromkeys(ways, 0.0)

    def next(self) -> Way:
        """The way of the next round."""
        for way in self._ways:
            if way not in self._rate:
                return way
        due = [way for way in self._ways if self._waited(way) >= 1.0]
        if due:
            return max(due, key=self._waited)
        return max(self._ways, key=lambda way: self._rate[way])

    def told(self, way: Way, gain: float, seconds: float) -> None:
        """A round of that way gained so many points in so many seconds."""
        took = NOMINAL_S[way] if self._repeatable else max(seconds, 0.1)
        rate = gain / took
        self._rate[way] = MEMORY * self._rate.get(way, rate) + (1 - MEMORY) * rate
        self._failures[way] = 0 if gain > 0 else min(self._failures[way] + 1, MOST_FAILURES)
        for other in self._ways:
            self._since[other] += took
        self._since[way], self._seconds[way] = 0.0, took

    def _waited(self, way: Way) -> float:
        """How long a way has waited, as a share of how long it must."""
        return self._since[way] / (PATIENCE * 2.0 ** self._failures[way] * self._seconds[way])
