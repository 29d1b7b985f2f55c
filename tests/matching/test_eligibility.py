"""Every reason by hand: who is blocked, who just is not, and what would slip through without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny import is_blocked, tiny_legs, tiny_problem, tiny_world

import matching.eligibility
from geodata.words import known
from matching.build import build_problem
from matching.eligibility import ALL, NARROWING
from matching.problem import Problem
from scenarios.case import Case
from scenarios.policy import Pin

YEARS = (2016, 2017)


def blocked(problem: Problem, reason: str, *spots: str) -> list[bool]:
    return [is_blocked(problem, reason, spot) for spot in spots]


def test_every_reason_is_registered_said_in_both_languages_and_tested_here() -> None:
    files = {f.stem for f in Path(matching.eligibility.__file__).parent.glob("*.py")}
    assert files - {"__init__"} == set(ALL)
    assert set(NARROWING) <= set(ALL)
    assert not [r for r in ALL for part in ("name", "meaning", "remedy")
                if not known(f"reason.{r}.{part}")]  # fmt: skip
    tests = [name for name in globals() if name.startswith("test_")]
    assert not [r for r in ALL if not any(name.startswith(f"test_{r}") for name in tests)]


def test_not_located_means_no_coordinates() -> None:
    """E2 lacks the latitude: no road time exists, whatever its other figures say."""
    problem = tiny_problem(
        enterprises="""
            id  lon    lat
            E1  113.7  23.0
            E2  113.7  -
        """,
        parks="id\nP1",
    )
    assert blocked(problem, "not_located", "E1 P1", "E2 P1") == [False, True]


def test_not_sending_keeps_enterprises_of_receiving_cities_where_they_are() -> None:
    """E1 Dongguan sends; E2 Meizhou only receives, even its own park; E3's city is unknown."""
    problem = tiny_problem(
        enterprises="""
            id  city    lon    lat
            E1  441900  113.7  23.0
            E2  441400  116.1  24.3
            E3  -       113.7  23.0
        """,
        parks="id  city\nP1  440200\nP2  441400",
    )
    spots = ("E1 P1", "E1 P2", "E2 P1", "E2 P2", "E3 P1")
    assert blocked(problem, "not_sending", *spots) == [False, False, True, True, False]


def test_not_sending_goes_by_role_and_without_one_by_region() -> None:
    """ "both" sends; "none" does not; an empty role sends in the PRD only."""
    problem = tiny_problem(
        cities="""
            city    name_zh  name_en    region  role  lon       lat
            440300  深圳市   Shenzhen   prd     -     114.0529  22.5455
            441900  东莞市   Dongguan   prd     none  113.7468  23.0237
            441400  梅州市   Meizhou    north   both  116.1182  24.2909
            440200  韶关市   Shaoguan   north   -     113.5918  24.8132
        """,
        enterprises="id  city\nE1  440300\nE2  441900\nE3  441400\nE4  440200",
        parks="id  city\nP1  440200",
    )
    spots = ("E1 P1", "E2 P1", "E3 P1", "E4 P1")
    assert blocked(problem, "not_sending", *spots) == [False, True, False, True]


def test_no_division_blocks_the_unknown_industry_only() -> None:
    problem = tiny_problem(enterprises="id  division\nE1  39\nE2  -", parks="id\nP1")
    assert blocked(problem, "no_division", "E1 P1", "E2 P1") == [False, True]


def test_outdated_capacity_is_out_and_empty_means_no() -> None:
    problem = tiny_problem(
        enterprises="id  outdated_capacity\nE1  yes\nE2  no\nE3  -", parks="id\nP1"
    )
    spots = ("E1 P1", "E2 P1", "E3 P1")
    assert blocked(problem, "outdated_capacity", *spots) == [True, False, False]


def test_credit_gate_stops_the_dishonest_and_those_who_fail_their_duties() -> None:
    """E1 dishonest; E2 ordinary but fails its duties; E3 states neither and passes."""
    problem = tiny_problem(
        enterprises="""
            id  credit_class  social_duty_ok
            E1  dishonest     yes
            E2  ordinary      no
            E3  -             -
            E4  advanced      yes
        """,
        parks="id\nP1",
    )
    spots = ("E1 P1", "E2 P1", "E3 P1", "E4 P1")
    assert blocked(problem, "credit_gate", *spots) == [True, True, False, False]


BANS = """
    id  division  product_keyword  scope   from_year  to_year
    B1  19        -                440000  -          2016
    B2  -         电镀             north   -          -
    B3  17        印染             440800  2017       -
    B4  26        -                P3      -          -
    B5  -         -                440000  -          -
"""


def banned(division: str, product: str) -> Problem:
    """P1 in Shaoguan (north), P2 in Zhanjiang (west), P3 in Shanwei (east)."""
    return tiny_problem(
        enterprises=f"id  division  product\nE1  {division}  {product}",
        parks="id  city\nP1  440200\nP2  440800\nP3  441500",
        bans=BANS,
    )


@pytest.mark.parametrize(
    ("division", "product", "expected"),
    [
        ("19", "皮革", {"P1 2016", "P2 2016", "P3 2016"}),
        ("33", "五金电镀件", {"P1 2016", "P1 2017"}),
        ("17", "印染布", {"P2 2017"}),
        ("17", "棉纱", set()),
        ("18", "印染布", set()),
        ("26", "涂料", {"P3 2016", "P3 2017"}),
        ("39", "-", set()),
    ],
    ids=["province", "keyword and region", "both and city", "division alone", "keyword alone",
         "park", "empty"],
)  # fmt: skip
def test_ban_holds_for_its_division_and_keyword_in_its_place_and_years(
    division: str, product: str, expected: set[str]
) -> None:
    """B1: leather in the province until 2016.  B2: any plating in the north.  B3: dyeing (division
    AND word) in Zhanjiang from 2017.  B4: chemicals in park P3.  B5 says nothing and bans nobody.
    """
    problem = banned(division, product)
    found = {f"{p} {y}" for p in problem.park_id for y in YEARS
             if is_blocked(problem, "ban", f"E1 {p} {y}")}  # fmt: skip
    assert found == expected
    assert "ban_empty" in {f.code for f in problem.findings}


def test_ban_ignores_letter_case() -> None:
    problem = tiny_problem(
        enterprises="id  product\nE1  LEAD-battery",
        parks="id\nP1",
        bans="id  product_keyword  scope\nB1  Lead  440000",
    )
    assert is_blocked(problem, "ban", "E1 P1")


def test_not_receiving_follows_flag_then_city_role_then_region() -> None:
    """P1: city receives.  P2: Dongguan sends.  P3: Dongguan, but the park's flag says yes.
    P4: receiving city, flag no.  P5: a city without role in the west receives, P6: in the PRD not.
    """
    cities = """
        city    name_zh  name_en   region  role       lon    lat
        440200  韶关市   Shaoguan  north   receiving  113.6  24.8
        441900  东莞市   Dongguan  prd     sending    113.7  23.0
        440900  茂名市   Maoming   west    -          110.9  21.6
        440600  佛山市   Foshan    prd     -          113.1  23.0
    """
    parks = """
        id  city    receives
        P1  440200  -
        P2  441900  -
        P3  441900  yes
        P4  440200  no
        P5  440900  -
        P6  440600  -
    """
    problem = tiny_problem(enterprises="id\nE1", parks=parks, cities=cities)
    spots = [f"E1 P{i}" for i in range(1, 7)]
    expected = [False, True, False, True, False, True]
    assert blocked(problem, "not_receiving", *spots) == expected
    chosen = tiny_problem(
        enterprises="id\nE1", parks=parks, cities=cities,
        policy={"receiving_cities": ("440200", "441900")},
    )  # fmt: skip
    expected = [False, False, False, True, True, True]
    assert blocked(chosen, "not_receiving", *spots) == expected


def test_park_not_open_before_it_opens_and_from_the_year_it_closes() -> None:
    """P1 opens in 2017, P2 closes in 2017 (takes nobody from then on), P3 has no years."""
    problem = tiny_problem(
        enterprises="id\nE1",
        parks="""
            id  open_year  close_year
            P1  2017       -
            P2  2010       2017
            P3  -          -
        """,
    )
    spots = [f"E1 {p} {y}" for p in ("P1", "P2", "P3") for y in YEARS]
    expected = [True, False, False, True, False, False]
    assert blocked(problem, "park_not_open", *spots) == expected


def test_plants_off_blocks_leasing_only() -> None:
    problem = tiny_problem(enterprises="id\nE1", parks="id\nP1", policy={"plants": False})
    assert blocked(problem, "plants_off", "E1 P1 2016 land", "E1 P1 2016 plant") == [False, True]
    usual = tiny_problem(enterprises="id\nE1", parks="id\nP1")
    assert not is_blocked(usual, "plants_off", "E1 P1 2016 plant")


def test_space_unknown_keeps_an_unstated_need_from_passing_as_nothing() -> None:
    """E1 states land only; E2 states plant only and 0 land; E3 states neither.  Were NaN counted
    as 0, E3 could be placed without using any land.
    """
    problem = tiny_problem(
        enterprises="""
            id  land_mu  plant_m2
            E1  10       -
            E2  0        500
            E3  -        -
        """,
        parks="id\nP1",
    )
    spots = [f"{e} P1 2016 {m}" for e in ("E1", "E2", "E3") for m in ("land", "plant")]
    expected = [False, True, True, False, True, True]
    assert blocked(problem, "space_unknown", *spots) == expected


def test_too_early_or_late_includes_both_end_years() -> None:
    problem = tiny_problem(
        enterprises="""
            id  earliest_year  latest_year
            E1  2017           2017
            E2  -              2016
            E3  -              -
        """,
        parks="id\nP1",
        years=(2016, 2017, 2018),
    )
    spots = [f"{e} P1 {y}" for e in ("E1", "E2", "E3") for y in (2016, 2017, 2018)]
    expected = [True, False, True, False, True, True, False, False, False]
    assert blocked(problem, "too_early_or_late", *spots) == expected


def test_refused_division_is_the_parks_own_list() -> None:
    problem = tiny_problem(
        enterprises="id  division\nE1  26\nE2  39", parks="id  refused_divisions\nP1  25;26\nP2  -"
    )
    spots = ("E1 P1", "E2 P1", "E1 P2")
    assert blocked(problem, "refused_division", *spots) == [True, False, False]


def test_entry_floor_binds_land_buyers_with_known_figures() -> None:
    """Floor 100 wan yuan invested per mu.  E1 1000/10 = 100: passes exactly.  E2 990/10 = 99: out,
    but may lease.  E3 states no investment: passes with a doubt.  P2 sets no floor.
    """
    problem = tiny_problem(
        enterprises="""
            id  land_mu  investment_wan_yuan
            E1  10       1000
            E2  10       990
            E3  10       -
        """,
        parks="id  floor_investment_wan_yuan_per_mu\nP1  100\nP2  -",
    )
    spots = ("E1 P1", "E2 P1", "E3 P1", "E2 P1 2016 plant", "E2 P2")
    assert blocked(problem, "entry_floor", *spots) == [False, True, False, False, False]
    unjudged = [f for f in problem.findings if f.code == "entry_floor_unjudged"]
    assert [(f.column, f.value) for f in unjudged] == [("investment_wan_yuan", "1")]


@pytest.mark.parametrize("figure", ["output", "tax"])
def test_entry_floor_asks_output_and_tax_too(figure: str) -> None:
    """Floor 5 per mu of 10 mu: 49 in all is too little, 50 enough."""
    problem = tiny_problem(
        enterprises=f"id  land_mu  {figure}_wan_yuan\nE1  10  49\nE2  10  50",
        parks=f"id  floor_{figure}_wan_yuan_per_mu\nP1  5",
    )
    assert blocked(problem, "entry_floor", "E1 P1", "E2 P1") == [True, False]


SUPPLY = """
    park_id  year  land_mu  plant_m2
    P1       2016  10       0
    P1       2017  15       0
    P1       2020  99       99
    P2       2016  10       -
    P2       2017  -        -
"""


def test_no_land_or_plant_compares_with_all_supply_of_the_planning_years() -> None:
    """P1 gets 10 + 15 = 25 mu (99 come after the horizon): 25 fits, 26 never.  It gets 0 plants.
    P2's land of 2017 is not stated: no limit.  P3 has no row: no limit.
    """
    given = {
        "enterprises": "id  land_mu  plant_m2\nE1  25  1\nE2  26  1",
        "parks": "id\nP1\nP2\nP3",
        "park_supply": SUPPLY,
    }
    problem = tiny_problem(**given)
    spots = ("E1 P1", "E2 P1", "E1 P1 2016 plant", "E2 P2", "E2 P2 2016 plant", "E2 P3")
    expected = [False, True, True, False, False, False]
    assert blocked(problem, "no_land_or_plant", *spots) == expected
    loose = tiny_problem(policy={"rules": {"park_land": "off"}}, **given)
    assert blocked(loose, "no_land_or_plant", *spots[:3]) == [False, False, True]


def test_not_coastal_binds_those_who_need_the_sea() -> None:
    problem = tiny_problem(
        enterprises="id  sea_mu\nE1  5\nE2  0\nE3  -", parks="id  coastal\nP1  yes\nP2  no\nP3  -"
    )
    spots = ("E1 P1", "E1 P2", "E1 P3", "E2 P2", "E3 P3")
    assert blocked(problem, "not_coastal", *spots) == [False, True, True, False, False]


QUOTAS = """
    city    year  kind  value  unit
    440200  2016  cod   20     t
    440200  2017  cod   10     t
    441400  2017  cod   10     t
    440000  2016  so2   7      t
    440000  2017  so2   9      t
"""


def test_emission_above_headroom_looks_at_every_later_year() -> None:
    """Shaoguan takes 20 t COD by 2016 but only 10 t by 2017.  15 t from 2016 on would break 2017:
    blocked in both.  10 t fits exactly.  Meizhou states 2017 only: 15 t from 2016 still breaks it.
    """
    problem = tiny_problem(
        enterprises="id  cod_t\nE1  15\nE2  10\nE3  -",
        parks="id  city\nP1  440200\nP2  441400\nP3  441600",
        city_quotas=QUOTAS,
    )
    spots = [f"{e} {p} {y}" for e in ("E1", "E2", "E3") for p in ("P1", "P2", "P3") for y in YEARS]
    expected = [True] * 4 + [False] * 14
    assert blocked(problem, "emission_above_headroom", *spots) == expected


def test_emission_above_headroom_holds_for_the_province_and_not_when_the_rule_is_off() -> None:
    """SO2 of the whole province: 7 t in 2016, 9 t in 2017.  8 t may come in 2017, not in 2016."""
    given = {"enterprises": "id  so2_t\nE1  8", "parks": "id\nP1", "city_quotas": QUOTAS}
    problem = tiny_problem(**given)
    spots = ("E1 P1 2016", "E1 P1 2017")
    assert blocked(problem, "emission_above_headroom", *spots) == [True, False]
    off = tiny_problem(policy={"rules": {"emission": "off"}}, **given)
    assert blocked(off, "emission_above_headroom", *spots) == [False, False]


def test_facility_not_open_until_every_needed_kind_is_near() -> None:
    """E1 needs a bonded zone: opens 2017, 1 h away -> out in 2016, in in 2017.  E2 needs a zone and
    a rail yard; the yard is 1.5 h away: out in both.  E3 needs nothing.  A 2020 zone must not help
    a firm of 2016.
    """
    world = tiny_world(
        enterprises="id  needs_facility\nE1  bonded_zone\nE2  bonded_zone;rail\nE3  -",
        parks="id\nP1",
        facilities="""
            id  kind         name_zh  lon  lat  open_year
            F1  bonded_zone  区       113  22   2017
            F2  rail         站       113  22   -
        """,
    )
    legs = tiny_legs(world, facility_hours={("P1", "F1"): 1.0, ("P1", "F2"): 1.5})
    problem = build_problem(Case(world), travel=legs)
    spots = [f"{e} P1 {y}" for e in ("E1", "E2", "E3") for y in YEARS]
    expected = [True, False, True, True, False, False]
    assert blocked(problem, "facility_not_open", *spots) == expected


def test_distance_takes_the_stricter_of_firm_and_policy() -> None:
    """P1 is 3 h away.  E1 accepts 3 h, E2 2.9 h, E3 anything; a policy of 2.5 h stops all."""
    given = {
        "enterprises": "id  max_road_h\nE1  3\nE2  2.9\nE3  -",
        "parks": "id\nP1",
        "hours": 3.0,
    }
    spots = ("E1 P1", "E2 P1", "E3 P1")
    assert blocked(tiny_problem(**given), "distance", *spots) == [False, True, False]
    strict = tiny_problem(policy={"max_road_h": 2.5}, **given)
    assert blocked(strict, "distance", *spots) == [True, True, True]


def test_distance_exactly_at_the_limit_is_allowed_in_float32() -> None:
    """1.1 h is 1.10000002 in float32; that must not count as more than 1.1."""
    problem = tiny_problem(enterprises="id  max_road_h\nE1  1.1", parks="id\nP1", hours=1.1)
    assert not is_blocked(problem, "distance", "E1 P1")


def test_forbidden_rules_out_what_is_named_and_nothing_else() -> None:
    """Policy: E1 never to P1.  Table: E2 not to P1 in 2017 on land."""
    problem = tiny_problem(
        enterprises="id\nE1\nE2\nE3",
        parks="id\nP1\nP2",
        pins="""
            enterprise_id  park_id  year  tenure  kind
            E2             P1       2017  land    forbid
        """,
        policy={"forbids": (Pin(enterprise_id="E1", park_id="P1"),)},
    )
    mask = problem.reasons["forbidden"].take(np.arange(3))
    expected = np.zeros((3, 2, 2, 2), dtype=bool)
    expected[0, 0] = True
    expected[1, 0, 1, 0] = True
    assert np.array_equal(mask, expected)


def test_pinned_elsewhere_leaves_only_what_the_pins_describe() -> None:
    """E1 is pinned to P1 in 2017, any tenure; E2 to P2, or to P1 on plant.  E3 is free."""
    problem = tiny_problem(
        enterprises="id\nE1\nE2\nE3",
        parks="id\nP1\nP2",
        pins="""
            enterprise_id  park_id  year  tenure  kind
            E1             P1       2017  -       pin
            E2             P2       -     -       pin
        """,
        policy={"pins": (Pin(enterprise_id="E2", park_id="P1", tenure="plant"),)},
    )
    mask = problem.reasons["pinned_elsewhere"].take(np.arange(3))
    expected = np.ones((3, 2, 2, 2), dtype=bool)
    expected[0, 0, 1] = False
    expected[1, 1] = False
    expected[1, 0, :, 1] = False
    expected[2] = False
    assert np.array_equal(mask, expected)


def test_pinned_elsewhere_ignores_pins_to_nowhere_and_says_so() -> None:
    """A pin to an unknown park or to a year outside the horizon binds nobody, with a doubt."""
    problem = tiny_problem(
        enterprises="id\nE1",
        parks="id\nP1",
        policy={
            "pins": (
                Pin(enterprise_id="E1", park_id="P9"),
                Pin(enterprise_id="E1", park_id="P1", year=2030),
            )
        },
    )
    assert not problem.reasons["pinned_elsewhere"].take(np.arange(1)).any()
    said = [f.value for f in problem.findings if f.code == "pin_unusable"]
    assert said == ["E1 > P1 (2030)", "E1 > P9"]
