"""Mends a road graph with holes: joins loose ends that face each other and stray components.

The source graph loses short stretches (bridges, junctions).  Where it does, two dead ends lie close
together and yet far apart by road.  Such pairs are joined, the closest first; every join is checked
against the joins made before it, so one hole gets one join.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class RepairRules:
    """When two loose ends are taken for the two sides of a hole."""

    gap_km: float = 3.0
    """Largest straight gap that is joined."""
    detour_ratio: float = 8.0
    """The way round must be more than this many times the gap ..."""
    detour_km: float = 15.0
    """... and longer than this."""
    bend: float = 1.1
    """Road km per straight km of a join."""


def on_sphere_km(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Points as (n, 3) Cartesian km on a sphere, where straight distances are searched fast."""
    x, y = np.radians(lon), np.radians(lat)
    unit = np.column_stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))
    return unit * EARTH_RADIUS_KM


def road_matrix(nodes: int, u: np.ndarray, v: np.ndarray, km: np.ndarray) -> csr_array:
    """Symmetric sparse (nodes, nodes) matrix of edge km; of parallel edges the shortest stays."""
    order = np.argsort(km, kind="stable")
    low, high = np.minimum(u, v)[order], np.maximum(u, v)[order]
    _, first = np.unique(low.astype(np.int64) * nodes + high, return_index=True)
    low, high, length = low[first], high[first], km[order][first]
    half = coo_array((length, (low, high)), shape=(nodes, nodes)).tocsr()
    return csr_array(half + half.T)


def find_joins(
    points_km: np.ndarray,
    u: np.ndarray,
    v: np.ndarray,
    km: np.ndarray,
    dead_end: np.ndarray,
    rules: RepairRules,
) -> tuple[np.ndarray, np.ndarray]:
    """Joins that mend the graph: pairs of nodes (k, 2) and their road km (k,).

    points_km (n, 3): see on_sphere_km.  u, v, km: edges.  dead_end (n,) bool: nodes at which a road
    stops (not merely cut by the edge of the extract).  Holes between dead ends are closed first,
    then each component that lies within rules.gap_km of the largest one is tied to it once.
    """
    pairs, gaps = _facing_dead_ends(points_km, dead_end, rules.gap_km)
    joins: list[tuple[int, int]] = []
    lengths: list[float] = []

    def current() -> csr_array:
        joined = np.array(joins, dtype=np.int64).reshape(-1, 2)
        return road_matrix(
            len(points_km),
            np.concatenate((u, joined[:, 0])),
            np.concatenate((v, joined[:, 1])),
            np.concatenate((km, lengths)),
        )

    matrix = current()
    for (a, b), gap in zip(pairs.tolist(), gaps.tolist(), strict=True):
        needed = max(rules.detour_km, rules.detour_ratio * gap)
        way_round = dijkstra(matrix, directed=False, indices=a, limit=needed)[b]
        if way_round > needed:  # infinite when beyond the limit or not connected
            joins.append((a, b))
            lengths.append(gap * rules.bend)
            matrix = current()

    _, component = connected_components(matrix, directed=False)
    largest = np.bincount(component).argmax()
    inside = np.flatnonzero(component == largest)
    tree = cKDTree(points_km[inside])
    for stray in np.setdiff1d(np.unique(component), [largest]):
        members = np.flatnonzero(component == stray)
        gap_km, nearest = tree.query(points_km[members])
        best = int(gap_km.argmin())
        if gap_km[best] <= rules.gap_km:
            joins.append((int(members[best]), int(inside[nearest[best]])))
            lengths.append(float(gap_km[best]) * rules.bend)
    return np.array(joins, dtype=np.int64).reshape(-1, 2), np.array(lengths, dtype=float)


def _facing_dead_ends(
    points_km: np.ndarray, dead_end: np.ndarray, gap_km: float
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of dead ends at most gap_km apart, closest first (ties by node number)."""
    ends = np.flatnonzero(dead_end)
    found = cKDTree(points_km[ends]).query_pairs(gap_km, output_type="ndarray")
    pairs = np.sort(ends[found], axis=1)
    gaps = np.linalg.norm(points_km[pairs[:, 0]] - points_km[pairs[:, 1]], axis=1)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], gaps))
    return pairs[order], gaps[order]
