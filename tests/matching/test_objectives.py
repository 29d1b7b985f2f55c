"""Every term by hand: the arithmetic, and what would change if the term ignored its rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny import term, tiny_problem

import matching.objectives
from geodata.words import known
from matching.objectives import ALL
from scenarios.policy import TERMS

HELPERS = {"scale"}
ONE = "id\nE1"
TWO_YEARS = (2016, 2017)


def test_every_term_is_registered_said_in_both_languages_and_tested_here() -> None:
    files = {f.stem for f in Path(matching.objectives.__file__).parent.glob("*.py")}
    assert tuple(ALL) == TERMS
    assert files - HELPERS - {"__init__"} == set(TERMS)
    assert all(known(f"term.{t}.name") and known(f"term.{t}.meaning") for t in TERMS)
    tests = [name for name in globals() if name.startswith("test_")]
    assert not [t for t in TERMS if not any(name.startswith(f"test_{t}") for name in tests)]


def test_industry_fit_prefers_lead_then_accepted_then_neighbours() -> None:
    """P1 leads in 34 and accepts 24.  34 -> 1, 24 -> 0.7, 35 (group equipment, as 34) -> 0.4,
    39 (electronics) -> 0.1.  P2 names nothing -> 0.5 for all.  Group "other" (24) makes nobody a
    neighbour.  Without groups 35 would get 0.1 like 39.
    """
    problem = tiny_problem(
        enterprises="""
            id  division
            E1  34
            E2  24
            E3  35
            E4  39
        """,
        parks="""
            id  lead_divisions  accepted_divisions
            P1  34              24
            P2  -               -
        """,
    )
    fits = [term(problem, "industry_fit", f"{e} P1") for e in ("E1", "E2", "E3", "E4")]
    assert fits == pytest.approx([1.0, 0.7, 0.4, 0.1])
    assert term(problem, "industry_fit", "E4 P2") == pytest.approx(0.5)


def test_industry_fit_knows_no_neighbourhood_in_the_group_of_others() -> None:
    """P1 leads in 24 (group other); 41 is in group other, too, and still gets 0.1, not 0.4."""
    problem = tiny_problem(
        enterprises="id  division\nE1  41",
        parks="id  lead_divisions\nP1  24",
        industries="""
            division  group
            24        other
            41        other
        """,
    )
    assert term(problem, "industry_fit", "E1 P1") == pytest.approx(0.1)


def test_counterpart_counts_only_within_its_dates_and_direction() -> None:
    """Dongguan assists Shaoguan until 2016: 1 in 2016, 0 in 2017.  Shenzhen's E2 has no relation
    with Shaoguan; Meizhou (P2) has none with Dongguan; an enterprise of unknown city has none.
    Without dates 2017 would be 1.
    """
    problem = tiny_problem(
        enterprises="""
            id  city
            E1  441900
            E2  440300
            E3  -
        """,
        parks="""
            id  city
            P1  440200
            P2  441400
        """,
        duties="""
            id  sending_adcode  receiving_adcode  from_year  to_year
            D1  441900          440200            2013       2016
        """,
    )
    spots = ("E1 P1 2016", "E1 P1 2017", "E2 P1 2016", "E1 P2 2016", "E3 P1 2016")
    assert [term(problem, "counterpart", s) for s in spots] == [1, 0, 0, 0, 0]


def test_cobuilt_park_is_for_its_own_city() -> None:
    """P1 is built with Dongguan: 1 for Dongguan's E1, 0 for Shenzhen's E2 and for E3 of unknown
    city; P2 has no co-builder: 0 even for E3 (unknown must not equal unknown).
    """
    problem = tiny_problem(
        enterprises="""
            id  city
            E1  441900
            E2  440300
            E3  -
        """,
        parks="""
            id  cobuild_city_adcode
            P1  441900
            P2  -
        """,
    )
    spots = ("E1 P1", "E2 P1", "E3 P1", "E1 P2", "E3 P2")
    assert [term(problem, "cobuilt_park", s) for s in spots] == [1, 0, 0, 0, 0]


def test_road_time_halves_every_two_hours() -> None:
    """2 ** (-h / 2): 0 h -> 1, 2 h -> 0.5, 4 h -> 0.25, unknown place -> neutral 0.5."""
    problem = tiny_problem(
        enterprises="""
            id  lon  lat
            E1  114  23
            E2  -    -
        """,
        parks="id\nP1\nP2\nP3",
        hours={("E1", "P1"): 0.0, ("E1", "P2"): 2.0, ("E1", "P3"): 4.0},
    )
    values = [term(problem, "road_time", f"E1 {p}") for p in ("P1", "P2", "P3")]
    assert values == pytest.approx([1.0, 0.5, 0.25])
    assert term(problem, "road_time", "E2 P1") == pytest.approx(0.5)


def test_gateway_needs_depend_on_the_trade_mode_and_the_year() -> None:
    """Port 1 h away: 2 ** -1 = 0.5.  Bonded zone 2 h away, open from 2017: 0 in 2016, 0.25 in 2017.
    Both: (0.5 + 0) / 2 = 0.25 in 2016, (0.5 + 0.25) / 2 = 0.375 in 2017.  None or unknown: 0.5.
    Were opening years ignored, 2016 would score like 2017.  The rail yard next door helps nobody.
    """
    problem = tiny_problem(
        enterprises="""
            id  trade_mode
            E1  imported
            E2  supplied
            E3  both
            E4  none
            E5  -
        """,
        parks="id\nP1",
        facilities="""
            id  kind         name_zh  lon  lat  open_year
            F1  seaport      港       113  22   -
            F2  bonded_zone  区       113  22   2017
            F3  rail         站       113  22   -
        """,
        facility_hours={("P1", "F1"): 1.0, ("P1", "F2"): 2.0, ("P1", "F3"): 0.0},
    )
    in_2016 = [term(problem, "gateway", f"E{i} P1 2016") for i in range(1, 6)]
    in_2017 = [term(problem, "gateway", f"E{i} P1 2017") for i in range(1, 6)]
    assert in_2016 == pytest.approx([0.5, 0.0, 0.25, 0.5, 0.5])
    assert in_2017 == pytest.approx([0.5, 0.25, 0.375, 0.5, 0.5])


def test_gateway_takes_the_nearest_and_forgets_what_has_closed() -> None:
    """Airport 1 h, closing in 2017; seaport 3 h.  2016: 0.5.  2017: 2 ** -3 = 0.125."""
    problem = tiny_problem(
        enterprises="id  trade_mode\nE1  imported",
        parks="id\nP1",
        facilities="""
            id  kind     name_zh  lon  lat  close_year
            F1  airport  空港     113  22   2017
            F2  seaport  海港     113  22   -
        """,
        facility_hours={("P1", "F1"): 1.0, ("P1", "F2"): 3.0},
    )
    values = [term(problem, "gateway", f"E1 P1 {y}") for y in TWO_YEARS]
    assert values == pytest.approx([0.5, 0.125])


def test_anchor_is_full_in_its_county_and_falls_with_road_time_to_the_nearest_open_one() -> None:
    """Limit 2 h.  A1 (39, from 2017) is 0.5 h from P1, 3 h from P2 and in P3's county, told 1.5 h.
    A2 (39;38) is always open, 1.5 h from P1, 2.4 h from P2, 1 h from P3.

    39 in 2016 sees A2 only: 1 - 1.5/2 = 0.25, 0, 0.5; in 2017 the better one: 0.75, 0, 1.
    38 sees A2 only, in both years.  17 is drawn by nobody: neutral.
    """
    problem = tiny_problem(
        enterprises="id  division\nE1  39\nE2  38\nE3  17",
        parks="id  county_adcode\nP1  440204\nP2  -\nP3  440205",
        anchors="""
            id  name_zh  county_adcode  divisions  open_year
            A1  中兴     440205         39         2017
            A2  另一家   -              39;38      -
        """,
        anchor_hours={("P1", "A1"): 0.5, ("P2", "A1"): 3.0, ("P3", "A1"): 1.5,
                      ("P1", "A2"): 1.5, ("P2", "A2"): 2.4, ("P3", "A2"): 1.0},
    )  # fmt: skip

    def values(firm: str, year: int) -> list[float]:
        return [term(problem, "anchor", f"{firm} P{i} {year}") for i in (1, 2, 3)]

    assert values("E1", 2016) == pytest.approx([0.25, 0.0, 0.5])
    assert values("E1", 2017) == pytest.approx([0.75, 0.0, 1.0])
    assert values("E2", 2016) == values("E2", 2017) == pytest.approx([0.25, 0.0, 0.5])
    assert values("E3", 2017) == [0.5] * 3


def test_anchor_reach_is_the_policys_and_a_closed_one_draws_nobody() -> None:
    """1 h away: 1 - 1/4 = 0.75 with a limit of 4 h, 0 with one of 1 h; closed in 2017: 0."""
    for limit, expected in ((4.0, [0.75, 0.0]), (1.0, [0.0, 0.0])):
        problem = tiny_problem(
            enterprises="id  division\nE1  39",
            parks="id\nP1",
            anchors="id  name_zh  divisions  close_year\nA1  旧厂  39  2017",
            policy={"anchor_limit_h": limit},
        )
        values = [term(problem, "anchor", f"E1 P1 {year}") for year in TWO_YEARS]
        assert values == pytest.approx(expected)


def test_anchor_without_a_place_and_parks_without_one() -> None:
    """A1 has no road time to anybody: 0 for its division, as if it were not open.  P2 has no
    coordinates: neutral.  Without any anchors every value is neutral."""
    firms, parks = "id  division\nE1  39", "id  lon  lat\nP1  113  24\nP2  -  -"
    problem = tiny_problem(
        enterprises=firms, parks=parks, anchor_hours=np.nan,
        anchors="id  name_zh  divisions\nA1  某厂  39",
    )  # fmt: skip
    assert [term(problem, "anchor", f"E1 {p}") for p in ("P1", "P2")] == [0.0, 0.5]
    without = tiny_problem(enterprises=firms, parks=parks)
    assert [term(without, "anchor", f"E1 {p}") for p in ("P1", "P2")] == [0.5, 0.5]


def test_labour_is_half_wage_saved_half_hands_available() -> None:
    """Shenzhen 2030 -> Shaoguan 1210 yuan: saving 820/2030 = 0.404 > 0.40, wage half = 1.
    Dongguan 1510 -> Shaoguan: 300/1510/0.4 = 0.49669.  Labour of 2017 (the last year stated): 2000.
    E1 50 jobs: 2000 / (20 * 50) = 2 -> 1; E2 400 jobs: 2000 / 8000 = 0.25; E3 jobs unknown: 0.5.
    E1 (Shenzhen): (1 + 1)/2 = 1.  E2 (Dongguan): (0.49669 + 0.25)/2.  E3: (0.49669 + 0.5)/2.
    """
    problem = tiny_problem(
        enterprises="""
            id  city    jobs_persons
            E1  440300  50
            E2  441900  400
            E3  441900  -
        """,
        parks="id  city\nP1  440200",
        city_quotas="""
            city    year  kind    value  unit
            440200  2016  labour  500    persons
            440200  2017  labour  2000   persons
        """,
    )
    wage = 300 / 1510 / 0.4
    expected = [1.0, (wage + 0.25) / 2, (wage + 0.5) / 2]
    assert [term(problem, "labour", f"E{i} P1") for i in (1, 2, 3)] == pytest.approx(expected)


PARK_WITH_PRICES = """
    id  city    land_price_wan_yuan_per_mu  land_cost_wan_yuan_per_mu  priority_divisions  {more}
    P1  440200  -                           {cost}                     39                  {values}
"""
INTENSIVE_AND_NOT = """
    id  division  investment_wan_yuan  land_mu
    E1  39        1100                 10
    E2  39        1090                 10
    E3  24        1100                 10
"""


NO_STANDARD = "division  group\n39  electronics\n24  other"


def priced(
    cost: str = "-",
    floor: str = "100",
    policy: dict | None = None,
    industries: str = NO_STANDARD,
) -> list[float]:
    """Land scores of E1 (both tests), E2 (not intensive), E3 (not a priority industry)."""
    problem = tiny_problem(
        enterprises=INTENSIVE_AND_NOT,
        parks=PARK_WITH_PRICES.format(
            cost=cost, more="floor_investment_wan_yuan_per_mu", values=floor
        ),
        industries=industries,
        policy=policy,
    )
    return [term(problem, "site_cost", f"{e} P1") for e in ("E1", "E2", "E3")]


def test_site_cost_gives_the_70_percent_price_only_to_those_who_pass_both_tests() -> None:
    """Shaoguan is grade 9: 204 yuan/m2; the reference is grade 10: 168.  Full: 168/(168 + 204).
    70 %: 168/(168 + 142.8).  E1 invests 110 per mu >= 1.1 * 100 and is a priority industry: 70 %.
    E2 invests 109 < 110: full.  E3 is no priority industry: full.  A flat discount would give all
    three the same.
    """
    full, reduced = 168 / (168 + 204), 168 / (168 + 0.7 * 204)
    assert priced() == pytest.approx([reduced, full, full])


def test_site_cost_never_reduces_below_cost_and_not_without_a_floor_or_the_rule() -> None:
    """Cost floor 12 wan yuan/mu = 180 yuan/m2 > 142.8: E1 pays 180.  Without any standard of
    intensive use E1 pays 204, and so it does if the policy switches the rule off; 50 %: 102.
    """
    full = 168 / (168 + 204)
    assert priced(cost="12")[0] == pytest.approx(168 / (168 + 180))
    assert priced(floor="-")[0] == pytest.approx(full)
    assert priced(policy={"land_floor_discount": False})[0] == pytest.approx(full)
    half = {"land_floor_share": 0.5}
    assert priced(policy=half)[0] == pytest.approx(168 / (168 + 102))


def test_site_cost_takes_the_usual_intensity_of_the_division_where_the_park_sets_no_floor() -> None:
    """Division 39: 0.4 yuan invested per yuan of output, 40 mu per 100 million: 4000/40 = 100 wan
    yuan per mu.  E1 at 110 = 1.1 * 100 gets the 70 % price, E2 at 109 does not.
    """
    standard = """
        division  group        investment_per_output  land_mu_per_100m_yuan
        39        electronics  0.4                    40
        24        other        0.4                    40
    """
    full, reduced = 168 / (168 + 204), 168 / (168 + 0.7 * 204)
    assert priced(floor="-", industries=standard) == pytest.approx([reduced, full, full])


def test_site_cost_of_plants_is_the_rent_and_unknown_prices_are_neutral() -> None:
    """Rent 10 -> 10/(10 + 10) = 0.5; rent 30 -> 0.25; unknown -> 0.5.  Land at 16.8 wan yuan/mu
    = 252 yuan/m2: 168/(168 + 252) = 0.4, though the floor of Shaoguan is 204.
    """
    problem = tiny_problem(
        enterprises=ONE,
        parks="""
            id  plant_rent_yuan_m2_month  land_price_wan_yuan_per_mu
            P1  10                        16.8
            P2  30                        16.8
            P3  -                         -
        """,
        cities="""
            city    name_zh  name_en   region  role       lon    lat
            440200  韶关市   Shaoguan  north   receiving  113.6  24.8
            441900  东莞市   Dongguan  prd     sending    113.7  23.0
        """,
    )
    plant = [term(problem, "site_cost", f"E1 {p} 2016 plant") for p in ("P1", "P2", "P3")]
    land = [term(problem, "site_cost", f"E1 {p} 2016 land") for p in ("P1", "P3")]
    assert plant == pytest.approx([0.5, 0.25, 0.5])
    assert land == pytest.approx([0.4, 0.5])


def test_low_impact_compares_emission_per_investment_with_the_average() -> None:
    """COD per investment: E1 10/1000, E2 30/1000; average 40/2000 = 0.02.  r = 0.5 and 1.5, so
    1/1.5 = 0.6667 and 1/2.5 = 0.4.  E3 has no stated emission and E4 no investment: 0.5.
    """
    problem = tiny_problem(
        enterprises="""
            id  investment_wan_yuan  cod_t
            E1  1000                 10
            E2  1000                 30
            E3  1000                 -
            E4  -                    7
        """,
        parks="id\nP1",
    )
    values = [term(problem, "low_impact", f"E{i} P1") for i in (1, 2, 3, 4)]
    assert values == pytest.approx([2 / 3, 0.4, 0.5, 0.5])


def test_low_impact_is_best_without_any_emission() -> None:
    """E1 emits nothing: r = 0, value 1.  If nobody emits anything, all are at 1."""
    emitting = tiny_problem(
        enterprises="""
            id  investment_wan_yuan  cod_t
            E1  500                  0
            E2  500                  8
        """,
        parks="id\nP1",
    )
    assert term(emitting, "low_impact", "E1 P1") == pytest.approx(1.0)
    clean = tiny_problem(enterprises="id  investment_wan_yuan  cod_t\nE1  5  0", parks="id\nP1")
    assert term(clean, "low_impact", "E1 P1") == pytest.approx(1.0)


def test_export_priority_is_the_export_share() -> None:
    """60 of 100 -> 0.6; 150 of 100 (odd, but possible in yuan and year) -> 1; unknown -> 0.5."""
    problem = tiny_problem(
        enterprises="""
            id  output_wan_yuan  export_wan_yuan
            E1  100              60
            E2  100              150
            E3  100              -
        """,
        parks="id\nP1",
    )
    values = [term(problem, "export_priority", f"E{i} P1") for i in (1, 2, 3)]
    assert values == pytest.approx([0.6, 1.0, 0.5])


def test_credit_rewards_standing_with_the_customs() -> None:
    """Advanced 1, certified 0.75, ordinary 0.5, dishonest 0; empty counts as ordinary."""
    problem = tiny_problem(
        enterprises="""
            id  credit_class
            E1  advanced
            E2  certified
            E3  ordinary
            E4  dishonest
            E5  -
        """,
        parks="id\nP1",
    )
    values = [term(problem, "credit", f"E{i} P1") for i in range(1, 6)]
    assert values == pytest.approx([1.0, 0.75, 0.5, 0.0, 0.5])


def test_park_service_counts_the_reception_base_for_processing_trade_only() -> None:
    """P1 is a reception base: 0.5 for processing trade, 0 for others.  P2 is a demonstration park
    (by its type): 0.5 and 1.  P3 is both: 1 and 1.  P4 says nothing: 0.
    """
    problem = tiny_problem(
        enterprises="""
            id  trade_mode
            E1  supplied
            E2  none
        """,
        parks="""
            id  park_type      demonstration  reception_base
            P1  -              no             yes
            P2  demonstration  -              no
            P3  -              yes            yes
            P4  -              -              -
        """,
    )
    processing = [term(problem, "park_service", f"E1 P{i}") for i in range(1, 5)]
    others = [term(problem, "park_service", f"E2 P{i}") for i in range(1, 5)]
    assert processing == pytest.approx([0.5, 0.5, 1.0, 0.0])
    assert others == pytest.approx([0.0, 1.0, 1.0, 0.0])


def test_intensity_holds_the_project_against_every_floor() -> None:
    """10 mu.  Investment 1000 -> 100 per mu, floor 100: 0.5.  Output 6000 -> 600 per mu, floor 200:
    600/400 > 1 -> 1.  Mean 0.75.  E2 states no output: investment alone, 0.5.  E3 states no land,
    and P2 sets no floor: neutral 0.5, which is not the 0 that a missing figure would give.
    """
    problem = tiny_problem(
        enterprises="""
            id  land_mu  investment_wan_yuan  output_wan_yuan
            E1  10       1000                 6000
            E2  10       1000                 -
            E3  -        1000                 6000
        """,
        parks="""
            id  floor_investment_wan_yuan_per_mu  floor_output_wan_yuan_per_mu
            P1  100                               200
            P2  -                                 -
        """,
    )
    values = [term(problem, "intensity", f"E{i} P1") for i in (1, 2, 3)]
    assert values == pytest.approx([0.75, 0.5, 0.5])
    assert term(problem, "intensity", "E1 P2") == pytest.approx(0.5)


def test_every_term_is_float32_and_stores_no_axis_it_does_not_need() -> None:
    """Only counterpart, gateway and anchor know years, only site_cost knows tenures."""
    problem = tiny_problem(
        enterprises="id  trade_mode\nE1  both\nE2  none",
        parks="id\nP1\nP2\nP3",
    )
    assert all(t.values.dtype == np.float32 for t in problem.terms.values())
    by_year = {name for name, t in problem.terms.items() if t.values.shape[2] > 1}
    by_tenure = {name for name, t in problem.terms.items() if t.values.shape[3] > 1}
    assert by_year == {"counterpart", "gateway", "anchor"}
    assert by_tenure == {"site_cost"}
