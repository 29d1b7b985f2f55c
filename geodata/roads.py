"""Road kilometres and hours between any two points of Guangdong.

A way consists of an access leg from the origin to a node of the road graph, the shortest way
through the graph, and an access leg to the destination.  Several nodes near each end are tried and
the quickest way counts.  The graph knows no road classes, so hours rest on assumed speeds: they are
assumptions of RoadAssumptions, not measurements.  Accuracy and vintage: docs/ROADS.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geodata import road_cache
from geodata.road_graph import RoadGraph, great_circle_km, road_graph

__all__ = ["RoadAssumptions", "Travel", "travel"]

_METHOD = "1"  # part of the cache key: raise it when the same input would give other figures
_WORTH_KEEPING_PAIRS = 20_000  # fewer pairs are measured faster than read back
_PAIRS_AT_ONCE = 400_000  # bounds the working memory of a block of origins to some 50 MB


@dataclass(frozen=True)
class RoadAssumptions:
    """Figures that the road data do not give.  All are assumptions and may be edited.

    Speeds are averages of a laden lorry including stops, not limits; they were set by judgement.
    """

    length_factor: float = 1.07
    """Road km per km in the graph, whose edges are chords of the real bends (fitted, see docs)."""
    network_km_per_h: float = 65.0
    """Speed on the graph: expressways and trunk roads mixed."""
    access_factor: float = 1.3
    """Road km per straight km between a point and the graph, and over short hops."""
    access_km_per_h: float = 30.0
    """Speed on access legs and short hops: town streets and country roads."""
    access_nodes: int = 8
    """How many of the nearest nodes are tried as the way into the graph."""
    access_limit_km: float = 30.0
    """Straight km beyond which a point counts as not reached by the graph."""
    hop_km: float = 3.0
    """Up to this straight distance the direct way over local roads is tried as well."""
    fallback_fixed_km: float = 6.0
    """Road km of the fallback at distance zero."""
    fallback_factor: float = 1.20
    """Road km per great-circle km of the fallback (fitted to the graph, see docs)."""
    fallback_km_per_h: float = 50.0
    """Speed over the fallback distance."""

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if not np.isfinite(value) or value < 0 or (value == 0 and name.endswith("per_h")):
                raise ValueError(f"{name} = {value!r}: give a positive number")
        if self.access_nodes < 1:
            raise ValueError("access_nodes must be at least 1")


@dataclass(frozen=True, eq=False)
class Travel:
    """Ways between n origins and m destinations; every array has shape (n, m).

    km, hours: float32, NaN where an end has no coordinates.  estimated: True where the graph does
    not reach an end, so that the figure is the fallback, not a way through the graph.
    """

    km: np.ndarray
    hours: np.ndarray
    estimated: np.ndarray


def _column(values: npt.ArrayLike, name: str) -> np.ndarray:
    column = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if column.ndim != 1:
        raise ValueError(f"{name} must be a column of numbers, not {column.ndim}-dimensional")
    return np.where(np.isfinite(column), column, np.nan)


def travel(
    origin_lon: npt.ArrayLike,
    origin_lat: npt.ArrayLike,
    destination_lon: npt.ArrayLike,
    destination_lat: npt.ArrayLike,
    *,
    assumptions: RoadAssumptions | None = None,
    graph: RoadGraph | None = None,
    cache: bool = True,
) -> Travel:
    """Road km and hours from every origin (n,) to every destination (m,); WGS84 degrees.

    Pairs that the graph does not serve get `fallback_fixed_km + fallback_factor * great-circle km`
    and are marked.  Large results are kept on disk under the fingerprint of graph, assumptions and
    coordinates (see geodata.road_cache) unless cache is False.  graph: another road graph than the
    shipped one.  Raises ValueError if longitudes and latitudes differ in number, RoadsMissing if
    the road extract is absent.
    """
    assumed = assumptions or RoadAssumptions()
    lon, lat = _column(origin_lon, "origin_lon"), _column(origin_lat, "origin_lat")
    to_lon = _column(destination_lon, "destination_lon")
    to_lat = _column(destination_lat, "destination_lat")
    if len(lon) != len(lat) or len(to_lon) != len(to_lat):
        raise ValueError("every longitude needs its latitude: the columns differ in length")
    graph = graph or road_graph()
    shape = (len(lon), len(to_lon))
    if not cache or shape[0] * shape[1] < _WORTH_KEEPING_PAIRS:
        return _measure(graph, lon, lat, to_lon, to_lat, assumed)

    key = _fingerprint(graph, assumed, lon, lat, to_lon, to_lat)
    wanted = {"km": (shape, np.float32), "hours": (shape, np.float32), "estimated": (shape, bool)}
    kept = road_cache.load(key, wanted)
    if kept is not None:
        return Travel(**kept)
    found = _measure(graph, lon, lat, to_lon, to_lat, assumed)
    road_cache.store(key, {"km": found.km, "hours": found.hours, "estimated": found.estimated})
    return found


def _fingerprint(graph: RoadGraph, assumed: RoadAssumptions, *columns: np.ndarray) -> str:
    digest = hashlib.sha256(f"{_METHOD}|{graph.digest}|{astuple(assumed)}".encode())
    for column in columns:
        digest.update(f"|{len(column)}|".encode())
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()[:40]


@dataclass(frozen=True, eq=False)
class _Access:
    """Ways from points into the graph."""

    nodes: np.ndarray  # (u,) distinct graph nodes
    position: np.ndarray  # (n, k) into nodes
    straight_km: np.ndarray  # (n,) to the nearest node
    road_km: np.ndarray  # (n, k) float32, infinite beyond the limit


def _access(
    graph: RoadGraph, lon: np.ndarray, lat: np.ndarray, assumed: RoadAssumptions
) -> _Access:
    nodes, straight_km = graph.nearest(lon, lat, min(assumed.access_nodes, len(graph.lon)))
    distinct, position = np.unique(nodes, return_inverse=True)
    with np.errstate(invalid="ignore"):
        reached = straight_km <= assumed.access_limit_km
    road_km = np.where(reached, straight_km * assumed.access_factor, np.inf)
    return _Access(
        distinct, position.reshape(nodes.shape), straight_km[:, 0], road_km.astype(np.float32)
    )


@dataclass(eq=False)
class _Best:
    """The quickest way found so far between two sets of places; km and hours (n, m) float32."""

    km: np.ndarray
    hours: np.ndarray

    @classmethod
    def none(cls, origins: int, destinations: int) -> _Best:
        """Nothing found yet: infinitely far."""
        km = np.full((origins, destinations), np.inf, np.float32)
        return cls(km, km.copy())

    def offer(
        self, km: np.ndarray, hours: np.ndarray, where: np.ndarray | Literal[True] = True
    ) -> None:
        """Takes the ways that are quicker than what is known, where allowed."""
        quicker = (hours < self.hours) & where
        np.copyto(self.km, km, where=quicker, casting="same_kind")
        np.copyto(self.hours, hours, where=quicker, casting="same_kind")


def _measure(
    graph: RoadGraph,
    lon: np.ndarray,
    lat: np.ndarray,
    to_lon: np.ndarray,
    to_lat: np.ndarray,
    assumed: RoadAssumptions,
) -> Travel:
    if len(lon) < len(to_lon):
        # Roads run both ways: the larger side is always taken for the origins, so that the searches
        # start from the smaller one and both directions give the same figures.
        back = _measure(graph, to_lon, to_lat, lon, lat, assumed)
        return Travel(back.km.T.copy(), back.hours.T.copy(), back.estimated.T.copy())
    start, end = _access(graph, lon, lat, assumed), _access(graph, to_lon, to_lat, assumed)
    from_nodes = _from_nodes(graph, start, end, assumed)
    shape = (len(lon), len(to_lon))
    km, hours = np.empty(shape, np.float32), np.empty(shape, np.float32)
    estimated = np.empty(shape, bool)
    for rows in _blocks(*shape):
        straight = great_circle_km(lon[rows, None], lat[rows, None], to_lon, to_lat)
        block = _quickest(from_nodes, start, end, rows, straight, assumed)
        km[rows], hours[rows], estimated[rows] = block
    return Travel(km, hours, estimated)


def _blocks(origins: int, destinations: int) -> Iterator[slice]:
    step = max(1, _PAIRS_AT_ONCE // max(1, destinations))
    for first in range(0, origins, step):
        yield slice(first, first + step)


def _from_nodes(graph: RoadGraph, start: _Access, end: _Access, assumed: RoadAssumptions) -> _Best:
    """Quickest way from each of start.nodes to each destination, with the last access leg."""
    network_km = graph.shortest_km(end.nodes, start.nodes).T * np.float32(assumed.length_factor)
    best = _Best.none(len(start.nodes), len(end.position))
    for j in range(end.position.shape[1]):
        through, access = network_km[:, end.position[:, j]], end.road_km[:, j]
        hours = through / assumed.network_km_per_h + access / assumed.access_km_per_h
        best.offer(through + access, hours)
    return best


def _quickest(
    from_nodes: _Best,
    start: _Access,
    end: _Access,
    rows: slice,
    straight: np.ndarray,
    assumed: RoadAssumptions,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """km, hours, estimated of one block of origins: the quickest of all ways on offer."""
    best = _Best.none(*straight.shape)
    for i in range(start.position.shape[1]):
        access = start.road_km[rows, i, None]
        node = start.position[rows, i]
        best.offer(
            from_nodes.km[node] + access, from_nodes.hours[node] + access / assumed.access_km_per_h
        )

    known = np.isfinite(straight)
    estimated = np.isinf(best.hours) & known
    fallback_km = assumed.fallback_fixed_km + assumed.fallback_factor * straight
    best.offer(fallback_km, fallback_km / assumed.fallback_km_per_h, estimated)

    # Two neighbours do not drive to the nearest trunk road and back.
    access_km = start.straight_km[rows, None] + end.straight_km[None, :]
    with np.errstate(invalid="ignore"):
        near = straight <= np.maximum(assumed.hop_km, np.where(estimated, 0.0, access_km))
    hop_km = straight * assumed.access_factor
    best.offer(hop_km, hop_km / assumed.access_km_per_h, near)
    best.km[~known] = np.nan
    best.hours[~known] = np.nan
    return best.km, best.hours, estimated
