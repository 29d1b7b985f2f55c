"""The engine: its bound is a bound, its plans hold, and it can be stopped at any moment."""

from __future__ import annotations

import time

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_problem
from rule_cases import CASES, RuleCase

import matching.engine.pricing as pricing_module
from matching.check import objective_of
from matching.constraints import rows_of
from matching.engine.dual import ascend
from matching.engine.layout import compile_layout
from matching.engine.ledger import Ledger
from matching.engine.minima import force
from matching.engine.neighbourhood import Scale, Search
from matching.engine.pricing import Pricing
from matching.engine.search import search
from matching.engine.submodel import Effort
from matching.exact import solve
from matching.problem import NEVER, Problem
from matching.relaxation import standard_form
from matching.rows import AT_LEAST, Block, Rows
from matching.stopping import Clock

SEEDS = st.integers(0, 10_000)


def engine(problem: Problem, rows: Rows | None = None) -> tuple[Pricing, Ledger]:
    layout = compile_layout(problem, rows_of(problem) if rows is None else rows)
    pricing = Pricing(layout)
    return pricing, Ledger(layout, pricing)


def optimum(problem: Problem, rows: Rows) -> float:
    answer = solve(problem, rows, Clock(60))
    assert answer.found
    return objective_of(problem, rows, answer.e, answer.p, answer.t, answer.m)


def hard_excess(rows: Rows, answer) -> float:  # type: ignore[no-untyped-def]
    excess = rows.excess(rows.use(answer.e, answer.p, answer.t, answer.m)) - rows.tolerance()
    return float(np.where(np.isinf(rows.price), excess, -1.0).max(initial=-1.0))


# -- bound ----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(SEEDS, st.sampled_from([0.4, 0.8]))
def test_any_prices_whatever_prove_a_bound(seed: int, tight: float) -> None:
    """Lagrange: random prices, even with wrong signs, are made valid and never cut off the best."""
    problem = random_problem(seed, enterprises=6, parks=2, tight=tight)
    rows = rows_of(problem)
    best = optimum(problem, rows)
    pricing, _ = engine(problem, rows)
    draw = np.random.default_rng(seed)
    for scale in (0.0, 1e-3, 0.1, 10.0):
        prices = draw.normal(0, scale, len(rows)) / np.maximum(np.abs(rows.bound), 1e-3)
        assert pricing.bound(prices) >= best - 1e-9


@settings(max_examples=10)
@given(SEEDS, st.sampled_from([0.4, 0.8]))
def test_the_ascent_proves_a_bound_close_to_the_relaxation(seed: int, tight: float) -> None:
    problem = random_problem(seed, enterprises=12, parks=3, tight=tight)
    rows = rows_of(problem)
    pricing, _ = engine(problem, rows)
    duals = ascend(pricing, Clock(60), seed=1)
    assert duals.bound >= optimum(problem, rows) - 1e-9
    cost, matrix, upper = standard_form(rows, problem.placements())
    relaxed = -scipy.optimize.linprog(cost, A_ub=matrix, b_ub=upper, bounds=(0, None)).fun
    assert duals.bound <= relaxed * 1.01 + 1e-6
    assert duals.bound == pytest.approx(pricing.bound(duals.lam))


def test_reduced_values_are_score_minus_the_sum_over_rows() -> None:
    """The factored pricing against the definition, coefficient by coefficient."""
    problem = random_problem(5, enterprises=9, parks=3)
    rows = rows_of(problem)
    pricing, _ = engine(problem, rows)
    lam = pricing.valid(np.random.default_rng(0).normal(size=len(rows)))
    placements = problem.placements()
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    expected = placements.score.copy()
    np.subtract.at(expected, position, lam[row] * value)
    o = pricing.layout.flat(placements.p, placements.t, placements.m)
    np.testing.assert_allclose(pricing.reduced_at(lam, placements.e, o), expected, rtol=1e-9)
    possible = pricing.possible(placements.e, o)
    highest = np.zeros(9)
    np.maximum.at(highest, placements.e[possible], expected[possible])
    np.testing.assert_allclose(pricing.best(lam, np.float64)[0], highest, rtol=1e-5, atol=1e-4)
    by_park = pricing.by_park(lam, np.array([1, 4, 7]))
    for row_of, e in zip(by_park, (1, 4, 7), strict=True):
        for p in range(3):
            here = expected[possible & (placements.e == e) & (placements.p == p)]
            top = here.max(initial=float(NEVER) / 2)
            np.testing.assert_allclose(row_of[p], top, rtol=1e-5, atol=1e-4)


def test_chunks_and_memory_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(5, enterprises=9, parks=3)
    rows = rows_of(problem)
    pricing, _ = engine(problem, rows)
    lam = np.random.default_rng(1).normal(size=len(rows))
    whole = pricing.bound(lam)
    monkeypatch.setattr(pricing_module, "CACHE_BYTES", 0)
    monkeypatch.setattr(pricing_module, "CHUNK_CELLS", 30)
    pieces, _ = engine(problem, rows)
    assert pieces.bound(lam) == pytest.approx(whole, rel=1e-12)
    np.testing.assert_array_equal(
        np.concatenate([pieces.scores(lo, hi) for lo, hi in pieces.chunks()]), pricing.scores(0, 9)
    )


def test_a_placement_too_large_for_a_limit_alone_is_in_no_plan_and_in_no_bound() -> None:
    """60 mu against a city quota of 50: the relaxation would place 5/6 of the firm (0.42 points);
    no plan can, and the engine's bound is 0."""
    case = CASES["city_land"]
    tables = dict(case.tables)
    tables["city_quotas"] = tables["city_quotas"].replace("100", "50 ")
    problem = RuleCase(tables).problem()
    pricing, ledger = engine(problem)
    assert (pricing.scores(0, 2) == NEVER).all()
    assert ascend(pricing, Clock(20), seed=1).bound == pytest.approx(0.0, abs=1e-6)
    assert (ledger.gains(0) == NEVER).all()


def test_a_soft_level_is_priced_year_by_year() -> None:
    """A soft stock of 10 in 2016 and 20 in 2017 (price 0.001 a unit): a firm of 40 placed in 2016
    violates both years, 30 + 20 = 50 units; in 2017 only the second, 20."""
    problem = CASES["park_land"].problem()
    row_of = np.broadcast_to(np.array([0, 1])[None, None, :, None], (1, 1, 2, 2))
    soft = Block(
        "park_land", "land_mu", "mu", np.array([40.0, 0.0]), np.zeros(2, dtype=np.int64),
        row_of, np.array([10.0, 20.0]), ("P1", "P1"), np.array([2016, 2017]), cumulative=True,
        price=np.full(2, 0.001),
    )  # fmt: skip
    rows = Rows((soft,))
    pricing, ledger = engine(problem, rows)
    fine = ledger.fine(0).reshape(1, 2, 2)[0, :, 0]
    assert fine.tolist() == pytest.approx([0.05, 0.02])
    ledger.place(0, 0)
    scores = problem.score_at(*(np.array([0]),) * 4)
    assert ledger.value() == pytest.approx(scores[0] - 0.05)
    assert pricing.bound(np.zeros(2)) >= ledger.value()
    assert rows.use(*(np.array([0]),) * 4).tolist() == [40, 40]


# -- books ----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(SEEDS)
def test_the_books_say_what_the_rows_say(seed: int) -> None:
    """Placing and taking back at random: room, gates, fits and fines against Rows from scratch."""
    problem = random_problem(seed, enterprises=6, parks=2, tight=0.6)
    rows = rows_of(problem)
    pricing, ledger = engine(problem, rows)
    layout = pricing.layout
    draw = np.random.default_rng(seed)
    hard = np.isinf(rows.price)
    for _ in range(12):
        e = int(draw.integers(problem.shape[0]))
        if ledger.at[e] >= 0:
            ledger.take_back(e)
            continue
        fits, fine = ledger.fits(e), ledger.fine(e)
        for o in draw.integers(0, layout.places, 4).tolist():
            before = _used(rows, ledger)
            assert ledger.fits_at(e, o) == fits[o]
            ledger.place(e, o)
            after = _used(rows, ledger)
            worse = (
                rows.excess(after) > np.maximum(rows.excess(before), 0) + rows.tolerance() * 1e-2
            )
            assert fits[o] == (not (worse & hard).any())
            cost = rows.price[~hard] @ (rows.excess(after) - rows.excess(before))[~hard]
            assert fine[o] == pytest.approx(float(cost), abs=1e-9)
            ledger.take_back(e)
        choice = np.flatnonzero(fits)
        if len(choice):
            ledger.place(e, int(draw.choice(choice)))
    room = np.where(rows.at_least, _used(rows, ledger) - rows.bound,
                    rows.bound - _used(rows, ledger))  # fmt: skip
    np.testing.assert_allclose(ledger.room, room, atol=1e-8)
    gate = ledger.gate.copy()
    ledger.restart(ledger.at)
    np.testing.assert_allclose(ledger.gate, gate, atol=1e-8)


def _used(rows: Rows, ledger: Ledger) -> np.ndarray:
    e = np.flatnonzero(ledger.at >= 0)
    return rows.use(e, *ledger.layout.unflat(ledger.at[e]))


# -- plans ----------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(SEEDS, st.sampled_from([0.3, 0.6, 1.0]))
def test_every_plan_keeps_every_hard_row_and_stays_below_the_bound(seed: int, tight: float) -> None:
    problem = random_problem(seed, enterprises=14, parks=3, tight=tight)
    rows = rows_of(problem)
    found = search(problem, rows, Clock(30), gap=0.0, seed=seed, rounds=2)
    assert found.found and len(np.unique(found.e)) == len(found.e)
    assert problem.eligible_at(found.e, found.p, found.t, found.m).all()
    assert hard_excess(rows, found) <= 0
    worth = objective_of(problem, rows, found.e, found.p, found.t, found.m)
    best = optimum(problem, rows)
    assert worth <= best + 1e-6 <= found.bound + 2e-6
    assert worth >= best - 0.2 * abs(best) - 0.5


@settings(max_examples=10)
@given(SEEDS)
def test_hard_minima_are_met_or_proven_impossible(seed: int) -> None:
    """The engine's word against the exact model's, with hard duties and a hard share."""
    base = random_problem(seed, enterprises=10, parks=3, tight=0.8)
    policy = base.case.policy.model_copy(
        update={"rules": {"duty": "hard", "minimum_share": "hard"}}
    )
    problem = _with_policy(base, policy)
    rows = rows_of(problem)
    found = search(problem, rows, Clock(30), gap=0.0, seed=seed, rounds=1)
    exact = solve(problem, rows, Clock(60))
    assert found.found == exact.found
    if found.found:
        assert hard_excess(rows, found) <= 0
    else:
        assert found.impossible and exact.impossible
        assert found.missing and all(amount > 0 for _, amount in found.missing)


def _with_policy(problem: Problem, policy) -> Problem:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(problem, case=replace(problem.case, policy=policy))


def test_impossible_pins_name_the_row_and_what_is_missing() -> None:
    """Two pinned firms of 60 mu, 100 mu of land: one can be met, one project is missing."""
    problem = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  60",
            "parks": "id\nP1",
            "park_supply": "park_id  year  land_mu\nP1  2016  100",
        },
        years=(2016,),
        policy={"pins": tuple({"enterprise_id": e, "park_id": "P1"} for e in ("E1", "E2"))},
    ).problem()
    rows = rows_of(problem)
    found = search(problem, rows, Clock(20), gap=0.0, seed=1)
    assert not found.found and found.impossible
    assert [(rows.names[r], a) for r, a in found.missing] == [
        ("pins/projects/P1", pytest.approx(1))
    ]
    _, ledger = engine(problem, rows)
    shortfall = force(ledger, Clock(20))
    assert shortfall is not None and shortfall.proven


def test_a_kept_reference_and_a_hard_duty_are_starts_the_engine_finds() -> None:
    for case, policy in (
        (CASES["stability"], {}),
        (CASES["duty"], {"rules": {"duty": "hard"}}),
        (CASES["pins"], {}),
    ):
        problem = case.problem(**policy)
        rows = rows_of(problem)
        found = search(problem, rows, Clock(20), gap=0.0, seed=1, rounds=3)
        assert found.found and hard_excess(rows, found) <= 0
        worth = objective_of(problem, rows, found.e, found.p, found.t, found.m)
        assert worth == pytest.approx(optimum(problem, rows), abs=1e-6)


def test_same_seed_and_rounds_give_the_same_plan() -> None:
    problem = random_problem(3, enterprises=14, parks=3, years=2)
    rows = rows_of(problem)
    one, two = (search(problem, rows, Clock(120), gap=0.0, seed=11, rounds=3) for _ in range(2))
    np.testing.assert_array_equal(one.e, two.e)
    np.testing.assert_array_equal(one.p, two.p)
    np.testing.assert_array_equal(one.t, two.t)
    assert one.bound == two.bound


@pytest.mark.parametrize("asks", [0, 1, 3, 10, 30, 100, 300])
def test_stop_at_any_moment_leaves_a_plan_that_holds(asks: int) -> None:
    """Stop pressed at the n-th time somebody looks: whatever was under way, the plan is whole."""
    problem = random_problem(3, enterprises=40, parks=4, years=3)
    rows = rows_of(problem)
    looks = 0

    def pressed() -> bool:
        nonlocal looks
        looks += 1
        return looks > asks

    found = search(problem, rows, Clock(120, pressed), gap=0.0, seed=1)
    assert found.found and hard_excess(rows, found) <= 0
    worth = objective_of(problem, rows, found.e, found.p, found.t, found.m)
    assert worth <= found.bound + 1e-9


def test_time_is_kept() -> None:
    problem = random_problem(3, enterprises=150, parks=8, years=4)
    rows = rows_of(problem)
    started = time.perf_counter()
    search(problem, rows, Clock(4.0), gap=0.0, seed=1)
    assert time.perf_counter() - started < 12.0


def test_neighbourhoods_never_lose_and_the_value_is_what_the_plan_is_worth() -> None:
    problem = random_problem(8, enterprises=60, parks=4, years=2, tight=0.5)
    rows = rows_of(problem)
    pricing, ledger = engine(problem, rows)
    duals = ascend(pricing, Clock(30), seed=1)
    hunt = Search(ledger, duals, 1, (Scale(100, Effort(1.0, 50), (8, 3)),))
    value = hunt.value
    for _ in range(6):
        gain = hunt.round(Clock(30))
        assert gain >= 0 and hunt.value == pytest.approx(value + gain)
        value = hunt.value
        assert ledger.whole and ledger.value() == pytest.approx(value)
    assert value > 0


def test_prices_have_the_sign_of_their_row_and_soft_ones_stay_below_their_price() -> None:
    problem = random_problem(2, enterprises=20, parks=3)
    rows = rows_of(problem)
    pricing, _ = engine(problem, rows)
    lam = ascend(pricing, Clock(30), seed=1).lam
    assert (lam[rows.at_least] <= 0).all() and (lam[~rows.at_least] >= 0).all()
    assert (np.abs(lam) <= rows.price + 1e-12).all()
    assert any(block.sense == AT_LEAST for block in rows)
