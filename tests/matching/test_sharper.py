"""HiGHS beside the search: its bound, what it finds, and what it is told."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from optima import scipy_optimum
from random_worlds import random_problem

from benchmarks.gap_instances import generate
from benchmarks.gap_problem import as_problem
from matching.constraints import rows_of
from matching.engine import sharper as module
from matching.engine.highs import Exchange, run_watched
from matching.engine.ledger import Ledger
from matching.engine.neighbourhood import Search
from matching.engine.search import Engine
from matching.engine.sharper import Sharper
from matching.engine.turns import Way
from matching.stopping import Clock


def beside(seed: int) -> tuple[Engine, Sharper, float]:
    """An engine with its first plan, the search beside it brought to its end, and the optimum."""
    problem = random_problem(seed, enterprises=14, parks=3, tight=0.4)
    rows = rows_of(problem)
    engine = Engine(problem, rows, gap=0.0, seed=1)
    engine.begin(Clock(20))
    found = Sharper(engine.layout, engine.useful(), engine.ledger.at, engine.value, Clock(20))
    found._worker.join(20)
    return engine, found, scipy_optimum(problem, rows)


def test_the_proof_beside_a_search_never_falls_below_the_optimum() -> None:
    """Over only the placements of better plans, HiGHS' bound still holds for every plan; and it is
    worth having: on lumpy worlds it lies below the bound of the prices."""
    gained = 0
    for seed in range(3):
        engine, proof, best = beside(seed)
        assert best - 1e-6 <= proof.bound
        gained += proof.bound < engine.duals.bound - 1e-6
    assert gained >= 1


def test_what_highs_finds_beside_the_search_is_a_plan_with_its_points() -> None:
    """At the end of its search that is the optimum, recounted by the ledger; told only once."""
    for seed in range(3):
        engine, search, best = beside(seed)
        find = search.find()
        assert find is not None
        ledger = Ledger(engine.layout, engine.pricing)
        ledger.restart(find[0])
        assert ledger.whole and ledger.value() == pytest.approx(find[1])
        assert find[1] == pytest.approx(best, abs=1e-5)
        assert search.find() is None


def test_the_engine_takes_over_what_highs_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all its own ways asleep the plan still becomes the optimum, proven: the search ends."""

    def asleep(engine: Engine, way: Way, hunt: Search, clock: Clock, timed: bool) -> float:
        time.sleep(0.02)
        return 0.0

    monkeypatch.setattr(Engine, "_turn", asleep)
    problem, rows, _ = as_problem(generate("D", 3, 12, 4))
    best = scipy_optimum(problem, rows)
    engine = Engine(problem, rows, gap=0.0, seed=1)
    engine.begin(Clock(20))
    assert engine.value < best - 1e-6
    clock = Clock(20)
    engine.improve(clock)
    assert engine.done and not clock.over
    assert engine.value == pytest.approx(best) == engine.answer().bound


def test_highs_goes_on_from_what_it_is_told() -> None:
    """Stopped at its first node it has the plan it was told of, or a better one; left alone, not.

    Of the plan it hears the placements only: what limits are exceeded by it finds out itself.
    """
    problem, rows, _ = as_problem(generate("D", 8, 60, 1))
    engine = Engine(problem, rows, gap=0.0, seed=1)
    engine.begin(Clock(20))
    engine.improve(Clock(60), rounds=8)
    best = {}
    for told in (True, False):
        search = Sharper(engine.layout, engine.useful(), engine.ledger.at, engine.value, Clock(0))
        search.stop()
        known = search._known()
        assert known is not None and known.sum() == 60
        heard = [known] if told else []
        exchange = Exchange(lambda x: None, lambda heard=heard: heard.pop() if heard else None)
        solver = search._model()
        solver.setOptionValue("mip_heuristic_effort", 0.0)
        solver.setOptionValue("mip_max_nodes", 1)
        outcome = run_watched(solver, Clock(20), None, None, exchange)
        best[told] = max((-search._cost @ x for x in outcome.solutions), default=-np.inf)
    assert best[True] >= engine.value - 1e-6 > best[False]


def test_highs_seeks_plans_only_where_problems_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a number of placements it gets one of the two lanes, and no core is tried; above, it
    only proves, and both lanes are the search's."""
    problem, rows, _ = as_problem(generate("D", 6, 40, 2))

    def searched(most: int) -> Engine:
        monkeypatch.setattr(module, "SEEKING", most)
        engine = Engine(problem, rows, gap=0.0, seed=1)
        engine.begin(Clock(20))
        engine.improve(Clock(7), enough=lambda: True)
        engine.answer()
        return engine

    small, large = searched(240), searched(239)
    assert small._hunt is not None and large._hunt is not None
    assert (small._hunt.lanes, large._hunt.lanes) == (1, 2)
    large.duals = dataclasses.replace(large.duals, lam=np.zeros_like(large.duals.lam))
    small.duals = large.duals
    assert Way.CORE in large._ways(repeatable=False)
    assert Way.CORE not in small._ways(repeatable=False)
