"""Longitude and latitude in the datums that Chinese tables use, declared at the door, WGS84 inside.

- `wgs84`: GPS; `cgcs2000`: the national datum, equal to WGS84 within decimetres, so taken as is.
- `gcj02`: the offset that maps published in China carry (Amap, Tencent): 510-640 m in Guangdong.
- `bd09`: Baidu's further offset on top of GCJ-02: 1.1-1.3 km from WGS84.

The GCJ-02 and BD-09 formulas are the publicly known reverse-engineered ones (checked in the tests
against the package `prcoords`, CC0).  They have no closed inverse; here the inverse is found by
fixed-point iteration to the last bits of float64, so a round trip is exact to 1e-6 m.
All functions are vectorised; NaN stays NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from geodata.boundaries import claimed_area

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")
SWAPPED = "swapped"

Points = tuple[np.ndarray, np.ndarray]

_SPELLINGS: dict[str, Datum] = {
    **{name: name for name in DATUMS},
    "epsg4326": "wgs84", "gps": "wgs84", "wgs": "wgs84",
    "epsg4490": "cgcs2000", "2000": "cgcs2000", "cgcs": "cgcs2000",
    "gcj": "gcj02", "amap": "gcj02", "gaode": "gcj02", "tencent": "gcj02", "火星": "gcj02",
    "高德": "gcj02", "腾讯": "gcj02", "bd": "bd09", "baidu": "bd09", "百度": "bd09",
    "bd09ll": "bd09", "国家2000": "cgcs2000",
}  # fmt: skip

# Ellipsoid of Krasovsky 1940, used by the GCJ-02 offset whatever the datum of its input.
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
# The box in which GCJ-02 offsets apply (degrees); outside, points are left as they are.
_CHINA_WEST, _CHINA_EAST = 72.004, 137.8347
_CHINA_SOUTH, _CHINA_NORTH = 0.8293, 55.8271

_BAIDU_WAVE = np.pi * 3000 / 180
_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.006

_CONVERGED_DEGREES = 1e-13  # 1e-8 m, a few units in the last place at 113 degrees
_MAX_STEPS = 40

GUANGDONG_BOX = (109.0, 20.0, 118.0, 26.0)
"""West, south, east, north: a loose box used to recognise swapped longitude and latitude."""

BORDER_MARGIN_KM = 0.3
"""Points this close to the county they claim count as inside: the polygons are generalised."""


def datum_named(name: str) -> Datum:
    """The datum a user means by `name` ("GCJ-02", "EPSG:4490", "百度" …).

    Raises ValueError with the known names and the closest one.
    """
    plain = "".join(c for c in str(name).casefold() if c.isalnum())
    if plain in _SPELLINGS:
        return _SPELLINGS[plain]
    close = get_close_matches(plain, _SPELLINGS, n=1)
    hint = f"; did you mean {_SPELLINGS[close[0]]}?" if close else ""
    raise ValueError(f"unknown datum {name!r}: use one of {', '.join(DATUMS)}{hint}")


def _arrays(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Points:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return x.copy(), y.copy()


def _gcj02_offset_m(x: np.ndarray, y: np.ndarray) -> Points:
    """Offsets to the east and north in metres; x, y are degrees from 105 E, 35 N."""
    xr, yr = x * np.pi, y * np.pi
    # Both directions share one ripple along the meridians.
    ripple = 2 * np.sin(6 * xr) + 2 * np.sin(2 * xr)
    waves_east = 2 * np.sin(xr) + 4 * np.sin(xr / 3) + 15 * np.sin(xr / 12) + 30 * np.sin(xr / 30)
    waves_north = 2 * np.sin(yr) + 4 * np.sin(yr / 3) + 16 * np.sin(yr / 12) + 32 * np.sin(yr / 30)
    root = np.sqrt(np.abs(x))
    east = 300 + x + 2 * y + 0.1 * x * (x + y) + 0.1 * root + (ripple + waves_east) * 20 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    return east, north + (ripple + waves_north) * 20 / 3


def _wgs84_to_gcj02(lon: np.ndarray, lat: np.ndarray) -> Points:
    with np.errstate(invalid="ignore"):
        east, north = _gcj02_offset_m(lon - 105, lat - 35)
        sine = np.sin(np.radians(lat))
        w2 = 1 - _ECCENTRICITY2 * sine * sine
        prime_vertical_m = _AXIS_M / np.sqrt(w2)
        meridian_m = _AXIS_M * (1 - _ECCENTRICITY2) / (w2 * np.sqrt(w2))
        inside = (
            (lon >= _CHINA_WEST) & (lon <= _CHINA_EAST)
            & (lat >= _CHINA_SOUTH) & (lat <= _CHINA_NORTH)
        )  # fmt: skip
        shifted_lon = lon + np.degrees(east / (prime_vertical_m * np.cos(np.radians(lat))))
        shifted_lat = lat + np.degrees(north / meridian_m)
    return np.where(inside, shifted_lon, lon), np.where(inside, shifted_lat, lat)


def _gcj02_to_bd09(lon: np.ndarray, lat: np.ndarray) -> Points:
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BAIDU_WAVE)
    return radius * np.cos(angle) + _BAIDU_LON, radius * np.sin(angle) + _BAIDU_LAT


def _wgs84_to_bd09(lon: np.ndarray, lat: np.ndarray) -> Points:
    return _gcj02_to_bd09(*_wgs84_to_gcj02(lon, lat))


def _same(lon: np.ndarray, lat: np.ndarray) -> Points:
    return lon, lat


_FORWARD: dict[Datum, Callable[[np.ndarray, np.ndarray], Points]] = {
    "wgs84": _same,
    "cgcs2000": _same,
    "gcj02": _wgs84_to_gcj02,
    "bd09": _wgs84_to_bd09,
}


def _inverse(
    forward: Callable[[np.ndarray, np.ndarray], Points], lon: np.ndarray, lat: np.ndarray
) -> Points:
    """The point that `forward` sends to (lon, lat).

    The offsets change by less than 1 % per unit of displacement, so adding the remaining error to
    the guess shrinks it a hundredfold each step; 5-6 steps reach the resolution of float64.
    """
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_MAX_STEPS):
        reached_lon, reached_lat = forward(guess_lon, guess_lat)
        error_lon, error_lat = lon - reached_lon, lat - reached_lat
        guess_lon += error_lon
        guess_lat += error_lat
        worst = np.fmax(np.abs(error_lon), np.abs(error_lat))
        if not np.any(worst > _CONVERGED_DEGREES):
            break
    return guess_lon, guess_lat


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Points:
    """WGS84 longitude and latitude (degrees, any shape) expressed in `datum`.

    Raises ValueError for an unknown datum.
    """
    return _FORWARD[datum_named(datum)](*_arrays(lon, lat))


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Points:
    """Longitude and latitude (degrees, any shape) given in `datum`, as WGS84.

    Raises ValueError for an unknown datum.
    """
    forward = _FORWARD[datum_named(datum)]
    x, y = _arrays(lon, lat)
    return (x, y) if forward is _same else _inverse(forward, x, y)


def likely_swapped(lon: npt.ArrayLike, lat: npt.ArrayLike) -> np.ndarray:
    """Whether longitude and latitude of each point seem exchanged: (n,) bool.

    True where the point lies outside GUANGDONG_BOX as it stands and inside it when exchanged.
    """
    x, y = _arrays(lon, lat)
    return _in_guangdong_box(y, x) & ~_in_guangdong_box(x, y)


def _in_guangdong_box(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    west, south, east, north = GUANGDONG_BOX
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _claims(county_adcode: npt.ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    # Missing values of pandas cannot be compared; only text counts as a claim.
    given = np.atleast_1d(np.asarray(county_adcode, dtype=object))
    text = np.array([c if isinstance(c, str) else None for c in given], dtype=object)
    return np.broadcast_to(text, shape)


def _inside_claims(lon: np.ndarray, lat: np.ndarray, claims: np.ndarray) -> np.ndarray:
    inside = np.zeros(len(lon), dtype=bool)
    for adcode in {c for c in claims if c is not None}:
        area = claimed_area(adcode, BORDER_MARGIN_KM)
        if area is not None:
            rows = np.flatnonzero(claims == adcode)
            inside[rows] = shapely.intersects_xy(area, lon[rows], lat[rows])
    return inside


def likely_datum(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    county_adcode: npt.ArrayLike,
    *,
    declared: str = "wgs84",
) -> np.ndarray:
    """Which datum would put each point into the county it claims.

    lon, lat (n,): WGS84 degrees as obtained by reading the table as `declared`.
    county_adcode (n,): the claimed county (a city's code or 440000 works too; missing or unknown:
    no answer).
    Returns an object array (n,):

    - `declared` itself where the point lies inside its county (or within BORDER_MARGIN_KM of it);
    - "wgs84", "gcj02" or "bd09": reading the original figures as this datum brings it inside.
      Where several would, the one that explains most of all misplaced points wins, the smaller
      offset on a tie: a table is rarely in two datums;
    - "swapped": exchanging longitude and latitude (in any datum) brings it inside;
    - None: nothing explains it, or a coordinate or the claim is missing.
    """
    named = datum_named(declared)
    x, y = _arrays(np.atleast_1d(lon), np.atleast_1d(lat))
    claims = _claims(county_adcode, x.shape)
    answer = np.full(x.shape, None, dtype=object)
    inside = _inside_claims(x, y, claims)
    answer[inside] = named

    rest = np.flatnonzero(~inside & np.isfinite(x) & np.isfinite(y))
    if not len(rest):
        return answer
    raw = from_wgs84(x[rest], y[rest], named)
    others = [d for d in ("wgs84", "gcj02", "bd09") if _FORWARD[d] is not _FORWARD[named]]
    fits = {d: _inside_claims(*to_wgs84(*raw, d), claims[rest]) for d in others}
    best_first = sorted(others, key=lambda d: -int(fits[d].sum()))
    exchanged = np.zeros(len(rest), dtype=bool)
    for datum in ("wgs84", "gcj02", "bd09"):
        exchanged |= _inside_claims(*to_wgs84(raw[1], raw[0], datum), claims[rest])
    # Weakest explanation first, so that a stronger one overwrites it.
    answer[rest[exchanged]] = SWAPPED
    for datum in reversed(best_first):
        answer[rest[fits[datum]]] = datum
    return answer
