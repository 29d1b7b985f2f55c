"""Problem: axes, sizes, chunks and counts agree with each other and with arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import tiny_case, tiny_legs, tiny_problem, tiny_world, where

from geodata.findings import findings_table
from matching.build import build_problem
from matching.legs import measure_legs
from matching.problem import NEVER, Problem
from matching.why import main_reason, why_none
from scenarios.policy import Pin

ENTERPRISES = """
    id  city    division  output_wan_yuan  land_mu  plant_m2  cod_t
    E1  441900  39        1000             10       -         4
    E2  440300  26        3000             20       800       -
    E3  440300  39        -                -        300       1
"""
PARKS = """
    id  city    lead_divisions  refused_divisions
    P1  440200  39              26
    P2  441400  26              -
"""


def small(**policy: object) -> Problem:
    return tiny_problem(enterprises=ENTERPRISES, parks=PARKS, policy=policy)


def cube(problem: Problem) -> tuple[np.ndarray, ...]:
    """(e, p, t, m) of every placement, eligible or not."""
    return tuple(axis.ravel() for axis in np.indices(problem.shape))


def test_axes_stand_for_the_tables() -> None:
    problem = small()
    assert problem.shape == (3, 2, 2, 2)
    assert problem.enterprise_id == ("E1", "E2", "E3")
    assert problem.park_id == ("P1", "P2")
    assert [problem.cities[c] for c in problem.sending_city] == ["441900", "440300", "440300"]
    assert [problem.cities[c] for c in problem.park_city] == ["440200", "441400"]


def test_a_city_that_the_table_does_not_hold_still_gets_a_place() -> None:
    """Enterprise from 440600, park in 442000; both unknown to the table; "" is unknown: -1."""
    problem = tiny_problem(
        enterprises="id  city  lon  lat\nE1  440600  113  23\nE2  -  113  23",
        parks="id  city  lon  lat\nP1  442000  113  22",
    )
    assert problem.cities[-2:] == ("440600", "442000")
    assert problem.sending_city.tolist() == [len(problem.cities) - 2, -1]
    assert "sending_city_unknown" in {f.code for f in problem.findings}


def test_size_share_is_relative_to_the_mean_of_known_sizes() -> None:
    """Output 1000, 3000, unknown: mean of the known 2000 -> 0.5, 1.5, 0.  Count: 1 each."""
    assert small().size_share.tolist() == [0.5, 1.5, 0.0]
    assert small(size="count").size_share.tolist() == [1.0, 1.0, 1.0]
    assert "size_unknown" in {f.code for f in small().findings}


def test_discount_falls_with_the_calendar_year() -> None:
    """5 % a year over 2016, 2018: 1 and 1/1.05**2, though 2018 is the second position."""
    problem = tiny_problem(
        enterprises="id\nE1", parks="id\nP1", years=(2016, 2018), policy={"discount_rate": 0.05}
    )
    assert problem.discount == pytest.approx([1.0, 1.05**-2])


def test_score_is_size_times_weighted_mean_times_discount() -> None:
    """Weights 3 (fit) and 1 (road).  E2 in P2, 2017: fit 1, road 2 h -> 0.5; mean (3 + 0.5)/4 =
    0.875; size share 1.5; discount 1/1.1: 1.19318 points.
    """
    problem = small(weights={"industry_fit": 3.0, "road_time": 1.0}, discount_rate=0.1)
    spot = where(problem, "E2", "P2", 2017)
    assert problem.score_at(*spot)[0] == pytest.approx(1.5 * 0.875 / 1.1)
    slab = problem.score(0, 3)
    assert slab.shape == (3, 2, 2, 2) and slab.dtype == np.float32
    assert slab[1, 1, 1, 0] == pytest.approx(1.5 * 0.875 / 1.1)
    values = problem.term_values(*spot)
    assert values.loc[0, "industry_fit"] == 1.0 and values.loc[0, "road_time"] == 0.5


def test_ineligible_placements_score_never() -> None:
    """E2 is refused by P1: every year and tenure there is NEVER; P2 is not."""
    slab = small().score(0, 3)
    assert (slab[1, 0] == NEVER).all()
    assert (slab[1, 1] > 0).all()


def test_use_counts_unknown_as_zero_and_says_how_many() -> None:
    problem = small()
    assert problem.use("cod_t").tolist() == [4.0, 0.0, 1.0]
    assert problem.use("projects").tolist() == [1.0, 1.0, 1.0]
    doubt = [f for f in problem.findings if f.code == "use_unknown" and f.column == "cod_t"]
    assert [f.value for f in doubt] == ["1"]
    with pytest.raises(KeyError):
        problem.use("gold_t")


def test_counts_take_the_first_reason_and_add_up() -> None:
    """24 placements.  E1 has no plant need: 4 (2 parks x 2 years).  E3 has no land need: 4.
    E2 at P1 is refused: 4.  12 remain.
    """
    problem = small()
    removed = {reason: n for reason, n in problem.counts.items() if n}
    assert removed == {"space_unknown": 8, "refused_division": 4}
    assert problem.eligible_count == 12
    assert problem.eligible_per_enterprise.tolist() == [4, 4, 4]


def test_placements_list_every_eligible_one_in_order() -> None:
    problem = small()
    found = problem.placements()
    expected = np.argwhere(problem.eligible(0, 3))
    assert np.array_equal(np.stack([found.e, found.p, found.t, found.m], axis=1), expected)
    assert found.score == pytest.approx(problem.score_at(found.e, found.p, found.t, found.m))
    some = problem.placements(np.array([2]))
    assert set(some.e.tolist()) == {2} and len(some) == 4


def test_placements_refuse_to_list_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.problem.MOST_PLACEMENTS", 11)
    with pytest.raises(ValueError, match=r"12 eligible placements.*in chunks"):
        small().placements()


def test_why_none_counts_the_reasons_of_each_enterprise() -> None:
    """E1 has land only; P1 refuses it, P2 is too far.  8 placements: 4 without a plant need, 2
    refused, 2 too far.  space_unknown is most frequent but only says where nobody looked, so the
    reason to name first is refused_division (first of the two with 2).
    """
    problem = tiny_problem(
        enterprises="id  max_road_h\nE1  3\nE2  -",
        parks="id  city  refused_divisions\nP1  440200  39\nP2  441400  -",
        hours={("E1", "P2"): 5.0},
    )
    table = why_none(problem, np.array([0]))
    expected = pd.DataFrame(
        {"enterprise": [0] * 3, "reason": ["space_unknown", "refused_division", "distance"],
         "count": [4, 2, 2]}
    )  # fmt: skip
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    assert main_reason(table)["reason"].tolist() == ["refused_division"]
    assert len(why_none(problem, np.zeros(0, dtype=np.int64))) == 0


def test_main_reason_of_a_pinned_enterprise_is_what_blocks_the_pin() -> None:
    """Pinned to P1, which refuses it: 7/8 of the placements say "pinned elsewhere", but the answer
    is the refusal.  Pinned to a park that does not receive: that.
    """
    pinned = tiny_problem(
        enterprises="id\nE1\nE2",
        parks="id  city  refused_divisions\nP1  440200  39\nP2  441900  -\nP3  441400  -",
        policy={"pins": (Pin(enterprise_id="E1", park_id="P1"),
                         Pin(enterprise_id="E2", park_id="P2"))},
    )  # fmt: skip
    main = main_reason(why_none(pinned, np.array([0, 1])))
    assert main["reason"].tolist() == ["refused_division", "not_receiving"]


@pytest.mark.parametrize(
    ("enterprises", "parks"),
    [(None, None), (None, "id\nP1"), ("id\nE1", None)],
    ids=["nothing", "no enterprise", "no park"],
)
def test_an_empty_problem_is_a_problem_still(enterprises: str | None, parks: str | None) -> None:
    problem = tiny_problem(enterprises=enterprises, parks=parks)
    e_count = problem.shape[0]
    assert len(problem.placements()) == 0 == problem.eligible_count
    assert problem.score(0, e_count).shape == problem.shape
    assert problem.eligible(0, e_count).shape == problem.shape
    assert len(why_none(problem, np.arange(e_count))) == 0
    assert list(problem.chunks()) == ([(0, 1)] if e_count else [])


def test_a_problem_in_which_nobody_may_go_anywhere() -> None:
    """The only park is in a sending city."""
    problem = tiny_problem(enterprises="id\nE1", parks="id  city\nP1  440300")
    assert problem.eligible_count == 0 and len(problem.placements()) == 0
    assert (problem.score(0, 1) == NEVER).all()


def test_legs_that_do_not_fit_are_refused() -> None:
    case = tiny_case(enterprises="id\nE1", parks="id\nP1")
    other = tiny_world(enterprises="id\nE1\nE2", parks="id\nP1")
    with pytest.raises(ValueError, match=r"km has shape \(2, 1\), the tables need \(1, 1\)"):
        build_problem(case, travel=tiny_legs(other))


def test_measured_legs_leave_out_who_has_no_place() -> None:
    """A router that answers 7 km, 0.5 h everywhere is asked about located rows only."""
    world = tiny_world(
        enterprises="id  lon  lat\nE1  -  -\nE2  113  23",
        parks="id  lon  lat\nP1  114  24\nP2  -  -",
        facilities="id  kind  name_zh  lon  lat\nF1  rail  站  113  22",
    )
    asked: list[tuple[int, int]] = []

    class Everywhere:
        def __init__(self, shape: tuple[int, int]) -> None:
            asked.append(shape)
            self.km = np.full(shape, 7.0)
            self.hours = np.full(shape, 0.5)
            self.estimated = np.ones(shape, dtype=bool)

    legs = measure_legs(world, lambda a, b, c, d: Everywhere((len(a), len(c))))
    assert asked == [(1, 1), (1, 1)]
    assert np.array_equal(np.isnan(legs.km), [[True, True], [False, True]])
    assert legs.hours[1, 0] == 0.5 and legs.estimated[1, 0]
    assert np.array_equal(np.isnan(legs.facility_h), [[False], [True]])


def test_measured_legs_join_parks_where_there_are_links_and_parks_with_anchors() -> None:
    """One question for enterprises, parks (there are links) and anchors, one for facilities.

    Hours are the distance of longitudes: P1 114, P2 115, A1 116, A2 without a place."""
    tables = {
        "enterprises": "id  lon  lat\nE1  113  23",
        "parks": "id  lon  lat\nP1  114  24\nP2  115  24",
        "anchors": "id  name_zh  divisions  lon  lat\nA1  甲  39  116  23\nA2  乙  39  -  -",
        "links": "supplier_id  buyer_id  share\nE1  E1  1",
    }
    asked: list[int] = []

    class Degrees:
        def __init__(self, lon: np.ndarray, _: np.ndarray, to_lon: np.ndarray, __: np.ndarray):
            asked.append(len(lon))
            self.hours = np.abs(lon[:, None] - to_lon)
            self.km, self.estimated = self.hours * 60, np.ones(self.hours.shape, dtype=bool)

    legs = measure_legs(tiny_world(**tables), Degrees)
    assert asked == [1 + 2 + 1]
    assert legs.hours.tolist() == [[1, 2]]
    assert legs.park_h is not None and legs.park_h.tolist() == [[0, 1], [1, 0]]
    assert legs.anchor_h is not None
    np.testing.assert_array_equal(legs.anchor_h, [[2, np.nan], [1, np.nan]])
    neither = measure_legs(tiny_world(**tables | {"links": None, "anchors": None}), Degrees)
    assert neither.park_h is None and neither.anchor_h is None


def test_hours_to_anchors_must_be_given_where_there_are_anchors() -> None:
    case = tiny_case(enterprises="id\nE1", parks="id\nP1",
                     anchors="id name_zh divisions\nA1 甲 39")  # fmt: skip
    with pytest.raises(ValueError, match="anchor_h is missing, the table anchors has 1 rows"):
        build_problem(case, travel=replace(tiny_legs(case.world), anchor_h=None))


def test_findings_speak_both_languages() -> None:
    findings = small(pins=(Pin(enterprise_id="E9", park_id="P1"),)).findings
    assert {"use_unknown", "size_unknown", "pin_unusable", "term_flat"} <= {
        f.code for f in findings
    }
    for lang in ("zh", "en"):
        assert findings_table(findings, lang)["problem"].str.len().min() > 5


def test_a_goal_that_is_the_same_everywhere_is_said_to_have_no_effect() -> None:
    """No duties: counterpart is 0 everywhere.  Fits differ: not flat.  Weight 0: silent."""
    flat = {f.column for f in small().findings if f.code == "term_flat"}
    assert "counterpart" in flat and "industry_fit" not in flat
    silent = small(weights={"industry_fit": 1.0}).findings
    assert not [f for f in silent if f.code == "term_flat"]


# -- random tiny worlds ----------------------------------------------------------------------------

figure = st.one_of(st.none(), st.just(0.0), st.floats(1e-3, 1e6))
flag = st.sampled_from([True, False, None])
divisions = st.sampled_from(["17", "24", "34", "39", None])
year = st.sampled_from([None, 2015, 2016, 2017, 2018])


@st.composite
def random_problems(draw: st.DrawFn) -> Problem:
    """Any figures, holes included; roads of 0 to 10 hours."""
    firms, parks = draw(st.integers(0, 4)), draw(st.integers(0, 3))

    def column(kind: st.SearchStrategy, count: int) -> list:
        return draw(st.lists(kind, min_size=count, max_size=count))

    sending, receiving = ["440300", "441900", None], ["440200", "441400", "441900"]
    numbers = ("output_wan_yuan", "export_wan_yuan", "investment_wan_yuan", "jobs_persons",
               "land_mu", "plant_m2", "sea_mu", "cod_t", "voc_t", "max_road_h")  # fmt: skip
    enterprises = pd.DataFrame(
        {
            "enterprise_id": [f"E{i}" for i in range(firms)],
            "city_adcode": column(st.sampled_from(sending), firms),
            "division": column(divisions, firms),
            "trade_mode": column(st.sampled_from(["supplied", "both", "none", None]), firms),
            "social_duty_ok": column(flag, firms),
            "earliest_year": column(year, firms),
            **{name: column(figure, firms) for name in numbers},
        }
    )
    park_table = pd.DataFrame(
        {
            "park_id": [f"P{i}" for i in range(parks)],
            "city_adcode": column(st.sampled_from(receiving), parks),
            "lead_divisions": column(st.sampled_from(["39;34", None]), parks),
            "priority_divisions": column(st.sampled_from(["39", None]), parks),
            "open_year": column(year, parks),
            "floor_investment_wan_yuan_per_mu": column(figure, parks),
            "land_price_wan_yuan_per_mu": column(figure, parks),
            "plant_rent_yuan_m2_month": column(figure, parks),
            "coastal": column(flag, parks),
        }
    )
    world = tiny_world(
        enterprises=enterprises,
        parks=park_table,
        facilities="id  kind  name_zh  lon  lat  open_year\nF1  dry_port  站  113  22  2017",
        duties="""
            id  sending_adcode  receiving_adcode  from_year  to_year
            D1  441900          440200            2016       2016
        """,
        bans="id  division  scope\nB1  24  north",
        city_quotas="""
            city    year  kind    value  unit
            440200  2016  cod     50     t
            440200  2017  labour  90     persons
        """,
    )
    seed = np.random.default_rng(draw(st.integers(0, 1000)))
    hours = {(f"E{e}", f"P{p}"): seed.uniform(0, 10) for e in range(firms) for p in range(parks)}
    return tiny_problem(world, hours=hours)


@settings(max_examples=40)
@given(random_problems())
def test_random_worlds_keep_terms_in_range_and_chunks_consistent(problem: Problem) -> None:
    """0 <= term <= 1 and finite; slabs agree with `at`; a placement is eligible exactly if no
    reason blocks it; counts add up; scores are sizes times means times discounts.
    """
    e_count = problem.shape[0]
    spots = cube(problem)
    blocked = np.zeros(problem.shape, dtype=bool).ravel()
    for term in problem.terms.values():
        values = term.at(*spots)
        assert np.isfinite(values).all() and ((values >= 0) & (values <= 1)).all()
        whole = np.broadcast_to(term.slab(0, e_count), problem.shape)
        assert np.array_equal(whole.ravel(), values)
    for reason in problem.reasons.values():
        blocked |= reason.at(*spots)
    eligible = problem.eligible(0, e_count).ravel()
    assert np.array_equal(eligible, ~blocked)
    assert np.array_equal(problem.eligible_at(*spots), ~blocked)
    assert problem.eligible_count == eligible.sum() == len(problem.placements())
    score = problem.score(0, e_count).ravel()
    assert score[eligible] == pytest.approx(problem.score_at(*spots)[eligible], rel=1e-5, abs=1e-6)
    assert (score[~eligible] == NEVER).all()
    pieces = [problem.score(lo, hi).ravel() for lo, hi in problem.chunks(1)]
    assert np.array_equal(np.concatenate([*pieces, np.zeros(0, np.float32)]), score)


@settings(max_examples=25)
@given(random_problems())
def test_random_worlds_explain_who_has_no_place(problem: Problem) -> None:
    """For every enterprise: placements blocked by reasons + eligible ones = all placements."""
    e_count = problem.shape[0]
    table = why_none(problem, np.arange(e_count))
    summed = table.groupby("enterprise")["count"].sum()
    per_enterprise = summed.reindex(range(e_count), fill_value=0)
    whole = int(np.prod(problem.shape[1:]))
    assert (per_enterprise + problem.eligible_per_enterprise == whole).all()
    by_reason = table.groupby("reason")["count"].sum()
    assert {r: n for r, n in problem.counts.items() if n} == by_reason.to_dict()
