"""A weighted sum of many Factored as few Factored, so that a chunk of scores costs few passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.factored import Factored
from matching.rows import Ints

CHUNK = 4096
Shape = tuple[int, int, int, int]
Weighted = tuple[float, Factored]


def weighted_sum(parts: Sequence[Weighted], shape: Shape) -> tuple[Factored, ...]:
    """Factored float32 arrays that sum to sum_i weight_i * part_i; weights of 0 cost nothing.

    Parts are grouped by whether they depend on year and on tenure.  A group without a part of its
    own per enterprise becomes one table over joint classes; any other becomes one (E, P, ...)
    array.  Groups that depend on less are then folded into a dense group that depends on more.
    """
    groups: dict[tuple[bool, bool], list[Weighted]] = {}
    for weight, part in parts:
        if weight:
            key = (part.values.shape[2] > 1, part.values.shape[3] > 1)
            groups.setdefault(key, []).append((weight, part))
    dense = {key for key, group in groups.items() if any(p.per_enterprise for _, p in group)}
    for small in sorted(groups):
        hosts = [k for k in sorted(dense) if k != small and all(np.less_equal(small, k))]
        if hosts:
            groups[hosts[-1]].extend(groups.pop(small))
            dense.discard(small)
    return tuple(
        _dense(group, shape) if key in dense else _classed(group, shape)
        for key, group in sorted(groups.items())
    )


def _axes(group: Sequence[Weighted]) -> tuple[int, int, int]:
    """Longest park, year and tenure axis of a group."""
    lengths = np.array([part.values.shape[1:] for _, part in group])
    # an axis without positions (no park at all) must stay empty
    return tuple(int(0 if (axis == 0).any() else axis.max()) for axis in lengths.T)  # type: ignore[return-value]


def _dense(group: Sequence[Weighted], shape: Shape) -> Factored:
    total = np.zeros((shape[0], *_axes(group)), dtype=np.float32)
    for lo in range(0, shape[0], CHUNK):
        hi = min(lo + CHUNK, shape[0])
        for weight, part in group:
            total[lo:hi] += np.float32(weight) * part.slab(lo, hi)
    return Factored(total)


def _classed(group: Sequence[Weighted], shape: Shape) -> Factored:
    joint, first = _joint_classes([part for _, part in group], shape[0])
    total = np.zeros((len(first), *_axes(group)), dtype=np.float32)
    for weight, part in group:
        total += np.float32(weight) * part.take(first)
    return Factored(total, joint)


def _joint_classes(parts: Sequence[Factored], enterprises: int) -> tuple[Ints, Ints]:
    """(E,) joint class of each enterprise, and (C,) one enterprise of each class."""
    keys = [part.class_of for part in parts if part.class_of is not None]
    if not keys:
        return np.zeros(enterprises, dtype=np.int64), np.zeros(min(1, enterprises), dtype=np.int64)
    _, first, joint = np.unique(
        np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return joint.reshape(-1).astype(np.int64), first
