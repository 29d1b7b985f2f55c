"""Stability: at most k changes against a reference plan, so that a meeting need not start anew."""

from __future__ import annotations

import numpy as np

from matching.cells import positions
from matching.constraints.pins import Target, places_of
from matching.problem import TENURES, Problem
from matching.rows import Block

NOWHERE = -2


def rows(problem: Problem) -> Block | None:
    """One row:  newcomers placed - reference pairings kept <= k - size of the reference.

    A change is an enterprise of the reference that is placed otherwise or not at all, or one
    outside the reference that is placed.  With n reference pairings of listed enterprises,
    changes = n - kept + newcomers <= k = policy.max_changes; n is moved to the right-hand side.
    A reference pairing without year or tenure is kept in any; one to a park or year that is not
    there cannot be kept.  No max_changes: no row.

    Example: reference A -> P1, B -> P1 and k = 1.  A may move to a better park, or a newcomer C may
    be placed, but not both.
    """
    policy = problem.case.policy
    if policy.max_changes is None:
        return None
    kept = _reference(problem)
    targets = sorted(set(kept.values()))
    shape = (1 + len(targets), *problem.shape[1:])
    row_of = np.full(shape, -1, dtype=np.int64)
    factor = np.zeros(shape)
    row_of[0], factor[0] = 0, 1.0
    for c, target in enumerate(targets, start=1):
        if NOWHERE not in target:
            row_of[c][places_of(target)] = 0
            factor[c][places_of(target)] = -1.0
    class_of = np.zeros(problem.shape[0], dtype=np.int64)
    for e, target in kept.items():
        class_of[e] = 1 + targets.index(target)
    return Block(
        rule="stability",
        resource="projects",
        unit="projects",
        weight=np.ones(problem.shape[0]),
        class_of=class_of,
        row_of=row_of,
        factor=factor,
        bound=np.array([float(policy.max_changes - len(kept))]),
        scope=("reference",),
        year=np.zeros(1, dtype=np.int64),
    )


def _reference(problem: Problem) -> dict[int, Target]:
    """Enterprise -> its reference target; NOWHERE in place of a park or year that is not there."""
    pins = problem.case.policy.reference
    e = positions([pin.enterprise_id for pin in pins], problem.enterprise_id)
    p = positions([pin.park_id for pin in pins], problem.park_id)
    t = positions([pin.year for pin in pins], problem.years)
    m = positions([pin.tenure for pin in pins], TENURES)
    return {
        int(e[i]): (
            int(p[i]) if p[i] >= 0 else NOWHERE,
            int(t[i]) if t[i] >= 0 or pins[i].year is None else NOWHERE,
            int(m[i]),
        )
        for i in np.flatnonzero(e >= 0)
    }
