"""The ground of the web map: outlines of neighbours, counties, cities and regions as short text.

Coordinates are whole steps of UNIT_M metres, right and down from the frame's upper left corner, in
the equal-area projection of `app.map.geometry`.  A ring is written as one string: differences
between its points, each number in base 32 with the sign in its lowest bit and the five-bit groups,
lowest first, as characters from "?" on (the scheme of Google's encoded polylines).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from app.map.geometry import Floats, project, project_shapes
from geodata.words import Lang

UNIT_M = 50.0
PAD_M = 14_000.0
COUNTY_DETAIL_M, AROUND_DETAIL_M = 150.0, 900.0
MARGIN_DEGREES = 3.0
SPECIAL = ("810000", "820000")
"""Hong Kong and Macau: drawn in another neutral tone than the provinces around."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """The drawn rectangle: left and top in metres, width and height in units."""

    left_m: float
    top_m: float
    width: int
    height: int

    def units(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[Ints, Ints]:
        """Metres of the projection to units right and down."""
        right = np.rint((np.asarray(x_m, float) - self.left_m) / UNIT_M)
        down = np.rint((self.top_m - np.asarray(y_m, float)) / UNIT_M)
        return right.astype(np.int64), down.astype(np.int64)

    def metres(self, right: npt.ArrayLike, down: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Units right and down to metres of the projection."""
        x = np.asarray(right, float) * UNIT_M + self.left_m
        return x, self.top_m - np.asarray(down, float) * UNIT_M

    def place(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Ints, Ints]:
        """WGS84 degrees to units right and down."""
        return self.units(*project(lon, lat))


@cache
def frame() -> Frame:
    """The whole province with Dongsha, and a margin."""
    from geodata.boundaries import cities

    shapes = project_shapes(cities().geometry.to_numpy())
    left, bottom, right, top = shapely.total_bounds(shapes)
    width, height = right - left + 2 * PAD_M, top - bottom + 2 * PAD_M
    return Frame(
        float(left - PAD_M), float(top + PAD_M), round(width / UNIT_M), round(height / UNIT_M)
    )


def encode(numbers: npt.ArrayLike) -> str:
    """Whole numbers as text, see the module's head."""
    written = []
    for number in np.asarray(numbers, dtype=np.int64).tolist():
        rest = number << 1 if number >= 0 else ~(number << 1)
        while rest >= 0x20:
            written.append(chr((0x20 | (rest & 0x1F)) + 63))
            rest >>= 5
        written.append(chr(rest + 63))
    return "".join(written)


def decode(text: str) -> list[int]:
    """What `encode` was given."""
    numbers, number, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        number |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number, shift = 0, 0
    return numbers


def rings(shape: shapely.Geometry) -> list[str]:
    """Every ring of a (multi)polygon, outlines and holes alike, without its closing point."""
    written = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            right, down = frame().units(*shapely.get_coordinates(ring).T)
            points = np.column_stack([right, down])
            moved = np.ones(len(points), dtype=bool)
            moved[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
            points = points[moved]
            if len(points) > 1 and (points[0] == points[-1]).all():
                points = points[:-1]
            if len(points) >= 3:
                steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
                written.append(encode(steps.ravel()))
    return written


@dataclass(frozen=True)
class Ground:
    """The outlines as JSON, and a short name that changes when they do."""

    json: bytes
    name: str


@cache
def ground() -> Ground:
    """Everything below the figures; the same bytes in every process."""
    from geodata.boundaries import CITY_REGION, counties, neighbours

    table = counties()
    # Simplified together, so that neighbours keep their common border.
    shapes = shapely.coverage_simplify(
        project_shapes(table.geometry.to_numpy()), COUNTY_DETAIL_M
    )  # fmt: skip
    city = table["city_adcode"].to_numpy()
    region = table["region"].to_numpy()
    around = neighbours(MARGIN_DEGREES)
    land = shapely.coverage_simplify(project_shapes(around.geometry.to_numpy()), AROUND_DETAIL_M)
    english = _english_names()
    content = {
        "width": frame().width,
        "height": frame().height,
        "unit_m": UNIT_M,
        "around": [
            [int(code in SPECIAL), *rings(shape)]
            for code, shape in zip(around["adcode"], land, strict=True)
        ],
        "counties": [
            [code, {"zh": name, "en": english.get(code, name)}, belongs, *rings(shape)]
            for code, name, belongs, shape in zip(
                table["adcode"], table["name_zh"], city, shapes, strict=True
            )
        ],
        "cities": [
            [code, CITY_REGION[code], *rings(shapely.coverage_union_all(shapes[city == code]))]
            for code in pd.unique(city)
        ],
        "regions": [
            [name, *rings(shapely.coverage_union_all(shapes[region == name]))]
            for name in pd.unique(region)
        ],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Ground(text, hashlib.sha256(text).hexdigest()[:12])


def _english_names() -> dict[str, str]:
    """Adcode of a county -> its name in Latin letters."""
    from geodata.place_names import read_places

    places = read_places("counties")
    return {
        code: pinyin.replace(" ", "").capitalize()
        for code, pinyin in zip(places["adcode"], places["pinyin"], strict=True)
    }


@cache
def ground_names(lang: Lang) -> dict[str, str]:
    """Adcode of a county -> its name."""
    from geodata.boundaries import counties

    table = counties()
    chinese = dict(zip(table["adcode"], table["name_zh"], strict=True))
    return chinese if lang == "zh" else chinese | _english_names()
