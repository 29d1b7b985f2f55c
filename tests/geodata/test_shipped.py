"""The shipped world: what is in it, what may not be in it, and where its figures come from."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from geodata.findings import blockers
from geodata.generator.store import as_text, synthetic_tables
from geodata.shipped import NAME, YEARS, read_shipped, shipped_world
from geodata.tables import ALL
from geodata.validate import validate

TWELVE = {
    "440200", "440500", "440800", "440900", "441400", "441500", "441600", "441700", "441800",
    "445100", "445200", "445300",
}  # fmt: skip
PERIPHERY = {"441300", "440700", "441200"}


@pytest.fixture(scope="module")
def world():
    return shipped_world()


def test_the_world_is_complete_synthetic_and_says_where_each_table_comes_from(world) -> None:
    assert world.name == NAME
    assert world.years == YEARS == (2016, 2017, 2018, 2019, 2020)
    assert world.synthetic
    assert set(world.tables) == set(ALL) == set(world.provenance)
    for name, table in ALL.items():
        assert list(world[name].columns) == [*table.by_name, "source_row"]
    sizes = {name: len(world[name]) for name in ALL}
    expected = {"enterprises": 3000, "parks": 63, "cities": 21, "facilities": 48, "industries": 31}
    assert {name: sizes[name] for name in expected} == expected
    assert sizes["park_supply"] == 63 * 5
    assert world["anchors"]["name_zh"].str.contains("中兴|比亚迪|金发").tolist() == [True] * 3
    assert sizes["pins"] == sizes["progress"] == 0


def test_every_filled_row_carries_source_and_confidence(world) -> None:
    for name, table in world.tables.items():
        assert table["source"].notna().all(), name
        assert table["confidence"].notna().all(), name
        allowed = {"document", "knowledge", "estimate", "synthetic"}
        assert set(table["confidence"]) <= allowed, name
    for name in ("enterprises", "links", "park_supply", "city_quotas"):
        assert set(world[name]["confidence"]) == {"synthetic"}, name


def test_the_world_has_no_blocker(world) -> None:
    assert blockers(validate(world.tables, world.years)) == []


def test_loading_is_quick_and_cached() -> None:
    """All CSV files are read in well under a second; the second call costs nothing."""
    shipped_world.__globals__["_shipped"].cache_clear()
    start = time.perf_counter()
    first = shipped_world()
    assert time.perf_counter() - start < 1.0
    assert shipped_world() is first
    with pytest.raises(KeyError):
        shipped_world("guangxi-2016")


def test_the_stored_synthetic_tables_are_what_the_generator_makes() -> None:
    """Text by text.  If this fails: run `python -m geodata.generator.store` and commit."""
    for name, made in synthetic_tables().items():
        stored = as_text(read_shipped(name, synthetic=True))
        pd.testing.assert_frame_equal(stored, as_text(made), obj=name)


def test_nine_delta_cities_send_and_only_the_twelve_receive(world) -> None:
    cities = world["cities"].set_index("city_adcode")
    assert set(cities.index[cities["role"] == "receiving"]) == TWELVE
    assert set(cities.index[cities["role"] == "sending"]) == set(cities.index) - TWELVE
    assert set(cities.loc[sorted(TWELVE), "region"]) == {"east", "west", "north"}
    assert cities["population_10k"].sum() == pytest.approx(10849.0)
    assert cities["gdp_100m_yuan"].sum() == pytest.approx(78684.0)
    # Q073-Q087: price floor by land grade, e.g. grade 9 costs 204 yuan/m2.
    floor = {2: 720, 4: 480, 5: 384, 6: 336, 8: 252, 9: 204, 10: 168, 11: 144}
    assert cities["land_grade"].map(floor).eq(cities["land_floor_yuan_per_m2"]).all()
    assert cities["source"].str.contains("land grade: estimate").all()


def test_parks_of_huizhou_jiangmen_and_zhaoqing_stay_but_receive_nothing(world) -> None:
    parks = world["parks"]
    shut = parks["receives"].eq(False).fillna(False)
    assert set(parks.loc[shut, "city_adcode"]) == PERIPHERY
    assert shut.sum() == 9
    assert set(parks.loc[~shut, "city_adcode"]) == TWELVE
    assert parks.loc[~shut, "receives"].isna().all(), "the others follow their city"


def test_no_park_receives_before_its_year(world) -> None:
    """P012 was recognised in 2017, P019 in 2018: no land or plant space before."""
    parks = world["parks"].set_index("park_id")
    assert parks.loc["P012", "open_year"] == 2017
    assert parks.loc["P019", "open_year"] == 2018
    assert (parks["open_year"].dropna() <= 2018).all()
    supply = world["park_supply"].join(parks["open_year"], on="park_id")
    early = supply["year"] < supply["open_year"]
    assert early.sum() == 1 + 2
    assert (supply.loc[early, ["land_mu", "plant_m2", "forest_mu", "sea_mu"]] == 0).all(axis=None)
    assert not supply[["land_mu", "plant_m2", "forest_mu", "sea_mu"]].isna().any(axis=None)


def test_only_the_shantou_bonded_area_exists_outside_the_delta_in_2016(world) -> None:
    """Meizhou's zone came in 2021, Zhanjiang's in 2023: no run of 2016-2020 may use them."""
    facilities = world["facilities"]
    zones = facilities[facilities["kind"] == "bonded_zone"]
    early = zones[~(zones["open_year"] > 2020) & zones["city_adcode"].isin(TWELVE)]
    assert list(early["facility_id"]) == ["L044"]
    assert zones["open_year"].notna().all()
    later = facilities[facilities["open_year"] > 2016]
    assert {"L009", "L010", "L025", "L041", "L042", "L045", "L046"} <= set(later["facility_id"])


def test_counterpart_relations_are_dated_and_run_on_without_a_hole(world) -> None:
    """Eight pairs, 2013-2016 and 2017-2020; minimums are separate synthetic rows of 2016-2020."""
    duties = world["duties"]
    real = duties[duties["confidence"] != "synthetic"]
    assert real["min_projects"].isna().all()
    assert real["min_investment_wan_yuan"].isna().all()
    spans = real.groupby(["sending_adcode", "receiving_adcode"])[["from_year", "to_year"]].agg(list)
    assert len(spans) == 8
    assert all(row == [2013, 2017] for row in spans["from_year"])
    assert all(row == [2016, 2020] for row in spans["to_year"])
    made = duties[duties["confidence"] == "synthetic"]
    assert len(made) == 16
    assert (made["min_projects"] >= 1).all()
    assert set(zip(made["from_year"], made["to_year"], strict=True)) == {(2016, 2016), (2017, 2020)}
    assert made["source"].str.contains("synthetic").all()


def test_entry_floors_stand_only_where_they_are_documented(world) -> None:
    parks = world["parks"].set_index("park_id")
    floors = parks.filter(like="floor_")
    assert list(floors.dropna(how="all").index) == ["P023"]
    assert list(floors.loc["P023"]) == [330.0, 1000.0, 33.0]


def test_chemical_divisions_are_refused_outside_chemical_parks(world) -> None:
    parks = world["parks"]
    for lead, refused in zip(parks["lead_divisions"], parks["refused_divisions"], strict=True):
        leads = set((lead or "").split(";"))
        assert set((refused or "").split(";")) - {""} == {"25", "26"} - leads


def test_the_2018_directory_bans_begin_in_2018_and_only_in_meizhou(world) -> None:
    bans = world["bans"].set_index("ban_id")
    directory = bans["legal_source"].str.contains("2018年本")
    assert directory.sum() == 13
    assert set(bans.loc[directory, "scope"]) == {"441400"}
    assert (bans.loc[directory, "from_year"] == 2018).all()
    assert bans.loc[~directory, "legal_source"].str.contains("粤府〔2016〕98号").all()
    assert bans["product_keyword"].notna().all(), "no division is shut as a whole"


def test_seat_coordinates_are_said_to_be_so(world) -> None:
    parks = world["parks"].set_index("park_id")
    own = set(parks.index[parks["coord_basis"] == "park"])
    assert own == {"P014", "P023", "P034"}
    assert list(parks.index[parks["coord_basis"] == "city_seat"]) == ["P013"]
    assert (parks["coord_basis"] == "county_seat").sum() == 59


def test_rows_that_overlap_name_each_other(world) -> None:
    from geodata.generator.spread import OVERLAPPING

    parks = world["parks"].set_index("park_id")
    said = set(parks.index[parks["source"].str.contains("overlaps P0")])
    assert said == OVERLAPPING


@pytest.mark.shared
def test_facts_and_shipped_parks_agree(world, shared_folder) -> None:
    facts = pd.read_csv(shared_folder / "facts" / "parks.csv", dtype=str).set_index("park_id")
    parks = world["parks"].set_index("park_id")
    assert list(parks.index) == list(facts.index)
    moved = {"P013"}
    kept = facts.index.difference(list(moved))
    for ours, theirs in (("lon", "lon_wgs84"), ("lat", "lat_wgs84"), ("area_km2", "area_km2")):
        expected = facts.loc[kept, theirs].astype(float).to_numpy()
        np.testing.assert_allclose(parks.loc[kept, ours].to_numpy(dtype=float), expected)
    same = parks["lead_divisions"].fillna("") == facts["gbt4754_2011_divisions"].fillna("")
    assert same.all()
    assert parks["confidence"].eq(facts["confidence"]).all()
