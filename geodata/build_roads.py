"""Builds the road extract of Guangdong from the `scgraph-data` wheel, and reports on it.

    pip download --no-deps scgraph-data==2.0.0
    python -m geodata.build_roads --wheel scgraph_data-2.0.0-py3-none-any.whl
    python -m geodata.build_roads --report          # the tables of docs/ROADS.md

The wheel is read as data: its Python module holds the graph as two literals, which are parsed,
never executed.  Data (c) OpenStreetMap contributors, ODbL 1.0; see ATTRIBUTION.md in
geodata/guangdong/roads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse.csgraph import connected_components

from geodata.boundaries import cities, neighbours
from geodata.road_graph import EXTRACT
from geodata.road_repair import RepairRules, find_joins, on_sphere_km, road_matrix
from geodata.road_report import report

MODULE = "scgraph_data/world_highways.py"
WHEEL_SHA256 = "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406"

BOX = (109.0, 19.8, 117.8, 26.0)
"""West, south, east, north (degrees) of the extract: Guangdong and a margin for ways round."""

CUSTOMS_BORDER = ("810000", "820000")
"""Hong Kong and Macau are cut out: no lorry crosses the customs border to stay in Guangdong."""
_OFFSHORE_MARGIN_DEGREES = 0.06


@dataclass(frozen=True)
class Roads:
    """An undirected road graph: lon, lat (n,) degrees; u, v (m,) node numbers; km (m,)."""

    lon: np.ndarray
    lat: np.ndarray
    u: np.ndarray
    v: np.ndarray
    km: np.ndarray

    def only(self, nodes: np.ndarray) -> Roads:
        """The part between the nodes whose (n,) bool mask is set; nodes are numbered anew."""
        number = np.cumsum(nodes) - 1
        edges = nodes[self.u] & nodes[self.v]
        return Roads(
            self.lon[nodes],
            self.lat[nodes],
            number[self.u[edges]],
            number[self.v[edges]],
            self.km[edges],
        )


class WheelProblem(ValueError):
    """The wheel is not the one this script can read; the message says what to fetch."""

    def __init__(self, what: str):
        super().__init__(f"{what}; fetch it with: pip download --no-deps scgraph-data==2.0.0")


def read_wheel(path: Path) -> Roads:
    """The world's road graph in the wheel (560,282 nodes).

    Raises WheelProblem if the file is not scgraph-data 2.0.0 (checked by SHA-256).
    """
    if not path.is_file():
        raise WheelProblem(f"no file {path}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise WheelProblem(f"{path.name} is not scgraph_data-2.0.0-py3-none-any.whl")
    with zipfile.ZipFile(path) as wheel:
        lines = wheel.read(MODULE).decode().splitlines()
    literal = {
        line.split("=", 1)[0].strip(): line.split("=", 1)[1] for line in lines if "=" in line
    }
    # {1: 1.233} is Python; with quoted keys it is JSON, which is parsed without running anything.
    graph = json.loads(re.sub(r"(\d+):", r'"\1":', literal["graph"]))
    lat, lon = np.array(json.loads(literal["nodes"]), dtype=float).T
    u = np.repeat(np.arange(len(graph)), [len(ends) for ends in graph])
    v = np.array([int(end) for ends in graph for end in ends], dtype=np.int64)
    km = np.array([length for ends in graph for length in ends.values()], dtype=float)
    once = u < v  # each road stands in the file from both its ends; loops lead nowhere
    return Roads(lon, lat, u[once], v[once], km[once])


def clip(world: Roads) -> tuple[Roads, np.ndarray]:
    """The graph inside BOX without Hong Kong and Macau, and which of its nodes are dead ends.

    A node cut off by the clipping is not a dead end: its road goes on outside.
    """
    west, south, east, north = BOX
    kept = (world.lon >= west) & (world.lon <= east) & (world.lat >= south) & (world.lat <= north)
    around = neighbours()
    special = shapely.union_all(
        around.geometry[around["adcode"].isin(CUSTOMS_BORDER)].to_numpy()
    ).buffer(_OFFSHORE_MARGIN_DEGREES)
    abroad = shapely.difference(special, shapely.union_all(cities().geometry.to_numpy()))
    kept &= ~shapely.contains_xy(abroad, world.lon, world.lat)
    degree = np.bincount(np.concatenate((world.u, world.v)), minlength=len(world.lon))
    return world.only(kept), (degree <= 1)[kept]


def build(wheel: Path, target: Path = EXTRACT) -> dict[str, int]:
    """Writes the extract to `target` (npz, same bytes for the same wheel).  Returns its counts."""
    clipped, dead_end = clip(read_wheel(wheel))
    points = on_sphere_km(clipped.lon, clipped.lat)
    joins, join_km = find_joins(points, clipped.u, clipped.v, clipped.km, dead_end, RepairRules())
    u, v = np.concatenate((clipped.u, joins[:, 0])), np.concatenate((clipped.v, joins[:, 1]))
    km = np.concatenate((clipped.km, join_km))
    joined = np.arange(len(km)) >= len(clipped.km)

    _, component = connected_components(road_matrix(len(points), u, v, km), directed=False)
    main = component == np.bincount(component).argmax()
    order = np.flatnonzero(main)
    order = order[np.lexsort((clipped.lon[order], clipped.lat[order]))]
    number = np.full(len(points), -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    inside = main[u] & main[v]
    low, high = np.sort((number[u[inside]], number[v[inside]]), axis=0)
    edges = np.lexsort((high, low))
    np.savez_compressed(
        target,
        lon_millidegrees=np.rint(clipped.lon[order] * 1000).astype(np.int32),
        lat_millidegrees=np.rint(clipped.lat[order] * 1000).astype(np.int32),
        u=low[edges].astype(np.uint16),
        v=high[edges].astype(np.uint16),
        length_m=np.rint(km[inside][edges] * 1000).astype(np.uint32),
        joined=joined[inside][edges],
    )
    return {
        "nodes": len(order),
        "edges": len(edges),
        "joins": int(joined[inside].sum()),
        "nodes_dropped": int((~main).sum()),
    }


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build_roads", description=__doc__)
    parser.add_argument("--wheel", type=Path, help="scgraph_data-2.0.0-py3-none-any.whl")
    parser.add_argument("--out", type=Path, default=EXTRACT, help="where to write the extract")
    parser.add_argument("--report", action="store_true", help="print the tables of docs/ROADS.md")
    chosen = parser.parse_args(arguments)
    if not chosen.wheel and not chosen.report:
        parser.error("give --wheel FILE to build the extract or --report to describe it")
    if chosen.wheel:
        try:
            print(build(chosen.wheel, chosen.out))
        except WheelProblem as problem:
            print(problem, file=sys.stderr)
            return 2
    if chosen.report:
        print(report())
    return 0


if __name__ == "__main__":
    sys.exit(main())
