"""The shipped road graph of Guangdong: nodes, edges, nearest nodes and shortest distances.

Data (c) OpenStreetMap contributors, ODbL 1.0 (geodata/guangdong/roads/ATTRIBUTION.md); what was
done to it and how good it is stands in docs/ROADS.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geodata.road_repair import EARTH_RADIUS_KM, on_sphere_km, road_matrix

EXTRACT = Path(__file__).parent / "guangdong" / "roads" / "roads.npz"

_SOURCES_AT_ONCE = 256  # rows of float64 distances held while a block of sources is solved


class RoadsMissing(RuntimeError):
    """The road extract is absent or damaged; the message says how to get it back."""

    def __init__(self, path: Path, why: str):
        super().__init__(
            f"The road extract {path.name} {why}. Install the package again, or build the file "
            "with: python -m geodata.build_roads --wheel scgraph_data-2.0.0-py3-none-any.whl"
        )


def chord_to_arc_km(chord_km: np.ndarray) -> np.ndarray:
    """Great-circle km along the sphere for straight km through it."""
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord_km / (2 * EARTH_RADIUS_KM), 1.0))


def great_circle_km(
    lon: npt.ArrayLike, lat: npt.ArrayLike, other_lon: npt.ArrayLike, other_lat: npt.ArrayLike
) -> np.ndarray:
    """Great-circle distance in km (haversine, mean radius 6371.0088 km); inputs broadcast."""
    x, y, x2, y2 = (np.radians(a) for a in (lon, lat, other_lon, other_lat))
    half = np.sin((y2 - y) / 2) ** 2 + np.cos(y) * np.cos(y2) * np.sin((x2 - x) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Undirected roads: lon, lat (n,) degrees; u, v (m,) node numbers; km (m,) as in the source.

    joined (m,) bool marks the edges that the repair added.  digest identifies the content.
    """

    lon: np.ndarray
    lat: np.ndarray
    u: np.ndarray
    v: np.ndarray
    km: np.ndarray
    joined: np.ndarray
    digest: str

    @cached_property
    def matrix(self) -> csr_array:
        """Symmetric sparse (n, n) matrix of edge km."""
        return road_matrix(len(self.lon), self.u, self.v, self.km)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(on_sphere_km(self.lon, self.lat))

    def without_joins(self) -> RoadGraph:
        """The graph as the source has it, before the repair."""
        own = ~self.joined
        return RoadGraph(
            self.lon, self.lat, self.u[own], self.v[own], self.km[own], self.joined[own],
            f"{self.digest}-raw",
        )  # fmt: skip

    def nearest(
        self, lon: np.ndarray, lat: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The `count` nearest nodes of each point: nodes (n, count) int64, straight km (n, count).

        Points without coordinates (NaN) get node 0 at NaN km.
        """
        known = np.isfinite(lon) & np.isfinite(lat)
        nodes = np.zeros((len(lon), count), dtype=np.int64)
        km = np.full((len(lon), count), np.nan)
        if known.any():
            chord, found = self._tree.query(on_sphere_km(lon[known], lat[known]), k=count)
            nodes[known] = found.reshape(-1, count)
            km[known] = chord_to_arc_km(chord.reshape(-1, count))
        return nodes, km

    def shortest_km(self, sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Shortest road km (s, t) float32 between nodes; infinite where not connected."""
        result = np.empty((len(sources), len(targets)), dtype=np.float32)
        for first in range(0, len(sources), _SOURCES_AT_ONCE):
            block = slice(first, first + _SOURCES_AT_ONCE)
            found = dijkstra(self.matrix, directed=False, indices=sources[block])
            result[block] = found[:, targets]
        return result


@cache
def road_graph(path: Path = EXTRACT) -> RoadGraph:
    """The shipped graph, read once.  Raises RoadsMissing if the file is absent or damaged."""
    try:
        content = path.read_bytes()
        with np.load(path, allow_pickle=False) as file:
            return RoadGraph(
                lon=file["lon_millidegrees"] / 1000.0,
                lat=file["lat_millidegrees"] / 1000.0,
                u=file["u"].astype(np.int64),
                v=file["v"].astype(np.int64),
                km=file["length_m"] / 1000.0,
                joined=file["joined"],
                digest=hashlib.sha256(content).hexdigest()[:16],
            )
    except FileNotFoundError:
        raise RoadsMissing(path, "is missing") from None
    except Exception as error:
        # A truncated or overwritten archive raises one of several unrelated types.
        raise RoadsMissing(path, f"cannot be read ({error})") from error
