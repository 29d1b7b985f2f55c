"""From shapes to longitude and latitude in degrees, whatever the layer's reference system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from geodata.findings import Finding
from geodata.readers.raw import Cell
from geodata.report import blocker, doubt

DEGREE_SYSTEMS = ("EPSG:4326", "OGC:CRS84", "EPSG:4490")
"""WGS84 and CGCS2000 in degrees (they differ by centimetres); the user's datum applies to them."""


@dataclass(frozen=True, eq=False)
class Points:
    """Degrees per feature (None where there is no shape); exact_datum: already true WGS84."""

    lon: list[Cell]
    lat: list[Cell]
    exact_datum: bool
    findings: tuple[Finding, ...] = ()


def points_of(shapes: Sequence[shapely.Geometry | None], crs: str | None, place: str) -> Points:
    """One point per shape: the point itself, or a point inside an area (said as a doubt).

    crs: anything pyproj reads, None if the layer does not say; then degrees are assumed, with a
    doubt, and figures beyond 180 are a blocker.
    """
    geometry = np.asarray(shapes, dtype=object)
    findings: list[Finding] = []
    given = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    areas = int((given & (shapely.get_type_id(geometry) != 0)).sum())
    if areas:
        findings.append(doubt("shape_not_point", place, source=place, count=areas))
    lon = np.full(len(geometry), np.nan)
    lat = np.full(len(geometry), np.nan)
    inside = shapely.point_on_surface(geometry[given])
    lon[given], lat[given] = shapely.get_x(inside), shapely.get_y(inside)
    exact = False
    if crs is None:
        if np.nanmax(np.abs(lon), initial=0) > 180 or np.nanmax(np.abs(lat), initial=0) > 90:
            findings.append(blocker("crs_missing_projected", place, source=place))
            lon[:], lat[:] = np.nan, np.nan
        elif given.any():
            findings.append(doubt("crs_missing", place, source=place))
    else:
        try:
            system = pyproj.CRS.from_user_input(crs)
            exact = not any(system.equals(known, ignore_axis_order=True) for known in _known())
            if exact:
                turn = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
                lon, lat = turn.transform(lon, lat)
        except pyproj.exceptions.ProjError:
            findings.append(blocker("crs_unknown", place, value=crs, source=place))
            lon[:], lat[:] = np.nan, np.nan
    return Points(_cells(lon), _cells(lat), exact, tuple(findings))


def _known() -> list[pyproj.CRS]:
    return [pyproj.CRS.from_user_input(name) for name in DEGREE_SYSTEMS]


def _cells(values: np.ndarray) -> list[Cell]:
    return [float(value) if np.isfinite(value) else None for value in values]
