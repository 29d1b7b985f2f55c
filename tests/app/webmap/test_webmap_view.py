"""MapView: positions, flows and their differences, the table beside the map, the ground."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.exports.fingerprint import plan_fingerprint
from app.layers import LayerInput, layer_input
from app.layers.classes import NO_DATA
from app.webmap.component import selection_of
from app.webmap.flows import NARROWEST_PX, WIDEST_PX, width_px
from app.webmap.ground import decode, encode, frame, ground
from app.webmap.marks import ADDED, PLAIN, REMOVED
from app.webmap.view import Selection, map_view
from matching.plan import Plan
from scenarios.case import Case


@pytest.fixture
def data(case: Case, plan: Plan) -> LayerInput:
    return layer_input(case, plan)


def named_flows(view) -> list[tuple[str, str, int, int]]:
    return [
        (view.cities[f.city].code, view.parks[f.park].park_id, f.firms, f.kind) for f in view.flows
    ]


def test_flows_are_summed_from_city_to_park(data: LayerInput) -> None:
    """E1 and E2 go from Shenzhen to P1, E3 from Dongguan to P2; by 2016 only E1 and E3 have."""
    assert named_flows(map_view(data)) == [
        ("440300", "P1", 2, PLAIN), ("441900", "P2", 1, PLAIN),
    ]  # fmt: skip
    assert named_flows(map_view(data.at(2016))) == [
        ("440300", "P1", 1, PLAIN), ("441900", "P2", 1, PLAIN),
    ]  # fmt: skip


def test_differences_of_flows_are_added_or_removed(data: LayerInput) -> None:
    """The second plan sends E3 to P1 as well and E1, E2 nowhere: P1 gains 1 from Dongguan, loses 2
    from Shenzhen, P2 loses 1 from Dongguan."""
    other = pd.DataFrame({"enterprise_id": ["E3"], "park_id": ["P1"], "year": [2016]})
    view = map_view(data, compare=replace(data, pairings=other))
    assert named_flows(view) == [
        ("440300", "P1", 2, REMOVED), ("441900", "P1", 1, ADDED), ("441900", "P2", 1, REMOVED),
    ]  # fmt: skip
    assert view.delta
    same = map_view(data, compare=data)
    assert not same.flows


def test_widths_are_proportional_above_a_hair() -> None:
    assert width_px([100, 50, 1], 100).tolist() == [WIDEST_PX, WIDEST_PX / 2, NARROWEST_PX]


def test_areas_have_the_class_of_their_figure_and_words(data: LayerInput) -> None:
    """COD in Heyuan by 2016: 30 of 60 t taken, 50 % left, the class 40 to 70 %."""
    view = map_view(data.at(2016), "emission_cod", "en")
    area = view.areas["441600"]
    assert (area.cls, area.value, area.detail) == (3, "50 %", "taken 30 t/a of 60 t/a")
    assert view.level == "city"
    assert view.classes is not None and view.classes.texts[3] == "40 to 70"
    beside = view.table()
    assert beside.values.tolist() == [["Heyuan", "city", "50 %", "40 to 70"]]
    assert "Heyuan 50 %" in view.alt


def test_the_classes_do_not_depend_on_the_run(data: LayerInput) -> None:
    a = map_view(data, "output", "zh")
    b = map_view(replace(data, pairings=data.pairings.iloc[:1]), "output", "zh")  # type: ignore
    assert a.classes == b.classes


def test_parks_have_a_class_only_where_the_layer_knows_parks(data: LayerInput) -> None:
    land = {park.park_id: park.cls for park in map_view(data.at(2016), "land").parks}
    # P1 has a land row (nothing left: the lowest class), P2 has none.
    assert land == {"P1": 0, "P2": NO_DATA}
    assert {park.cls for park in map_view(data, "labour").parks} == {-2}


def test_without_a_plan_the_province_is_drawn_all_the_same(case: Case) -> None:
    view = map_view(layer_input(case))
    assert len(view.cities) == 21
    assert not view.flows and not view.areas
    assert [park.firms for park in view.parks] == [0, 0]
    assert len(view.table()) == 0
    json.loads(view.payload)


def test_the_same_view_gives_the_same_bytes(data: LayerInput) -> None:
    one, two = (map_view(data, "land", points=True) for _ in range(2))
    assert one.payload == two.payload
    assert map_view(data, "output").payload != one.payload


def test_dots_keep_order_place_and_park(data: LayerInput) -> None:
    """E4 has no coordinates and no dot; E3 goes to P2, the second park."""
    points = map_view(data, points=True).points
    assert points is not None
    assert points.ids == ("E1", "E2", "E3")
    assert points.park.tolist() == [0, 0, 1]
    x, y = frame().place([113.75], [23.04])
    assert (points.x[2], points.y[2]) == (x[0], y[0])
    assert points.names[1] == "=HYPERLINK(1)", "names are shown as they are, never run"


def test_a_selected_enterprise_brings_its_way(data: LayerInput) -> None:
    view = map_view(data, selected=Selection("enterprise", "E3"))
    assert view.way is not None
    assert view.parks[view.way.park].park_id == "P2"
    stays = map_view(data, selected=Selection("enterprise", "E4")).way
    assert stays is not None and stays.park == -1 and stays.home is None
    assert map_view(data, selected=Selection("enterprise", "nobody")).way is None


def test_what_the_browser_reports_becomes_a_selection(data: LayerInput) -> None:
    view = map_view(data, points=True, selected=Selection("city", "440300"))
    assert selection_of(None, view) == Selection("city", "440300"), "nothing touched yet"
    assert selection_of({"kind": "none", "from": "outside"}, view) == Selection("city", "440300")
    assert selection_of({"kind": "none", "from": "map"}, view) is None
    assert selection_of({"kind": "park", "id": "P1"}, view) == Selection("park", "P1")
    dot = {"kind": "enterprise", "at": 2, "of": 3}
    assert selection_of(dot, view) == Selection("enterprise", "E3")
    assert selection_of(dot | {"of": 4}, view) is None, "a dot of a view that is gone"
    for odd in (
        {"kind": "park", "id": 3},
        {"kind": "file"},
        {"kind": "enterprise", "at": -1, "of": 3},
    ):
        assert selection_of(odd, view) is None


def test_notes_name_the_sources_of_what_is_shown(data: LayerInput) -> None:
    """Boundaries on every map, OpenStreetMap where road times are shown, both runs of a pair."""
    hours = pd.DataFrame({"F": [1.0, 2.0]}, index=["P1", "440204"])
    ports = pd.DataFrame({"facility_id": ["F"], "open_year": [np.nan], "close_year": [np.nan],
                          "name_zh": ["港"], "name_en": ["Port"]})  # fmt: skip
    roads = map_view(replace(data, facilities=ports, gateway_h=hours), "port_time", "en")
    assert "GS(2024)0650" in roads.notes[1] and "OpenStreetMap" in roads.notes[1]
    assert roads.level == "county" and roads.areas["440204"].detail == "nearest port: Port"
    plain = map_view(data, "land", "en", compare=replace(data, fingerprint="other"))
    assert "OpenStreetMap" not in " ".join(plain.notes)
    assert f"{data.fingerprint} → other" in plain.notes[2]


def test_notes_bear_the_fingerprints_of_result_and_data(case: Case, plan: Plan) -> None:
    made = map_view(layer_input(case, plan), lang="en").notes[2]
    assert f"result {plan_fingerprint(plan)}" in made and f"data {case.world.fingerprint}" in made
    bare = map_view(layer_input(case.world), lang="en").notes[2]
    assert f"data {case.world.fingerprint}" in bare and "result" not in bare


def test_wrong_options_are_refused(data: LayerInput) -> None:
    with pytest.raises(AppError):
        map_view(data, "lnd")
    with pytest.raises(ValueError, match="200"):
        map_view(data, flows=201)


@given(st.lists(st.integers(-(2**30), 2**30)))
def test_numbers_survive_their_way_to_the_browser(numbers: list[int]) -> None:
    assert decode(encode(numbers)) == numbers


def test_the_ground_has_every_unit_and_is_true_to_the_boundaries() -> None:
    """Areas of the simplified outlines, hole and all, are within 2 % of the polygons' (small ones:
    within 3 km2)."""
    from app.map.view import county_shapes

    outlines = json.loads(ground().json)
    assert [len(outlines[k]) for k in ("counties", "cities", "regions")] == [124, 21, 4]
    truth = county_shapes().set_index("adcode")["shape"]
    for code, _, city, *rings in outlines["counties"]:
        assert city == f"{code[:4]}00"
        area = (
            abs(sum(signed_area(decode(ring)) for ring in rings)) * (outlines["unit_m"] / 1000) ** 2
        )
        assert area == pytest.approx(truth[code].area / 1e6, rel=0.02, abs=3.0)


def signed_area(steps: list[int]) -> float:
    x, y = np.cumsum(np.array(steps).reshape(-1, 2), axis=0).T.astype(float)
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def test_the_frame_holds_dongsha() -> None:
    from geodata.boundaries import dongsha

    x, y = frame().place([dongsha().label_lon], [dongsha().label_lat])
    assert 0 < x[0] < frame().width and 0 < y[0] < frame().height
