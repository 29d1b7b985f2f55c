"""Approval: a queue, first come first served, in front of a few desks per host city.

Every project waits until one of the city's desks is free; the desk opens the file (service time);
then five departments examine it, one after the other or at once.  Kiefer and Wolfowitz (1955) for
the recursion; against Erlang C in the tests.
"""

from __future__ import annotations

from simulation.engine import part

DEPARTMENTS = 5


@part
def serve(free, arrival, service):
    """Time at which a desk takes the file; `free` (desks,) is moved on.

    Arrivals must be asked in order of time.
    """
    first = 0
    for desk in range(1, free.size):
        if free[desk] < free[first]:
            first = desk
    start = max(arrival, free[first])
    free[first] = start + service
    return start


@part
def examination(waits, fast):
    """Years that the departments take: (1 - fast) * sum + fast * longest of `waits` (5,)."""
    total = 0.0
    longest = 0.0
    for k in range(DEPARTMENTS):
        total += waits[k]
        longest = max(longest, waits[k])
    return (1.0 - fast) * total + fast * longest
