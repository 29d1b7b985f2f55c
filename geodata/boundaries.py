"""Guangdong's 21 cities and 124 counties: polygons, regions, and which county a point lies in.

Polygons are Tianditu's (see docs/MAP-DATA.md) in WGS84.  They are generalised: a point within some
300 m of a county border may fall on the wrong side, so a county that the user states outranks the
one computed here.  Dongguan (441900) and Zhongshan (442000) have no counties and stand for
themselves at both levels.
"""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geodata.boundary_areas import (
    EQUAL_AREA,
    Dongsha,
    areas_km2,
    dongsha,
    extent,
    label_points,
    mainland,
    statistics,
)
from geodata.boundary_files import WGS84, BoundariesMissing, read_level

__all__ = [
    "CITY_REGION", "EQUAL_AREA", "PROVINCE", "REGIONS", "BoundariesMissing", "Dongsha", "areas_km2",
    "cities", "city_of_county", "claimed_area", "counties", "county_of", "dongsha", "extent",
    "label_points", "mainland", "neighbours", "region_of", "statistics",
]  # fmt: skip

PROVINCE = "440000"
_PREFIX = "44"

REGIONS = ("prd", "east", "west", "north")
"""Pearl River Delta, eastern wing, western wing, northern mountains: the yearbook's order."""

_REGION_CITIES = {
    "prd": "4401 4403 4404 4406 4407 4412 4413 4419 4420",
    "east": "4405 4415 4451 4452",
    "west": "4408 4409 4417",
    "north": "4402 4414 4416 4418 4453",
}
CITY_REGION: dict[str, str] = {
    f"{stem}00": region for region, stems in _REGION_CITIES.items() for stem in stems.split()
}
"""City adcode -> region (Guangdong statistical yearbook: 9 + 4 + 3 + 5 cities)."""

FIRST_YEAR = 2016
_GUANGMING, _LONGHUA, _PINGSHAN = "440311", "440309", "440310"
_BAOAN, _LONGGANG = "440306", "440307"
_GUANGMING_SINCE = 2018

# A claim on a county may mean the county as it was before parts of it became counties themselves.
_FORMER_PARTS = {_BAOAN: (_GUANGMING, _LONGHUA), _LONGGANG: (_PINGSHAN,)}


def region_of(adcode: str) -> str:
    """Region of a city, or of the city that a county belongs to.  Raises ValueError if unknown."""
    region = CITY_REGION.get(city_of_county(adcode))
    if region is None:
        raise ValueError(
            f"{adcode!r} is not in Guangdong: give a six-digit adcode from 440100 to 445300"
        )
    return region


def city_of_county(adcode: str) -> str:
    """City adcode of a county; a city's own code gives itself (no check that it exists)."""
    return f"{str(adcode)[:4]}00"


def _described(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    city = frame["adcode"].map(city_of_county).astype(object)
    described = frame.assign(city_adcode=city, region=city.map(CITY_REGION).astype(object))
    return described[["adcode", "name_zh", "city_adcode", "region", "geometry"]]


@cache
def _counties(merge_guangming: bool) -> gpd.GeoDataFrame:
    frame = _described(read_level("district", _PREFIX))
    if not merge_guangming:
        return frame
    both = frame["adcode"].isin([_BAOAN, _GUANGMING])
    union = shapely.union_all(frame.geometry[both].to_numpy())
    kept = frame[frame["adcode"] != _GUANGMING].reset_index(drop=True)
    kept.loc[kept["adcode"] == _BAOAN, "geometry"] = gpd.GeoSeries(
        [union], index=kept.index[kept["adcode"] == _BAOAN], crs=WGS84
    )
    return kept


@cache
def _cities() -> gpd.GeoDataFrame:
    return _described(read_level("city", _PREFIX))


def _merged(year: int | None) -> bool:
    if year is not None and year < FIRST_YEAR:
        raise ValueError(
            f"county boundaries of {year} are not available: districts were renamed and merged "
            f"before {FIRST_YEAR}; use cities(), which did not change, or {FIRST_YEAR}"
        )
    return year is not None and year < _GUANGMING_SINCE


def counties(year: int | None = None) -> gpd.GeoDataFrame:
    """Counties by adcode: adcode, name_zh, city_adcode, region, geometry (EPSG:4326).

    year None or from 2018: the 124 units of today.  2016 and 2017: 123 units, Guangming (440311)
    being part of Bao'an (440306) again.  Longhua (440309) and Pingshan (440310), approved in
    September 2016, stay apart in every view: they reported their own figures as new districts
    before.  Raises ValueError for earlier years, BoundariesMissing if the boundary package is not
    installed.
    The frame is the caller's own: change it freely.
    """
    return _counties(_merged(year)).copy()


def cities() -> gpd.GeoDataFrame:
    """The 21 cities, with the same columns as `counties` (city_adcode equals adcode)."""
    return _cities().copy()


@cache
def _tree(merge_guangming: bool) -> tuple[shapely.STRtree, np.ndarray]:
    frame = _counties(merge_guangming)
    return shapely.STRtree(frame.geometry.to_numpy()), frame["adcode"].to_numpy(dtype=object)


def county_of(
    lon: npt.ArrayLike, lat: npt.ArrayLike, *, year: int | None = None, near_km: float = 0.0
) -> np.ndarray:
    """Adcode of the county that each WGS84 point lies in; None outside Guangdong or without place.

    lon, lat: degrees, shape (n,) or scalars.  A point on a shared border gets the lower adcode.
    near_km: points outside all counties take the nearest one within this distance (the coast is
    generalised, so quays and small islands may lie some hundred metres off it).
    Returns an object array (n,) of text or None.
    """
    x, y = np.broadcast_arrays(np.atleast_1d(lon).astype(float), np.atleast_1d(lat).astype(float))
    tree, adcodes = _tree(_merged(year))
    found = np.full(x.shape, len(adcodes), dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    point, county = tree.query(shapely.points(x[usable], y[usable]), predicate="intersects")
    np.minimum.at(found, usable[point], county)
    outside = usable[found[usable] == len(adcodes)]
    if near_km > 0 and len(outside):
        projected, order = _projected_tree(_merged(year))
        places = gpd.GeoSeries(gpd.points_from_xy(x[outside], y[outside]), crs=WGS84)
        point, county = projected.query_nearest(
            places.to_crs(EQUAL_AREA).to_numpy(), max_distance=near_km * 1000
        )
        np.minimum.at(found, outside[point], order[county])
    return np.array([*adcodes, None], dtype=object)[found]


@cache
def _projected_tree(merge_guangming: bool) -> tuple[shapely.STRtree, np.ndarray]:
    shapes = _counties(merge_guangming).geometry.to_crs(EQUAL_AREA).to_numpy()
    return shapely.STRtree(shapes), np.arange(len(shapes))


@cache
def claimed_area(adcode: str, margin_km: float = 0.0) -> shapely.Geometry | None:
    """Area (EPSG:4326) that a claim on this county, city or the province may mean; None if unknown.

    For Bao'an and Longgang it includes the districts cut out of them since 2016, because a table
    may use either vintage.  margin_km widens it, for the generalised border.  The geometry is
    prepared for repeated point tests and shared between callers.
    """
    if adcode == PROVINCE:
        shapes = _cities().geometry.to_numpy()
    else:
        frame = _cities() if adcode in CITY_REGION else _counties(False)
        wanted = (adcode, *_FORMER_PARTS.get(adcode, ()))
        shapes = frame.geometry[frame["adcode"].isin(wanted)].to_numpy()
    if not len(shapes):
        return None
    area = shapely.union_all(shapes)
    if margin_km > 0:
        wide = gpd.GeoSeries([area], crs=WGS84).to_crs(EQUAL_AREA).buffer(margin_km * 1000)
        area = wide.to_crs(WGS84).iloc[0]
    shapely.prepare(area)
    return area


@cache
def _provinces() -> gpd.GeoDataFrame:
    return read_level("province", "")


def neighbours(margin_degrees: float = 1.0) -> gpd.GeoDataFrame:
    """What surrounds Guangdong on a map: provinces, Hong Kong (810000) and Macau (820000).

    Columns adcode, name_zh, geometry (EPSG:4326), clipped to Guangdong's extent (without Dongsha)
    plus margin_degrees.  For drawing in a neutral colour only; no statistics belong to them.
    """
    west, south, east, north = extent(_cities())
    frame = _provinces()
    frame = frame[frame["adcode"] != PROVINCE]
    window = shapely.box(west, south, east, north).buffer(margin_degrees, join_style="mitre")
    clipped = shapely.intersection(frame.geometry.to_numpy(), window)
    kept = ~shapely.is_empty(clipped)
    shown = frame[kept].set_geometry(gpd.GeoSeries(clipped[kept], frame.index[kept], crs=WGS84))
    return shown.reset_index(drop=True)
