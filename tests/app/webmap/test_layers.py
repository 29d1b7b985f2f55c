"""Layers by hand: small tables whose figures can be worked out in the head."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.layers import ALL, LayerInput, delta, layer, layer_input
from app.layers.classes import (
    DIVERGING,
    NO_DATA,
    SEQUENTIAL,
    amount,
    classes,
    delta_classes,
    figure,
)
from app.layers.port_time import compute as port_hours
from geodata.words import LANGS, known
from matching.plan import Plan
from scenarios.case import Case

LIMIT_COLUMNS = ["rule", "resource", "scope", "year", "used", "bound"]


def limits(*rows: tuple[str, str, str, int, float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=LIMIT_COLUMNS)


@pytest.fixture
def data(case: Case, plan: Plan) -> LayerInput:
    """The small world: E1, E2 -> P1 (Heyuan, 2016, 2017), E3 -> P2 (Shaoguan)."""
    return layer_input(case, plan)


def test_output_and_jobs_are_summed_where_the_firms_arrive(data: LayerInput) -> None:
    """P1: 8,000 + 6,000 = 14,000 wan = 1.4 hundred million yuan; 500 jobs.  P2: 0.9, 100.

    At the end of 2016 E2 has not come yet: P1 has 0.8 and 300.  Cities without parks have no row.
    """
    output, jobs = layer("output").values(data), layer("jobs").values(data)
    assert output.parks["value"].to_dict() == pytest.approx({"P1": 1.4, "P2": 0.9})
    assert output.cities["value"].to_dict() == pytest.approx({"440200": 0.9, "441600": 1.4})
    assert jobs.parks["value"].to_dict() == {"P1": 500.0, "P2": 100.0}
    assert jobs.parks["used"].to_dict() == {"P1": 2.0, "P2": 1.0}, "number of firms"
    early = layer("output").values(data.at(2016))
    assert early.parks["value"].to_dict() == pytest.approx({"P1": 0.8, "P2": 0.9})


def test_a_park_that_receives_nothing_has_zero_not_nothing(data: LayerInput) -> None:
    alone = replace(data, pairings=data.pairings.iloc[:1])  # type: ignore[union-attr]
    assert layer("jobs").values(alone).parks["value"].to_dict() == {"P1": 300.0, "P2": 0.0}


def test_land_and_occupancy_of_parks_and_of_their_city(data: LayerInput) -> None:
    """Two parks of Heyuan: 30 of 40 mu sold, 10 of 160: left 10 and 150, the city 160 of 200.

    Occupancy 75 % and 6.25 %, of the city 40 / 200 = 20 %: not the mean of its parks.
    """
    parks = data.parks.assign(city_adcode="441600")
    given_ = limits(
        ("park_land", "land_mu", "P1", 2017, 30, 40), ("park_land", "land_mu", "P2", 2017, 10, 160),
        ("park_land", "land_mu", "P1", 2016, 1, 40), ("plant", "plant_m2", "P1", 2017, 9, 9),
    )  # fmt: skip
    both = replace(data, parks=parks, limits=given_)
    land, occupancy = layer("land").values(both), layer("occupancy").values(both)
    assert land.parks["value"].to_dict() == {"P1": 10.0, "P2": 150.0}
    assert land.cities["value"].to_dict() == {"441600": 160.0}
    assert occupancy.parks["value"].to_dict() == {"P1": 0.75, "P2": 0.0625}
    assert occupancy.cities["value"].to_dict() == {"441600": pytest.approx(0.2)}
    assert layer("land").values(both.at(2016)).parks["value"].to_dict() == {"P1": 39.0}


def test_emission_headroom_is_the_share_left_of_that_pollutant(data: LayerInput) -> None:
    """COD in Heyuan: 30 of 60 t in 2016 (half is left), 50 of 50 t in 2017 (nothing is left)."""
    cod = layer("emission_cod")
    assert cod.values(data).cities["value"].to_dict() == {"441600": 0.0}
    assert cod.values(data.at(2016)).cities["value"].to_dict() == {"441600": 0.5}
    assert not len(layer("emission_so2").values(data).cities), "no allowance, no figure"


def test_what_the_whole_province_may_take_is_no_figure_of_a_city(data: LayerInput) -> None:
    given_ = limits(
        ("emission", "cod", "440000", 2017, 1, 2), ("emission", "cod", "441600", 2017, 1, 4)
    )
    cities = layer("emission_cod").values(replace(data, limits=given_)).cities
    assert cities["value"].to_dict() == {"441600": 0.75}


def test_an_allowance_of_zero_is_no_data_and_a_broken_one_is_negative(data: LayerInput) -> None:
    given_ = limits(
        ("labour", "labour", "441600", 2017, 0, 0), ("labour", "labour", "440200", 2017, 12, 10)
    )
    value = layer("labour").values(replace(data, limits=given_)).cities["value"]
    assert np.isnan(value["441600"])
    assert value["440200"] == pytest.approx(-0.2)


def test_duties_show_the_worst_of_each_city_at_both_ends(data: LayerInput) -> None:
    """Dongguan owes Shaoguan 20 projects and gets 10 placed (50 %); Shenzhen owes Shaoguan 4, gets
    3 (75 %) and Heyuan 2, gets 4 (200 %).  The worst: Shaoguan's 50 %, Shenzhen's 75 %.
    """
    given_ = limits(
        ("duty", "projects", "441900>440200@D1", 0, 10, 20),
        ("duty", "projects", "440300>440200@D2", 0, 3, 4),
        ("duty", "projects", "440300>441600@D3", 0, 4, 2),
        ("duty", "investment_wan_yuan", "440300>441600@D3", 0, 0, 2),
    )
    cities = layer("duties").values(replace(data, limits=given_)).cities
    assert cities["value"].to_dict() == {
        "440200": 0.5, "440300": 0.75, "441600": 2.0, "441900": 0.5,
    }  # fmt: skip
    assert cities["note"].to_dict() == {
        "440200": "441900", "440300": "440200", "441600": "440300", "441900": "440200",
    }  # fmt: skip


def test_the_next_port_must_be_open_in_the_year(data: LayerInput) -> None:
    """Port A: 3 h away, always open.  B: 1 h away, opens in 2017.  C: 0.5 h away, closed 2016."""
    ports = pd.DataFrame(
        {
            "facility_id": ["A", "B", "C"],
            "open_year": [np.nan, 2017, np.nan],
            "close_year": [np.nan, np.nan, 2016],
        }
    )
    hours = pd.DataFrame(
        {"A": [3.0, 2.0, np.nan], "B": [1.0, np.nan, np.nan], "C": [0.5, 0.5, np.nan]},
        index=["P1", "440204", "P2"],
    )
    by = replace(data, facilities=ports, gateway_h=hours)
    late, early = port_hours(by), port_hours(by.at(2016))
    assert late.parks["value"].to_dict() == {"P1": 1.0}
    assert late.parks["note"].to_dict() == {"P1": "B"}
    assert early.parks["value"].to_dict() == {"P1": 3.0}
    assert early.counties["value"].to_dict() == {"440204": 2.0}


def foreseen() -> SimpleNamespace:
    """Two replications, three years, P1 and P2; signed projects, cumulative."""
    parks = np.zeros((2, 3, 2, 3), dtype=np.float32)
    parks[:, 0, :, 0] = [[0, 1], [1, 1]]
    parks[:, 1, :, 0] = [[1, 3], [2, 3]]
    parks[:, 2, :, 0] = [[3, 3], [4, 4]]
    return SimpleNamespace(park_id=("P1", "P2"), years=(2016, 2017, 2018), parks=parks)


def test_predicted_less_recommended_by_park_city_and_year(data: LayerInput) -> None:
    """2016: P1 0.5 signed, 1 placed; P2 1, 1.  2017: 1.5 less 2; 3 less 1.  2018 (after the plan's
    last year): 3.5 less 2; 3.5 less 1."""
    seen = replace(data, outcome=foreseen())  # type: ignore[arg-type]
    for year, p1, p2 in ((2016, -0.5, 0.0), (2017, -0.5, 2.0), (2018, 1.5, 2.5)):
        values = layer("predicted").values(seen.at(year))
        assert values.parks["value"].to_dict() == {"P1": p1, "P2": p2}
        assert values.cities["value"].to_dict() == {"440200": p2, "441600": p1}
    assert layer("predicted").values(seen).parks["used"].to_dict() == {"P1": 1.5, "P2": 3.0}


def test_after_the_plans_last_year_its_limits_stand_as_they_were(data: LayerInput) -> None:
    """The simulation goes on for years: the map must not lose its figures there."""
    given_ = limits(
        ("park_land", "land_mu", "P1", 2016, 1, 40), ("park_land", "land_mu", "P1", 2017, 30, 40)
    )
    with_limits = replace(data, limits=given_)
    last = layer("land").values(with_limits.at(2017)).parks
    assert last["value"].to_dict() == {"P1": 10.0}
    assert layer("land").values(with_limits.at(2025)).parks.equals(last)


def test_a_difference_needs_figures_of_both(data: LayerInput) -> None:
    """Heyuan's COD: 0 % left of one run, 50 % of the other: +0.5; Shaoguan is in one only: NaN."""
    more = limits(
        ("emission", "cod", "441600", 2017, 20, 40), ("emission", "cod", "440200", 2017, 1, 4)
    )
    found = delta(layer("emission_cod"), data, replace(data, limits=more)).cities
    assert found.loc["441600", ["value", "used", "bound"]].tolist() == [0.5, 0.0, 0.5]
    assert np.isnan(found.loc["440200", "value"])


def test_layers_say_what_they_lack(case: Case) -> None:
    bare = layer_input(case)
    for name, needs in (("land", "plan"), ("port_time", "roads"), ("predicted", "outcome")):
        assert not layer(name).available(bare)
        with pytest.raises(AppError) as told:
            layer(name).values(bare)
        assert told.value.code == f"layer_needs_{needs}"
    with pytest.raises(AppError) as told:
        layer("labor")
    assert "labour" in told.value.remedy("en")


@pytest.mark.parametrize("name", ALL)
def test_every_layer_has_its_words_and_five_classes(name: str) -> None:
    one = ALL[name]
    for part in ("label", "note", "detail"):
        assert known(f"layer.{one.text or name}.{part}")
    for unit in {one.unit, one.detail_unit} - {""}:
        assert known(f"layer.unit.{unit}")
    for lang in LANGS:
        for ranks in (classes(one, lang), delta_classes(one, lang)):
            assert len(ranks.texts) == len(ranks.colours) == len(ranks.breaks) + 1 == 5
            assert len(set(ranks.texts)) == 5, "two classes would read the same"


def test_a_value_on_a_limit_belongs_to_the_class_above() -> None:
    """Occupancy has limits 20, 50, 80 and 95 %."""
    ranks = classes(layer("occupancy"), "en")
    found = ranks.of([0.1999, 0.2, 0.5, 0.8, 0.95, 7.0, -1.0, np.nan])
    assert found.tolist() == [0, 1, 2, 3, 4, 4, 0, NO_DATA]
    assert ranks.colours == SEQUENTIAL
    assert ranks.texts[:2] == ("below 20", "20 to 50")


def test_differences_have_a_neutral_middle() -> None:
    """Jobs: up to 100 more or fewer is no difference, from 2,000 on it is a large one."""
    ranks = delta_classes(layer("jobs"), "en")
    assert ranks.colours == DIVERGING
    assert ranks.of([-5000, -500, -99, 0, 99, 500, 2000]).tolist() == [0, 1, 2, 2, 2, 3, 4]
    assert ranks.texts[2] == "\u2212100 to +100"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_classes_never_fall_when_the_value_rises(value: float) -> None:
    for one in ALL.values():
        ranks = classes(one, "zh")
        low, high = ranks.of([value, value + abs(value) * 0.1 + 1e-6])
        assert 0 <= low <= high <= 4


@pytest.mark.parametrize(("value", "unit", "signed", "text"), [
    (0.4567, "share", False, "46"), (0.4567, "share", True, "+46"), (-0.001, "share", True, "0"),
    (1234.6, "mu", False, "1,235"), (1.44, "h", False, "1.4"), (2.0, "h", False, "2"),
    (-12.5, "100m_yuan", True, "\u221212.5"), (float("nan"), "mu", False, "-"),
])  # fmt: skip
def test_figures_are_written_as_people_read_them(
    value: float, unit: str, signed: bool, text: str
) -> None:
    assert figure(value, unit, signed=signed) == text


def test_differences_of_shares_are_percentage_points() -> None:
    assert amount(0.1, "share", "en", signed=True) == "+10 percentage points"
    assert amount(float("nan"), "share", "en") == "no data"
