"""Rebuild: the problem of a changed case, without measuring the same roads again.

The road graph takes most of the time of building a problem; terms, reasons and rows take a fifth of
it and are simply made anew, so that nothing stale can be left over from the old case.
"""

from __future__ import annotations

import numpy as np

from geodata.world import World
from matching.build import Progress, build_problem
from matching.cells import numbers
from matching.problem import Problem
from scenarios.case import Case

PLACED = ("enterprises", "parks", "facilities", "anchors")


def rebuild_problem(old: Problem, case: Case, progress: Progress | None = None) -> Problem:
    """The Problem of a case; the old one's roads are kept where every place stands where it did."""
    legs = old.legs
    if legs is not None and not same_places(old.case.world, case.world):
        legs = None
    return build_problem(case, progress, travel=legs)


def same_places(a: World, b: World) -> bool:
    """Whether both worlds ask for the same roads: coordinates row by row, and links or none."""
    if a is b:
        return True
    if (len(a["links"]) > 0) != (len(b["links"]) > 0):
        return False
    return all(
        np.array_equal(numbers(a[table][axis]), numbers(b[table][axis]), equal_nan=True)
        for table in PLACED
        for axis in ("lon", "lat")
    )
