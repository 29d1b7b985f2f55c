"""Random points inside counties, for made-up enterprises and parks."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

import geodata.boundaries
from geodata.generator.draws import Floats, Ints, uniform

TRIES = 40
COUNTY_YEAR = 2016


@cache
def counties() -> gpd.GeoDataFrame:
    """The counties of 2016 with the largest part of each (islands left out), by adcode."""
    table = geodata.boundaries.counties(COUNTY_YEAR).sort_values("adcode", ignore_index=True)
    parts = [_largest(shape) for shape in table.geometry]
    return table.set_geometry(gpd.GeoSeries(parts, index=table.index, crs=table.crs))


def county_weights(city_adcode: str) -> npt.NDArray[np.float64]:
    """(counties,) chance of each county for a point in the city: square root of its area.

    Between "one county, one chance" and "one km2, one chance": old centres are small and full,
    outer districts large and hilly.  Assumption; areas are compared in degrees, good enough within
    one city.
    """
    table = counties()
    inside = (table["city_adcode"] == city_adcode).to_numpy()
    if not inside.any():
        raise ValueError(f"no county belongs to city {city_adcode}")
    return np.where(inside, np.sqrt(shapely.area(table.geometry.to_numpy())), 0.0)


def points(seed: int, stream: str, county: Ints) -> tuple[Floats, Floats]:
    """(lon, lat), each (n,), WGS84 degrees: a random point inside the county of each record.

    county: (n,) positions in `counties()`.  Up to TRIES candidates from the county's bounding box
    are tried; if all miss (less than 1 in 1,000,000), a fixed inner point is taken.  Rounded to 4
    decimals, about 10 m.
    """
    shapes = counties().geometry.to_numpy()[county]
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    draws = uniform(seed, stream, len(county), 2 * TRIES)
    inner = shapely.point_on_surface(shapes)
    lon, lat = shapely.get_x(inner), shapely.get_y(inner)
    open_ = np.arange(len(county))
    for attempt in range(TRIES):
        if len(open_) == 0:
            break
        u, v = draws[open_, 2 * attempt], draws[open_, 2 * attempt + 1]
        x = np.round(west[open_] + u * (east - west)[open_], 4)
        y = np.round(south[open_] + v * (north - south)[open_], 4)
        hit = shapely.contains_xy(shapes[open_], x, y)
        lon[open_[hit]], lat[open_[hit]] = x[hit], y[hit]
        open_ = open_[~hit]
    return np.round(lon, 4), np.round(lat, 4)


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.area(parts)))]
