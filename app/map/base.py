"""The ground of the map: sea, neighbours, counties, cities, region borders, roads."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from app.map.geometry import path_of, project, project_shapes
from app.map.style import (
    CITY_EDGE,
    COUNTY_EDGE,
    LAND,
    LAND_EDGE,
    PALE,
    PROVINCE_EDGE,
    REGIONS,
    ROAD,
    SAR,
    SAR_EDGE,
    STRONG,
    UNKNOWN,
)
from app.map.view import MapView

HONG_KONG, MACAU = "810000", "820000"
MARGIN_DEGREES = 3.0
ROAD_DETAIL_M = 350.0
"""Detail of roads that no eye can see on the sheet."""


def draw_neighbours(ax: Any, zorder: float = 1.0) -> None:
    """Neighbouring land in one neutral tone; Hong Kong and Macau in another, without figures."""
    from geodata.boundaries import neighbours

    around = neighbours(MARGIN_DEGREES)
    for code, shape in zip(
        around["adcode"], project_shapes(around.geometry.to_numpy()), strict=True
    ):
        special = code in (HONG_KONG, MACAU)
        ax.add_artist(
            PathPatch(
                path_of(shape), fc=SAR if special else LAND,
                ec=SAR_EDGE if special else LAND_EDGE, lw=0.8 if special else 0.6,
                zorder=zorder + 0.1 * special,
            )
        )  # fmt: skip


def draw_land(ax: Any, view: MapView, zorder: float = 2.0) -> None:
    """Counties thin, cities thicker, each region with a strong band inside its border."""
    fills = [PALE.get(str(region), LAND) for region in view.counties["region"]]
    draw_counties(ax, view.counties, fills, zorder)
    draw_borders(ax, view.cities, zorder)


def draw_counties(ax: Any, counties: pd.DataFrame, fills: list[str], zorder: float) -> None:
    """Counties (column shape, metres), each in its fill."""
    ax.add_collection(
        PathCollection(
            [path_of(shape) for shape in counties["shape"]],
            facecolors=fills, edgecolors=COUNTY_EDGE, linewidths=0.55, zorder=zorder,
        ),
        autolim=False,
    )  # fmt: skip


def draw_borders(ax: Any, cities: pd.DataFrame, zorder: float) -> None:
    """Borders of cities and of the province, bands of the regions (columns region, shape)."""
    ax.add_collection(
        PathCollection(
            [path_of(shape) for shape in cities["shape"]],
            facecolors="none", edgecolors=CITY_EDGE, linewidths=0.9, zorder=zorder + 0.2,
        ),
        autolim=False,
    )  # fmt: skip
    for region in REGIONS:
        inside = cities.loc[cities["region"] == region, "shape"].to_numpy()
        if len(inside):
            path = path_of(shapely.union_all(inside))
            band = PathPatch(
                path, fc="none", ec=STRONG.get(region, UNKNOWN), lw=4.6, alpha=0.85,
                zorder=zorder + 0.3,
            )  # fmt: skip
            ax.add_artist(band)
            # Only the inner half shows, so that neighbours' bands lie side by side.
            band.set_clip_path(path, ax.transData)
    province = path_of(shapely.union_all(cities["shape"].to_numpy()))
    ax.add_artist(PathPatch(province, fc="none", ec=PROVINCE_EDGE, lw=0.8, zorder=zorder + 0.4))


def draw_roads(ax: Any, view: MapView, zorder: float = 2.1) -> None:
    """The province's roads as faint lines below the borders (chords, for orientation only)."""
    lines = shapely.get_parts(_road_lines())
    points, line = shapely.get_coordinates(lines, return_index=True)
    codes = np.where(np.diff(line, prepend=-1) > 0, Path.MOVETO, Path.LINETO)
    roads = PathPatch(
        Path(points, codes), fc="none", ec=ROAD, lw=0.45,
        alpha=0.4, zorder=zorder,
    )  # fmt: skip
    ax.add_artist(roads)
    province = shapely.union_all(view.cities["shape"].to_numpy())
    roads.set_clip_path(path_of(province), ax.transData)


@cache
def _road_lines() -> Any:
    """Edges of the road graph without repairs, joined into lines and thinned, in metres."""
    from geodata.road_graph import road_graph

    graph = road_graph().without_joins()
    x, y = project(graph.lon, graph.lat)
    nodes = np.column_stack([x, y])
    edges = shapely.linestrings(np.stack([nodes[graph.u], nodes[graph.v]], axis=1))
    return shapely.simplify(shapely.line_merge(shapely.multilinestrings(edges)), ROAD_DETAIL_M)
