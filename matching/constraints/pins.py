"""Pins: enterprises that a planner has bound to a park must be placed there."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from matching.decisions import ANY, decided
from matching.problem import TENURES, Problem
from matching.rows import AT_LEAST, Block

Target = tuple[int, int, int]
"""Park, year index and tenure that a pin points to; ANY where it leaves that open."""


def rows(problem: Problem) -> Block | None:
    """One row per set of targets:  sum of x at a target, of those pinned to it, >= their number.

    A target is a park with, where the pin says so, its year and tenure; an enterprise with several
    pins may fulfil any of them.  Enterprises with the same targets share a row: as an enterprise is
    placed at most once, the sum reaches their number exactly when every one of them stands at a
    target.  (That a pinned enterprise may go nowhere else is a reason of eligibility.)  Always
    hard.

    Example: two firms pinned to a park, one of them too large for its land: the row stands at 1 of
    2, the plan is impossible, and the row names the park.
    """
    groups = pinned_together(problem)
    if not groups:
        return None
    row_of = np.full((1 + len(groups), *problem.shape[1:]), -1, dtype=np.int64)
    class_of = np.zeros(problem.shape[0], dtype=np.int64)
    for r, (targets, enterprises) in enumerate(groups.items()):
        for target in targets:
            row_of[1 + r][places_of(target)] = r
        class_of[enterprises] = 1 + r
    scopes = ["|".join(_name(problem, target) for target in targets) for targets in groups]
    return Block(
        rule="pins",
        resource="projects",
        unit="projects",
        weight=np.ones(problem.shape[0]),
        class_of=class_of,
        row_of=row_of,
        bound=np.array([float(len(enterprises)) for enterprises in groups.values()]),
        scope=tuple(scopes),
        year=np.zeros(len(groups), dtype=np.int64),
        sense=AT_LEAST,
        loosenable=False,
    )


def pinned_together(problem: Problem) -> dict[tuple[Target, ...], list[int]]:
    """Sets of targets -> the enterprises (axis indices) bound to them, in order of the targets."""
    pins = decided(problem, "pin")
    of_enterprise: dict[int, set[Target]] = defaultdict(set)
    for e, p, t, m in zip(pins.e, pins.p, pins.t, pins.m, strict=True):
        of_enterprise[int(e)].add((int(p), int(t), int(m)))
    groups: dict[tuple[Target, ...], list[int]] = defaultdict(list)
    for e, targets in sorted(of_enterprise.items()):
        groups[tuple(sorted(targets))].append(e)
    return dict(sorted(groups.items()))


def places_of(target: Target) -> tuple[int, int | slice, int | slice]:
    """Index into a (P, T, M) array of the placements that fulfil a pin to the target."""
    p, t, m = target
    return p, slice(None) if t == ANY else t, slice(None) if m == ANY else m


def _name(problem: Problem, target: Target) -> str:
    p, t, m = target
    parts = [problem.park_id[p]]
    if t != ANY:
        parts.append(str(problem.years[t]))
    if m != ANY:
        parts.append(TENURES[m])
    return "@".join(parts)
