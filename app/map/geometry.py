"""From longitude and latitude to sheet metres, and from polygons to drawing paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
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


def rows_of(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of the named columns as plain Python values."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def path_of(shape: Any) -> Path:
    """A (multi)polygon as one path; holes stay holes."""
    from shapely.geometry.polygon import orient

    # Drawing fills by winding number: a hole must run against its outline.
    polygons = [orient(polygon) for polygon in shapely.get_parts(shape) if not polygon.is_empty]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    if not rings:
        return Path(np.zeros((0, 2)))
    vertices = [shapely.get_coordinates(ring) for ring in rings]
    codes = []
    for points in vertices:
        code = np.full(len(points), Path.LINETO, dtype=np.uint8)
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes))
