"""From longitude and latitude to sheet metres, and from polygons to drawing paths."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path

Floats = npt.NDArray[np.float64]


@cache
def _transformer() -> Any:
    from pyproj import Transformer

    from geodata.boundaries import EQUAL_AREA

    return Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)


def project(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Metres east and north of the projection's origin; any shape, degrees in."""
    x, y = _transformer().transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x), np.asarray(y)


def project_shapes(shapes: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Shapely geometries in degrees as geometries in metres."""
    return shapely.transform(
        np.asarray(shapes, dtype=object), lambda points: np.column_stack(project(*points.T))
    )


def path_of(shape: Any) -> Path:
    """A (multi)polygon as one path; holes stay holes."""
    rings = [
        ring
        for polygon in shapely.get_parts(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    if not rings:
        return Path(np.zeros((0, 2)))
    vertices = [shapely.get_coordinates(ring) for ring in rings]
    codes = []
    for points in vertices:
        code = np.full(len(points), Path.LINETO, dtype=np.uint8)
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes))
