"""Equal-area statistics, label points and map extents that are not led astray by Dongsha.

The polygon of Lufeng (441581) includes Dongsha Island and two banks 250 km out at sea: 403 km2
that would pull its centroid into the sea, dilute its densities and shrink every map.  They must
stay on a published map, so nothing here removes them for good: `mainland` gives the polygons to
compute with, `dongsha` the part to draw apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundary_files import WGS84, read_level

EQUAL_AREA = "+proj=aea +lat_1=21 +lat_2=25 +lat_0=23 +lon_0=113.4 +datum=WGS84 +units=m"
"""Albers equal-area conic for Guangdong, in metres: for areas, densities and printed maps."""

DONGSHA_COUNTY = "441581"
DONGSHA_BOX = (115.5, 20.0, 117.5, 21.6)
"""West, south, east, north (degrees): holds Dongsha Island and its banks and nothing else."""

_LABEL_TOLERANCE_M = 500.0


@dataclass(frozen=True, eq=False)
class Dongsha:
    """Dongsha Island and its banks: what a map must keep and label, wherever it is zoomed to."""

    county_adcode: str
    geometry: shapely.MultiPolygon
    bounds: tuple[float, float, float, float]
    label_lon: float
    label_lat: float
    name_zh: str = "东沙群岛"
    name_en: str = "Dongsha Islands"


def _in_dongsha_box(geometries: np.ndarray) -> np.ndarray:
    return shapely.covers(shapely.box(*DONGSHA_BOX), geometries)


def mainland(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A copy of `frame` (EPSG:4326) without the parts of Dongsha; all other islands are kept.

    Use it for centroids, densities and zoom extents, never for the polygons that are drawn.
    """
    parts, owner = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    touched = np.unique(owner[_in_dongsha_box(parts)])
    geometries = frame.geometry.to_numpy().copy()
    for unit in touched:
        own = parts[owner == unit]
        geometries[unit] = shapely.multipolygons(own[~_in_dongsha_box(own)])
    return frame.set_geometry(gpd.GeoSeries(geometries, index=frame.index, crs=frame.crs))


def dongsha() -> Dongsha:
    """Where Dongsha lies.  Raises BoundariesMissing if the boundary package is not installed."""
    units = read_level("district", DONGSHA_COUNTY)
    parts = shapely.get_parts(units.geometry.to_numpy())
    islands = shapely.multipolygons(parts[_in_dongsha_box(parts)])
    west, south, east, north = map(float, shapely.bounds(islands))
    # The largest part is the atoll that gives the group its name.
    atoll = max(shapely.get_parts(islands), key=lambda part: part.area).centroid
    return Dongsha(DONGSHA_COUNTY, islands, (west, south, east, north), atoll.x, atoll.y)


def extent(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of `frame` without Dongsha: what a map zooms to."""
    west, south, east, north = map(float, mainland(frame).total_bounds)
    return west, south, east, north


def areas_km2(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Area of each polygon in km2 (equal-area projection), Dongsha included if it is in `frame`."""
    return frame.geometry.to_crs(EQUAL_AREA).area.to_numpy() / 1e6


def label_points(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """One point (EPSG:4326) per unit, well inside its largest part: for labels and unit markers.

    It is the centre of the largest circle that fits into the part, so the text has room around it.
    """
    projected = mainland(frame).geometry.to_crs(EQUAL_AREA).to_numpy()
    largest = [max(shapely.get_parts(unit), key=lambda part: part.area) for unit in projected]
    circles = shapely.maximum_inscribed_circle(np.array(largest), tolerance=_LABEL_TOLERANCE_M)
    centres = shapely.get_point(circles, 0)
    return gpd.GeoSeries(centres, index=frame.index, crs=EQUAL_AREA).to_crs(WGS84)


def statistics(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Equal-area figures of each unit of `frame` (counties, cities or any merged units).

    Columns: those of `frame` without geometry, then area_km2 (all parts), mainland_area_km2
    (without Dongsha: the one to divide by), centroid_lon, centroid_lat (of the mainland; may lie
    outside a bent unit), label_lon, label_lat (always inside the largest part).
    """
    without = mainland(frame)
    centroids = without.geometry.to_crs(EQUAL_AREA).centroid.to_crs(WGS84)
    labels = label_points(frame)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return table.assign(
        area_km2=areas_km2(frame),
        mainland_area_km2=areas_km2(without),
        centroid_lon=centroids.x.to_numpy(),
        centroid_lat=centroids.y.to_numpy(),
        label_lon=labels.x.to_numpy(),
        label_lat=labels.y.to_numpy(),
    )
