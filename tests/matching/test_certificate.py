"""The certificate: its bound is a bound, whatever the prices, and tampering is found out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import CASES, RuleCase
from tiny import tiny_legs

from geodata.words import LANGS
from matching.build import build_problem
from matching.certificate import DUAL, SEARCH, certify, prices_of, prove
from matching.certified import Recomputed, check_certificate
from matching.chains import ALONE, Chains
from matching.check import check, objective_of
from matching.constraints import rows_of
from matching.engine.layout import compile_layout
from matching.engine.pricing import SCORE_ERROR, Pricing
from matching.exact import solve
from matching.match import Settings, match_problem
from matching.plan import Plan
from matching.problem import Problem
from matching.proof import valid_prices
from matching.relaxation import shadow_prices
from matching.rows import Floats, Rows
from matching.stopping import Clock

SEEDS = st.integers(0, 10_000)


def random_prices(rows: Rows, seed: int, scale: float) -> Floats:
    draw = np.random.default_rng(seed)
    return draw.normal(0, scale, len(rows)) / np.maximum(np.abs(rows.bound), 1e-3)


# -- the bound ------------------------------------------------------------------------------------


def test_the_bound_by_hand() -> None:
    """100 mu for E1 (60 mu) and E2 (60 mu), each worth 0.5 in 2016: together they do not fit.

    Price 0: 0.5 + 0.5 = 1.  Price 0.005 a mu: 100 x 0.005 + 2 x (0.5 - 60 x 0.005) = 0.9.
    Price 0.5 / 60: 100 x 0.5 / 60 + 2 x 0 = 0.8333, the relaxation's value.  Price 0.02: nobody
    pays 1.2, so 100 x 0.02 = 2.
    """
    problem = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  60",
            "parks": "id\nP1",
            "park_supply": "park_id  year  land_mu\nP1       2016  100",
        },
        years=(2016,),
    ).problem()
    rows = rows_of(problem)
    assert rows.names == ("park_land/land_mu/P1/2016",)
    for price, value in ((0.0, 1.0), (0.005, 0.9), (0.5 / 60, 5 / 6), (0.02, 2.0), (-1.0, 1.0)):
        proof = prove(problem, rows, np.array([price]))
        assert proof.value == pytest.approx(value, abs=1e-12)
        assert proof.tolerance == pytest.approx(max(price, 0.0) * 100 * 1e-6)
        assert proof.bound >= proof.value > proof.bound - 1e-5


def test_a_placement_too_large_for_a_limit_alone_is_in_no_plan_and_in_no_bound() -> None:
    """60 mu against a city quota of 50, price 0: without ruling out both would count 0.5."""
    case = CASES["city_land"]
    tables = dict(case.tables)
    tables["city_quotas"] = tables["city_quotas"].replace("100", "50 ")
    problem = RuleCase(tables).problem()
    rows = rows_of(problem)
    assert prove(problem, rows, np.zeros(len(rows))).value == 0.0
    wide = RuleCase(case.tables).problem()
    assert prove(wide, rows_of(wide), np.zeros(len(rows_of(wide)))).value == pytest.approx(1.0)


def test_a_soft_price_counts_at_most_what_missing_the_row_costs() -> None:
    """A duty of one project at 2 points that nobody can serve: -2 however high it is priced."""
    problem = RuleCase(
        {
            "enterprises": "id  city\nE1  440300",
            "parks": "id  city\nP1  440200",
            "duties": """
                id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
                D1  441900          440200            2016       2016     1
            """,
        },
        years=(2016,),
        policy={"duty_price_points": 2.0},
    ).problem()
    rows = rows_of(problem)
    assert prove(problem, rows, np.array([-50.0])).value == pytest.approx(0.5 - 2.0)
    assert prove(problem, rows, np.array([-1.0])).value == pytest.approx(0.5 - 1.0)
    assert prove(problem, rows, np.array([np.nan])).value == pytest.approx(0.5)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from([0.4, 0.8]))
def test_any_prices_whatever_prove_a_bound(seed: int, tight: float) -> None:
    problem = random_problem(seed, enterprises=6, parks=2, tight=tight)
    rows = rows_of(problem)
    answer = solve(problem, rows, Clock(60))
    best = objective_of(problem, rows, answer.e, answer.p, answer.t, answer.m)
    for scale in (0.0, 1e-3, 0.1, 10.0):
        assert prove(problem, rows, random_prices(rows, seed, scale)).bound >= best


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.sampled_from([0.4, 0.8]))
def test_exact_prices_prove_no_more_than_the_relaxation(seed: int, tight: float) -> None:
    """The relaxation of all placements is at least the bound at its own prices (ruling out helps);
    with wrong coefficients the bound would be far off it."""
    problem = random_problem(seed, enterprises=10, parks=3, tight=tight)
    rows = rows_of(problem)
    shadow = shadow_prices(problem, rows, 60)
    assert shadow is not None
    placements = problem.placements()
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    reduced = placements.score.copy()
    lam = valid_prices(rows, shadow)
    np.subtract.at(reduced, position, lam[row] * value)
    best = np.zeros(problem.shape[0])
    np.maximum.at(best, placements.e, reduced)
    plain = float(lam @ rows.bound + best.sum())
    proof = prove(problem, rows, shadow)
    assert proof.value <= plain + 1e-9
    alone = np.ones(len(placements), dtype=bool)
    hard = ~rows.at_least & np.isinf(rows.price)
    adds = hard & np.repeat(
        [b.factor is None or (b.factor >= 0).all() for b in rows], [len(b.bound) for b in rows]
    )
    broken = adds[row] & (value > (rows.bound + rows.tolerance())[row])
    alone[position[broken]] = False
    best[:] = 0.0
    np.maximum.at(best, placements.e[alone], reduced[alone])
    assert proof.value == pytest.approx(float(lam @ rows.bound + best.sum()), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(1e-4, 1.0))
def test_engine_and_proof_agree_within_what_they_allow_for_rounding(
    seed: int, scale: float
) -> None:
    problem = random_problem(seed, enterprises=9, parks=3, tight=0.7)
    rows = rows_of(problem)
    pricing = Pricing(compile_layout(problem, rows))
    lam = pricing.valid(random_prices(rows, seed, scale))
    proof, bound = prove(problem, rows, lam), pricing.bound(lam)
    allowed = proof.rounding + proof.tolerance
    assert proof.value - proof.rounding <= bound
    assert bound <= proof.bound + 2 * SCORE_ERROR * float(problem.size_share.sum()) + allowed


def test_chunks_change_nothing() -> None:
    problem = random_problem(5, enterprises=40, parks=4)
    rows = rows_of(problem)
    lam = random_prices(rows, 5, 0.1)
    whole = prove(problem, rows, lam)
    for cells in (1, 30, 1000):
        piece = prove(problem, rows, lam, cells=cells)
        assert piece.value == pytest.approx(whole.value, rel=1e-13)
        assert piece.rounding == pytest.approx(whole.rounding)


@pytest.mark.parametrize(("enterprises", "parks"), [("id", "id\nP1"), ("id\nE1", "id")])
def test_nobody_or_nowhere_is_a_bound_of_nothing(enterprises: str, parks: str) -> None:
    problem = RuleCase({"enterprises": enterprises, "parks": parks}).problem()
    assert prove(problem, rows_of(problem), np.zeros(len(rows_of(problem)))).value == 0.0


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    problem = CASES["park_land"].problem()
    with pytest.raises(ValueError, match="as many prices"):
        prove(problem, rows_of(problem), np.zeros(1))


# -- chains ---------------------------------------------------------------------------------------


def chained(problem: Problem, lead: list[int], bonus: list[float], near: float) -> Problem:
    parks = problem.shape[1]
    closeness = np.full((parks, parks), near)
    np.fill_diagonal(closeness, 1.0)
    chains = Chains(np.array(lead), np.array(bonus), closeness)
    object.__setattr__(problem, "chains", chains)
    return problem


def best_with_chains(problem: Problem, rows: Rows) -> float:
    """The optimum by trying every plan."""
    placements = problem.placements()
    own = [
        [-1, *np.flatnonzero(placements.e == e).tolist()] for e in range(problem.shape[0])
    ]  # fmt: skip
    hard, best = np.isinf(rows.price), -np.inf
    for chosen in itertools.product(*own):
        i = np.array([c for c in chosen if c >= 0], dtype=np.int64)
        spot = placements.e[i], placements.p[i], placements.t[i], placements.m[i]
        if (np.where(hard, rows.excess(rows.use(*spot)), 0.0) > rows.tolerance()).any():
            continue
        excess = rows.excess(rows.use(*spot))
        worth = float(problem.score_at(*spot).sum()) - float(rows.price[~hard] @ excess[~hard])
        worth += float(problem.chains.points(spot[0], spot[1]).sum())  # type: ignore[attr-defined]
        best = max(best, worth)
    return best


def test_a_star_s_bound_by_hand() -> None:
    """Two parks, lead L worth 0.5 in P1 and 1 in P2, follower F worth 1 in P1 and 0.25 in P2.

    Alone: 1 + 1 = 2.  Bonus 0.4 in the same park, half of it in the other (closeness 0.5):
    L in P2, F in P1: 1 + 1 + 0.2 = 2.2; both in P1: 0.5 + 1 + 0.4 = 1.9; both in P2: 1 + 0.25 +
    0.4.  So 2.2, and with a bonus of 2: P2 and P1: 3; both in P1: 3.5; both in P2: 3.25.
    """
    case = RuleCase(
        {"enterprises": "id\nL\nF", "parks": "id\nP1\nP2"},
        years=(2016,),
        hours={("L", "P1"): 2.0, ("L", "P2"): 0.0, ("F", "P1"): 0.0, ("F", "P2"): 4.0},
    )
    for bonus, value in ((0.0, 2.0), (0.4, 2.2), (2.0, 3.5)):
        problem = chained(case.problem(), [ALONE, 0], [0.0, bonus], 0.5)
        rows = rows_of(problem)
        proof = prove(problem, rows, np.zeros(len(rows)))
        assert proof.value == pytest.approx(value)
        assert best_with_chains(problem, rows) == pytest.approx(value)


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.floats(0.0, 2.0), st.floats(0.0, 1.0))
def test_with_chains_any_prices_prove_a_bound(seed: int, bonus: float, near: float) -> None:
    """Four enterprises, two of them following the first; the optimum by trying every plan."""
    problem = random_problem(seed, enterprises=4, parks=2, years=1, tight=0.8)
    problem = chained(problem, [ALONE, 0, 0, ALONE], [0.0, bonus, bonus / 2, 0.0], near)
    rows = rows_of(problem)
    best = best_with_chains(problem, rows)
    for scale in (0.0, 0.1):
        lam = random_prices(rows, seed, scale)
        proof = prove(problem, rows, lam)
        assert proof.bound >= best
        assert prove(problem, rows, lam, cells=7).value == pytest.approx(proof.value, rel=1e-12)


# -- the certificate of a plan, and tampering -----------------------------------------------------


@pytest.fixture(scope="module")
def solved() -> tuple[Problem, Plan]:
    problem = random_problem(3, enterprises=20, parks=3, tight=0.3)
    plan = match_problem(problem, Settings(seconds=8, method="heuristic", rounds=3))
    assert plan.certificate is not None and plan.certificate.kind == DUAL
    assert len(plan.certificate.prices) > 3
    return problem, plan


def recheck(problem: Problem, plan: Plan) -> Recomputed:
    rows = rows_of(problem)
    return check_certificate(problem, rows, plan, check(problem, plan.placements).objective)


def codes(problem: Problem, plan: Plan) -> set[str]:
    findings = recheck(problem, plan).findings
    for finding in findings:
        for lang in LANGS:
            assert "{" not in finding.problem(lang) and finding.remedy(lang)
    return {finding.code for finding in findings}


def test_an_engine_s_plan_is_proven_by_its_prices(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    assert plan.certificate is not None
    again = recheck(problem, plan)
    assert again.findings == () and again.proof is not None
    assert again.proof.bound == pytest.approx(plan.certificate.bound, rel=1e-12)
    assert plan.objective <= plan.bound <= plan.certificate.bound


def test_a_tampered_dual_is_found(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    assert plan.certificate is not None
    prices = dict(plan.certificate.prices)
    dearest = max(prices, key=lambda name: abs(prices[name]))
    for wrong, code in (
        ({**prices, dearest: prices[dearest] * 1.01}, "certificate_bound_differs"),
        ({n: v for n, v in prices.items() if n != dearest}, "certificate_bound_differs"),
        ({**prices, dearest: -prices[dearest]}, "certificate_price_invalid"),
        ({**prices, dearest: float("nan")}, "certificate_price_invalid"),
        ({**prices, "park_land/land_mu/P9/2016": 1.0}, "certificate_unknown_row"),
    ):
        edited = replace(plan, certificate=replace(plan.certificate, prices=wrong))
        assert code in codes(problem, edited)


def test_a_tampered_coefficient_is_found_even_under_a_forged_fingerprint(
    solved: tuple[Problem, Plan],
) -> None:
    """Every enterprise's land a tenth larger: the fingerprint tells; if forged, the figures do."""
    problem, plan = solved
    assert plan.certificate is not None
    world = problem.case.world
    tables = dict(world.tables)
    firms = tables["enterprises"]
    tables["enterprises"] = firms.assign(land_mu=firms["land_mu"] * 1.1)
    other = build_problem(
        replace(problem.case, world=replace(world, tables=tables)), travel=tiny_legs(world)
    )
    assert "certificate_of_other_case" in codes(other, plan)
    forged = replace(plan.certificate, case_fingerprint=other.case.fingerprint)
    assert "certificate_bound_differs" in codes(other, replace(plan, certificate=forged))


def test_a_tampered_bound_is_found(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    cert = plan.certificate
    assert cert is not None
    lower = replace(plan, bound=plan.objective)
    assert codes(problem, lower) == {"certificate_bound_unproven"}
    both = replace(lower, certificate=replace(cert, value=plan.objective))
    assert "certificate_bound_differs" in codes(problem, both)
    assert codes(problem, replace(plan, bound=plan.bound * 2)) == {"certificate_plan_bound_weaker"}
    assert "certificate_plan_bound_weaker" in codes(problem, replace(plan, bound=float("nan")))
    for part in ("rounding", "tolerance"):
        edited = replace(cert, **{part: getattr(cert, part) + 0.1})  # type: ignore[arg-type]
        assert codes(problem, replace(plan, certificate=edited)) == {"certificate_bound_differs"}
    assert codes(problem, replace(plan, certificate=None)) == {"certificate_missing"}
    assert codes(problem, replace(plan, certificate=replace(cert, rows=1))) == {
        "certificate_rows_differ"
    }


def test_a_tampered_plan_is_found(solved: tuple[Problem, Plan]) -> None:
    """All enterprises at their best place: more points than the bound, which only prices see."""
    problem, plan = solved
    own = problem.placements()
    best = [
        int(i[np.argmax(own.score[i])])
        for e in range(problem.shape[0])
        if len(i := np.flatnonzero(own.e == e))
    ]
    worth = float(own.score[best].sum())
    assert worth > plan.bound
    rows = rows_of(problem)
    found = check_certificate(problem, rows, replace(plan, bound=worth), worth).findings
    assert {f.code for f in found} == {
        "certificate_below_plan", "certificate_plan_bound_weaker",
    }  # fmt: skip


def test_an_exact_bound_below_the_prices_says_that_it_cannot_be_recomputed() -> None:
    """60 and 60 mu on 100: the model proves 0.5 + 0.5 / 1.03, prices only the relaxation."""
    problem = CASES["city_land"].problem()
    plan = match_problem(problem, Settings(seconds=10))
    rows = rows_of(problem)
    cert = plan.certificate
    assert cert is not None
    assert cert.bound >= plan.bound >= plan.objective - 1e-9
    expected = SEARCH if plan.bound < cert.value - 1e-6 else DUAL
    assert cert.kind == expected
    loose = replace(cert, kind=SEARCH)
    lower = replace(plan, bound=cert.value - 0.1, certificate=loose)
    found = check_certificate(problem, rows, lower, cert.value - 0.2).findings
    assert [f.code for f in found] == ["certificate_search"]
    for lang in LANGS:
        assert f"{lower.bound:,.6f}" in found[0].problem(lang)
        assert f"{cert.bound:,.6f}" in found[0].problem(lang)


def test_prices_go_to_their_rows_and_back() -> None:
    problem = random_problem(2)
    rows = rows_of(problem)
    lam = valid_prices(rows, random_prices(rows, 2, 0.1))
    cert = certify(problem, rows, lam, float("inf"))
    assert 0.0 not in cert.prices.values()
    back, unknown = prices_of(rows, cert.prices)
    np.testing.assert_array_equal(back, lam)
    assert list(unknown) == []
    none = certify(problem, rows, None, float("inf"))
    assert none.prices == {} and none.kind == DUAL
