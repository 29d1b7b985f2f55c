"""Chains: which links count, what they are worth, and how every figure of a plan counts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optima import brute_force, scipy_optimum, value
from random_worlds import random_problem
from tiny import tiny_case, tiny_legs, tiny_problem, tiny_world

from geodata.words import LANGS
from matching.answer import Answer
from matching.build import build_problem
from matching.chains import ALONE, Chains
from matching.check import check_plan, objective_of
from matching.constraints import rows_of
from matching.exact import as_values, build_model, solve
from matching.match import Settings, match_problem
from matching.plan import Status
from matching.problem import Placements, Problem
from matching.report import terms_table
from matching.rows import Rows
from matching.stopping import Clock

FIRMS = """
    id  output_wan_yuan
    E1  3000
    E2  1000
    E3  1000
    E4  1000
    E5  -
"""
PARKS = """
    id  city
    P1  440200
    P2  440200
    P3  441400
    P4  440800
"""


def problem(links: str, policy: dict | None = None, **hours: object) -> Problem:
    return tiny_problem(
        enterprises=FIRMS, parks=PARKS, links=f"supplier_id buyer_id share\n{links}",
        policy=policy, **hours,  # type: ignore[arg-type]
    )  # fmt: skip


def stars(chains: Chains | None) -> dict[str, str]:
    """{follower: lead} by name."""
    assert chains is not None
    return {f"E{f + 1}": f"E{chains.lead[f] + 1}" for f in chains.followers}


def test_the_bonus_is_points_times_share_times_size() -> None:
    """Mean of the four known outputs 1,500, so E1 is of size 2 and E2 of size 2/3.

    0.3 x 0.5 x 2 = 0.3 points for E1; 0.3 x 0.25 x 2/3 = 0.05 for E2."""
    chains = problem("E1 E3 0.5\nE2 E3 0.25").chains
    assert chains is not None
    assert chains.lead.tolist() == [2, 2, ALONE, ALONE, ALONE]
    assert chains.bonus == pytest.approx([0.3, 0.05, 0, 0, 0])
    double = problem("E1 E3 0.5", {"chain_bonus": 0.6}).chains
    assert double is not None and double.bonus[0] == pytest.approx(0.6)


def test_the_largest_link_counts_and_what_contradicts_it_does_not() -> None:
    """share x size: E1>E2 0.4 x 2 = 0.8; E2>E3 0.9 x 2/3 = 0.6; E1>E4 0.1 x 2; E4>E2 0.1 x 2/3.

    E1 follows E2; E2 leads, so it cannot follow E3; E1 follows already; E4 may follow E2 too."""
    links = "E2 E3 0.9\nE1 E4 0.1\nE1 E2 0.4\nE4 E2 0.1"
    assert stars(problem(links).chains) == {"E1": "E2", "E4": "E2"}
    # E4>E1 0.8 x 2/3 comes after E1>E2 (0.8): E1 follows already, nobody can follow E1
    assert stars(problem("E4 E1 0.8\nE1 E2 0.4").chains) == {"E1": "E2"}


def test_equal_links_are_taken_in_the_order_of_their_ids() -> None:
    for links in ("E2 E3 0.5\nE3 E4 0.5\nE4 E2 0.5", "E4 E2 0.5\nE3 E4 0.5\nE2 E3 0.5"):
        assert stars(problem(links).chains) == {"E2": "E3"}


def test_closeness_is_the_largest_of_same_park_same_city_and_within_the_hour() -> None:
    """P1 and P2 share a city; P1-P3 is exactly an hour, P1-P4 more; the policy is 0.6 and 0.3."""
    hours = {("P1", "P3"): 1.0, ("P1", "P4"): 1.01}
    chains = problem("E1 E2 1", park_hours=hours).chains
    assert chains is not None
    expected = [[1, 0.6, 0.3, 0], [0.6, 1, 0, 0], [0.3, 0, 1, 0], [0, 0, 0, 1]]
    assert chains.closeness.tolist() == expected
    other = {"chain_same_city": 0.1, "chain_within_hour": 0.4}
    near = problem("E1 E2 1", other, park_hours=hours | {("P1", "P2"): 0.2}).chains
    assert near is not None
    assert near.closeness[0].tolist() == [1, 0.4, 0.4, 0]


def test_no_chains_without_links_that_are_worth_anything() -> None:
    assert problem("").chains is None
    assert problem("E1 E2 1", {"chain_bonus": 0}).chains is None
    assert problem("E1 E2 0").chains is None
    assert problem("E5 E2 1").chains is None, "the size of E5 is not known"
    assert problem("E1 E1 1\nE1 E9 1\nE9 E1 1").chains is None


def test_parks_without_a_place_are_near_nothing_but_their_own_city() -> None:
    chains = problem("E1 E2 1", park_hours=np.nan).chains
    assert chains is not None
    assert chains.closeness[0].tolist() == [1, 0.6, 0, 0]


def test_hours_between_parks_must_be_given_where_links_count() -> None:
    case = tiny_case(enterprises=FIRMS, parks=PARKS, links="supplier_id buyer_id share\nE1 E2 1")
    legs = tiny_legs(case.world)
    with pytest.raises(ValueError, match=r"park_h \(hours between parks\) must be given"):
        build_problem(case, travel=replace(legs, park_h=None))
    with pytest.raises(ValueError, match="park_h has shape"):
        build_problem(case, travel=replace(legs, park_h=legs.hours))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0, 1)), max_size=20))
def test_any_links_give_stars_and_the_order_of_rows_means_nothing(links: list) -> None:
    """`Chains` itself refuses a lead that follows."""
    frame = pd.DataFrame(links, columns=["supplier_id", "buyer_id", "share"])
    for column in ("supplier_id", "buyer_id"):
        frame[column] = "E" + frame[column].astype(str)
    frame = frame.drop_duplicates(["supplier_id", "buyer_id"])
    firms = "id\n" + "\n".join(f"E{i}" for i in range(8))

    def built(rows: pd.DataFrame) -> Chains | None:
        return tiny_problem(tiny_world(firms, "id\nP1", links=rows)).chains

    one, other = built(frame), built(frame[::-1])
    worth = frame[(frame["supplier_id"] != frame["buyer_id"]) & (frame["share"] * 0.3 > 0)]
    assert (one is None) == worth.empty
    if one is not None and other is not None:
        assert one.lead.tolist() == other.lead.tolist()
        assert one.bonus.tolist() == other.bonus.tolist()
        best = worth["share"].max()
        assert one.bonus.max() == pytest.approx(0.3 * best)


# -- what a plan makes of them --------------------------------------------------------------------

PAIR = """
    id  city    land_mu
    E1  441900  60
    E2  441900  60
"""
TWO_CITIES = """
    id  city
    P1  440200
    P2  441400
"""
LAND = """
    park_id  year  land_mu
    P1       2016  {p1}
    P2       2016  200
"""


def pair(p1: float, bonus: float, **policy: object) -> Problem:
    """E1 supplies E2 alone; both like P1 (1 h away: 2^-0.5) better than P2 (3 h: 2^-1.5)."""
    return tiny_problem(
        enterprises=PAIR, parks=TWO_CITIES, park_supply=LAND.format(p1=p1),
        links="supplier_id buyer_id share\nE1 E2 1",
        hours={(e, p): h for e in ("E1", "E2") for p, h in (("P1", 1.0), ("P2", 3.0))},
        years=(2016,),
        policy={"size": "count", "plants": False, "concentration_ceiling": None,
                "weights": {"road_time": 1.0}, "chain_bonus": bonus} | policy,
    )  # fmt: skip


def test_hand_example_a_chain_moves_a_firm_to_a_worse_park() -> None:
    """Land in P1 for one firm only.  Apart: 2^-0.5 + 2^-1.5 = 0.7071 + 0.3536 = 1.0607.

    Together in P2: 2 x 0.3536 + bonus, more from bonus 0.3536 on."""
    far, near = 2**-1.5, 2**-0.5
    apart, together = (match_problem(pair(60, bonus)) for bonus in (0.35, 0.36))
    assert apart.objective == pytest.approx(near + far)
    assert apart.placements["chain_points"].tolist() == [0, 0]
    assert apart.placements["chain_with"].tolist() == ["", ""]
    assert together.objective == together.bound == pytest.approx(2 * far + 0.36)
    assert together.placements["park_id"].tolist() == ["P2", "P2"]
    assert together.placements["chain_points"].tolist() == pytest.approx([0.36, 0])
    assert together.placements["chain_with"].tolist() == ["E2", "E1"]


def test_terms_of_a_pairing_sum_to_its_score_and_its_chain_points() -> None:
    """Parks at closeness 0.6, so 0.6 x 0.9 = 0.54 points on a line of its own."""
    problem = pair(60, 0.9)
    near = np.array([[1, 0.6], [0.6, 1]])
    problem = replace(problem, chains=replace(chains_of(problem), closeness=near))
    plan = match_problem(problem)
    # together 2 x 0.3536 + 0.9 = 1.607, apart 1.0607 + 0.54 = 1.601
    assert plan.objective == pytest.approx(2 * 2**-1.5 + 0.9)
    fixed = Answer(np.array([0, 1]), np.array([0, 1]), np.array([0, 0]), np.array([0, 0]), True)
    lines = terms_table(problem, fixed)
    chain = lines[lines["term"] == "chain"]
    assert chain[["enterprise_id", "value", "weight", "points"]].values.tolist() == [
        ["E1", pytest.approx(0.6), pytest.approx(0.9), pytest.approx(0.54)]
    ]
    assert lines["enterprise_id"].is_monotonic_increasing
    assert lines.groupby("enterprise_id")["points"].sum().tolist() == pytest.approx(
        [2**-0.5 + 0.54, 2**-1.5]
    )


def test_leaving_the_chain_is_part_of_the_loss_of_another_park() -> None:
    """Both in P1 (1.4142 + 0.5).  The supplier in P2 loses 0.3536 and the bonus 0.5; the buyer in
    P2 loses the same, because its supplier would be left alone."""
    plan = match_problem(pair(120, 0.5))
    assert plan.placements["park_id"].tolist() == ["P1", "P1"]
    assert plan.alternatives["loss_points"].tolist() == pytest.approx([2**-0.5 - 2**-1.5 + 0.5] * 2)


def test_a_firm_without_room_is_told_of_the_park_next_to_its_buyer() -> None:
    """E2 is pinned to P1 and E3 to P2; 100 and 95 mu are left, E1 needs 150.  By road it would
    rather go to P2 (1 h), with 3 points for its buyer E2 to P1 (3 h): P1's land is in the way."""
    for bonus, park in ((0, "P2"), (3, "P1")):
        problem = tiny_problem(
            enterprises="id land_mu\nE1 150\nE2 60\nE3 60", parks=TWO_CITIES,
            park_supply="park_id year land_mu\nP1 2016 160\nP2 2016 155",
            links="supplier_id buyer_id share\nE1 E2 1", years=(2016,),
            hours={("E1", "P1"): 3.0, ("E1", "P2"): 1.0},
            policy={"size": "count", "plants": False, "concentration_ceiling": None,
                    "weights": {"road_time": 1.0}, "chain_bonus": bonus,
                    "pins": [{"enterprise_id": e, "park_id": p} for e, p in
                             (("E2", "P1"), ("E3", "P2"))]},
        )  # fmt: skip
        plan = match_problem(problem)
        assert plan.placements["enterprise_id"].tolist() == ["E2", "E3"]
        assert plan.unmatched["detail"].tolist() == [f"park_land/land_mu/{park}/2016"]


def chains_of(problem: Problem) -> Chains:
    assert problem.chains is not None
    return problem.chains


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_hangs_on_an_enterprise_is_what_its_park_gains(seed: int, who: int) -> None:
    """`around` against its definition: put one enterprise into every park, subtract without it."""
    problem = random_problem(seed, enterprises=8, parks=3, links=14, policy={"chain_bonus": 1.0})
    if problem.chains is None:
        return
    draw = np.random.default_rng(seed)
    chains, asked = problem.chains, who % 8
    others = np.setdiff1d(np.flatnonzero(draw.random(8) < 0.8), [asked])
    at = draw.integers(0, 3, len(others))
    base = chains.points(others, at).sum()
    gained = [
        chains.points(np.r_[others, asked], np.r_[at, park]).sum() - base for park in range(3)
    ]
    with_itself = np.r_[others, asked], np.r_[at, 2]
    for e, p in ((others, at), with_itself):
        assert chains.around(e, p, np.array([asked]))[0] == pytest.approx(gained)


def test_chain_points_of_a_plan_that_are_not_true_are_found() -> None:
    problem = pair(120, 0.5)
    plan = match_problem(problem)
    assert check_plan(problem, plan).ok
    for column in ("chain_points", "score_points"):
        false = plan.placements.assign(**{column: plan.placements[column] + [0.1, 0]})
        wrong = check_plan(problem, replace(plan, placements=false)).violations
        assert [(f.code, f.row, f.value) for f in wrong] == [("plan_points_differ", 2, "E1")]
        for lang in LANGS:
            assert "0.1" not in wrong[0].remedy(lang)
            assert "E1" in wrong[0].problem(lang)
    without = replace(plan, objective=plan.objective - 0.5)
    assert [f.code for f in check_plan(problem, without).violations] == ["plan_objective_differs"]


# -- exact against everything else ----------------------------------------------------------------


def chained(seed: int, **world: object) -> tuple[Problem, Rows]:
    """A random world in which chains matter: many links, a large bonus, parks near each other."""
    chosen = {"links": 12, "policy": {"chain_bonus": 1.5, "chain_within_hour": 0.5}}
    problem = random_problem(seed, **(chosen | world))  # type: ignore[arg-type]
    return problem, rows_of(problem)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_exact_model_finds_what_trying_every_plan_finds(seed: int) -> None:
    problem, rows = chained(seed, enterprises=4, parks=2, years=2, tight=0.7)
    if np.prod(problem.eligible_per_enterprise + 1.0) > 20_000:
        return
    best = brute_force(problem, rows)
    for solver in ("highs", "cbc"):
        assert value(problem, rows, solver) == pytest.approx(best, abs=1e-6)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from([0.4, 0.8]))
def test_scipy_agrees_with_chains_in_worlds_with_every_rule(seed: int, tight: float) -> None:
    problem, rows = chained(seed, enterprises=7, parks=3, tight=tight)
    assert value(problem, rows, "highs") == pytest.approx(scipy_optimum(problem, rows), abs=1e-5)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_restricted_placements_and_a_start_keep_their_chains(seed: int) -> None:
    """Over the placements of the optimum alone the optimum is found again, also from the start on,
    and a start that is the optimum is as good as what is found."""
    problem, rows = chained(seed, enterprises=6, parks=3, tight=0.6)
    best = solve(problem, rows, Clock(60))
    worth = objective_of(problem, rows, best.e, best.p, best.t, best.m)
    every = problem.placements()
    stands = dict(zip(best.e.tolist(), best.p.tolist(), strict=True))
    kept = np.array([stands.get(e) == p for e, p in zip(every.e, every.p, strict=True)], dtype=bool)
    some = Placements(*(getattr(every, axis)[kept] for axis in ("e", "p", "t", "m", "score")))
    for start in (None, best):
        again = solve(problem, rows, Clock(60), placements=some, start=start)
        found = objective_of(problem, rows, again.e, again.p, again.t, again.m)
        assert found == pytest.approx(worth, abs=1e-6)


def test_a_start_is_written_with_its_flows() -> None:
    """Both in P1 and the flow between them are 1, all else 0; the values keep all rows."""
    problem = pair(120, 0.5)
    rows = rows_of(problem)
    model = build_model(problem, rows)
    here = Answer(np.array([0, 1]), np.array([0, 0]), np.array([0, 0]), np.array([0, 0]), True)
    values = as_values(model, here)
    assert values is not None
    for variable, number in zip(model.columns, values, strict=True):
        variable.varValue = number
    assert model.problem.valid(1e-9)
    assert {v.name for v in model.columns if v.varValue == 1} == {"x0", "x2", "y0_0_0"}
    assert -model.problem.objective.value() == pytest.approx(2 * 2**-0.5 + 0.5)


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_no_route_claims_more_than_is_true_of_chains(seed: int) -> None:
    """Whatever looked for the plan: its bound holds for the best plan with chains, and its figures
    are those of the check."""
    problem, rows = chained(seed, enterprises=10, parks=3, tight=0.6)
    best = value(problem, rows, "highs")
    for method in ("auto", "heuristic", "exact"):
        plan = match_problem(problem, Settings(seconds=20, gap=0.0, method=method, rounds=3))
        assert plan.objective <= best + 1e-6
        assert plan.bound >= best - 1e-6
        assert check_plan(problem, plan).ok
        if plan.status is Status.OPTIMAL:
            assert plan.objective == pytest.approx(best, abs=1e-5)
