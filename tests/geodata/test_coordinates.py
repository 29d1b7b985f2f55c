"""Datums: agreement with an independent package, exact round trips, recognising the wrong datum."""

from __future__ import annotations

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.boundaries import claimed_area, county_of
from geodata.coordinates import (
    BORDER_MARGIN_KM,
    DATUMS,
    datum_named,
    from_wgs84,
    likely_datum,
    likely_swapped,
    to_wgs84,
)


def metres(lon, lat, lon2, lat2):
    """Distance on a local plane: exact enough for offsets, and fine below a micrometre."""
    east = (np.asarray(lon2) - lon) * 111_320 * np.cos(np.radians(lat))
    return np.hypot(east, (np.asarray(lat2) - lat) * 110_574)


@pytest.fixture(scope="module")
def points():
    random = np.random.default_rng(20)
    return random.uniform(109.7, 117.2, 3000), random.uniform(20.3, 25.5, 3000)


@pytest.mark.parametrize(("datum", "theirs"), [("gcj02", "wgs_gcj"), ("bd09", "wgs_bd")])
def test_same_as_prcoords(points, datum, theirs):
    lon, lat = points[0][:400], points[1][:400]
    convert = getattr(prcoords, theirs)
    pairs = zip(lon, lat, strict=True)
    expected = np.array([tuple(convert(prcoords.Coords(y, x))) for x, y in pairs])
    found = from_wgs84(lon, lat, datum)
    assert metres(expected[:, 1], expected[:, 0], *found).max() < 1e-6


@pytest.mark.parametrize(
    ("datum", "theirs"), [("gcj02", "gcj_wgs_bored"), ("bd09", "bd_wgs_bored")]
)
def test_inverse_is_that_of_prcoords(points, datum, theirs, monkeypatch):
    """prcoords stops at 1e-5 degrees unless told to go on."""
    monkeypatch.setattr(prcoords, "PRC_EPS", 1e-12)
    lon, lat = points[0][:100], points[1][:100]
    convert = getattr(prcoords, theirs)
    expected = np.array(
        [tuple(convert(prcoords.Coords(y, x))) for x, y in zip(lon, lat, strict=True)]
    )
    assert metres(expected[:, 1], expected[:, 0], *to_wgs84(lon, lat, datum)).max() < 1e-6


@pytest.mark.parametrize("datum", DATUMS)
@given(lon=st.floats(108, 119), lat=st.floats(18, 27))
def test_round_trip_is_exact_to_a_micrometre(datum, lon, lat):
    there = from_wgs84(lon, lat, datum)
    assert metres(lon, lat, *to_wgs84(*there, datum)) < 1e-6
    back = to_wgs84(lon, lat, datum)
    assert metres(lon, lat, *from_wgs84(*back, datum)) < 1e-6


def test_offsets_have_the_known_size(points):
    """GCJ-02 moves points of Guangdong by 500-650 m, BD-09 by 1.1-1.35 km, CGCS2000 not at all."""
    for datum, low, high in (("gcj02", 500, 650), ("bd09", 1100, 1350), ("cgcs2000", 0, 0)):
        shift = metres(*points, *from_wgs84(*points, datum))
        assert low <= shift.min() <= shift.max() <= high


def test_guangzhou_city_hall_moves_east_and_south():
    """Published offset there: +545 m east, -296 m north."""
    lon, lat = from_wgs84(113.2594, 23.1291, "gcj02")
    assert (lon - 113.2594) * 111_320 * np.cos(np.radians(23.1291)) == pytest.approx(545, abs=2)
    assert (lat - 23.1291) * 110_574 == pytest.approx(-296, abs=2)


def test_missing_values_stay_missing_and_input_is_left_alone():
    lon, lat = np.array([113.0, np.nan, 113.0]), np.array([23.0, 23.0, np.nan])
    for datum in DATUMS:
        for convert in (to_wgs84, from_wgs84):
            x, y = convert(lon, lat, datum)
            assert np.isfinite(x[0]) and np.isfinite(y[0])
            assert np.isnan(x[1]) or np.isnan(y[1])
            assert np.isnan(x[2]) or np.isnan(y[2])
            x[:] = 0
    assert lon[0] == 113.0


def test_outside_china_gcj02_changes_nothing():
    assert [float(a) for a in from_wgs84(2.35, 48.85, "gcj02")] == [2.35, 48.85]


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("WGS-84", "wgs84"), ("EPSG:4490", "cgcs2000"), ("GCJ-02", "gcj02"), ("高德", "gcj02"),
        ("BD09", "bd09"), ("百度", "bd09"), ("CGCS 2000", "cgcs2000"),
    ],
)  # fmt: skip
def test_datums_are_recognised_by_common_names(name, datum):
    assert datum_named(name) == datum


def test_an_unknown_datum_is_refused_with_a_hint():
    with pytest.raises(ValueError, match="did you mean gcj02"):
        to_wgs84(113.0, 23.0, "gjc02")


@pytest.fixture(scope="module")
def claimed(points):
    """Points with the county they truly lie in."""
    county = county_of(*points)
    inside = np.array([adcode is not None for adcode in county])
    return points[0][inside], points[1][inside], county[inside]


def counts(answers):
    return {answer: int((answers == answer).sum()) for answer in {*answers.tolist()}}


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_points_read_in_the_wrong_datum_are_traced_to_it(claimed, datum):
    """Points near a border leave their county when read as WGS84; all of them name the datum."""
    lon, lat, county = claimed
    found = counts(likely_datum(*from_wgs84(lon, lat, datum), county))
    assert set(found) == {"wgs84", datum}
    assert found[datum] >= 5


def test_wgs84_declared_as_gcj02_is_traced_as_well(claimed):
    lon, lat, county = claimed
    read = to_wgs84(lon, lat, "GCJ-02")
    found = counts(likely_datum(*read, county, declared="gcj02"))
    assert set(found) == {"gcj02", "wgs84"}
    assert found["wgs84"] >= 5


def test_correct_points_are_left_in_peace(claimed):
    assert set(likely_datum(*claimed)) == {"wgs84"}


def test_bd09_points_are_not_taken_for_gcj02():
    """Undoing GCJ-02 halves the offset of BD-09, so it rescues some of the points, but never more.

    A point that GCJ-02 does not rescue says bd09 on its own; one that both rescue says what the
    rest of its table says.
    """
    random = np.random.default_rng(3)
    lon, lat = random.uniform(113.2, 113.3, 4000), random.uniform(23.09, 23.18, 4000)
    inside = county_of(lon, lat) == "440104"
    read = from_wgs84(lon[inside], lat[inside], "bd09")
    claims = np.full(inside.sum(), "440104", dtype=object)
    assert set(likely_datum(*read, claims)) == {"wgs84", "bd09"}

    area = claimed_area("440104", BORDER_MARGIN_KM)
    outside = ~shapely.contains_xy(area, *read)
    half_way = shapely.contains_xy(area, *to_wgs84(*read, "gcj02"))
    alone = np.flatnonzero(outside & ~half_way)[0]
    assert likely_datum(read[0][alone], read[1][alone], "440104").tolist() == ["bd09"]
    both = np.flatnonzero(outside & half_way)[0]
    assert likely_datum(read[0][both], read[1][both], "440104").tolist() == ["gcj02"]
    assert likely_datum(*read, claims)[both] == "bd09"


def test_exchanged_longitude_and_latitude_are_recognised(claimed):
    lon, lat, county = claimed
    assert set(likely_datum(lat, lon, county)) == {"swapped"}
    assert likely_swapped(lat, lon).all()
    assert not likely_swapped(lon, lat).any()
    gcj = from_wgs84(lon, lat, "gcj02")
    assert set(likely_datum(gcj[1], gcj[0], county)) == {"swapped"}


def test_nothing_is_claimed_without_evidence():
    """A point in Beijing, one without coordinates, unknown and missing counties: no answer."""
    found = likely_datum(
        [116.4, np.nan, 113.26, 113.26], [39.9, 23.1, 23.13, 23.13],
        ["440104", "440104", "999999", None],
    )  # fmt: skip
    assert found.tolist() == [None, None, None, None]


def test_a_claim_on_a_city_or_the_old_baoan_is_understood():
    """(113.93, 22.75) lies in Guangming, cut out of Bao'an in 2018, in the city of Shenzhen."""
    found = likely_datum([113.93] * 3, [22.75] * 3, ["440306", "440300", "440305"])
    assert found.tolist() == ["wgs84", "wgs84", None]
