"""The engine benchmark counts what it says it counts."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.common import Case
from benchmarks.curves import draw_gap, draw_size
from benchmarks.engine import figures, middle
from benchmarks.engine_run import build, leads
from benchmarks.gap_instances import Instance
from benchmarks.gap_problem import as_problem
from benchmarks.judge import judge
from benchmarks.quotas import tighten, worth_most
from benchmarks.under_test import Record
from matching.answer import Answer
from matching.chains import ALONE, Chains
from matching.rows import Block, Rows

PLACES = (1, 1, 1, 2)


def block(rule: str, bound: list[float], scope: list[str], *, cumulative: bool = False) -> Block:
    rows = len(bound)
    return Block(
        rule=rule, resource="land_mu", unit="mu", weight=np.array([9.95, 3.0]),
        class_of=np.zeros(2, dtype=np.int64), row_of=np.zeros(PLACES, dtype=np.int64),
        bound=np.array(bound), scope=tuple(scope), year=2016 + np.arange(rows),
        cumulative=cumulative,
    )  # fmt: skip


FLOW = block("city_land", [10.0, 20.0], ["a", "a"])
LEVEL = block("emission", [10.0, 20.0, 30.0], ["a", "a", "b"], cumulative=True)
ROWS = Rows((FLOW, LEVEL))


def test_a_case_may_name_its_chains() -> None:
    assert Case.parse("3000x90x5+300") == Case(3000, 90, 5, 300)
    assert str(Case.parse("3000x90x5+300")) == "3000x90x5+300"
    assert str(Case.parse("30x9x5")) == "30x9x5"
    with pytest.raises(ValueError, match="ENTERPRISES"):
        Case.parse("30x9")


def test_a_yearly_quota_is_cut_in_its_year_a_level_in_all_years_of_its_scope() -> None:
    """10 % off: flow 20 -> 18 alone; level of scope a 10, 20 -> 9, 18, scope b stays."""
    assert tighten(ROWS, 1).bound.tolist() == [10, 18, 10, 20, 30]
    assert tighten(ROWS, 2).bound.tolist() == [10, 20, 9, 18, 30]
    assert ROWS.bound.tolist() == [10, 20, 10, 20, 30]
    with pytest.raises(IndexError):
        tighten(ROWS, 5)


def test_only_limits_that_bind_are_changed_one_a_rule() -> None:
    """Enterprise 0 uses 9.95: of 10 that is within 1 %, of 20 not.  Worth: 10 x price."""
    one = np.zeros(1, dtype=np.int64)
    answer = Answer(one, one, one, one, found=True, shadow=np.array([1.0, 9.0, 2.0, 9.0, 9.0]))
    assert worth_most(ROWS, answer, 5) == [("emission/land_mu/a/2016", 2),
                                           ("city_land/land_mu/a/2016", 0)]  # fmt: skip
    assert worth_most(ROWS, answer, 1) == [("emission/land_mu/a/2016", 2)]
    free = replace(answer, shadow=np.zeros(5))
    assert worth_most(ROWS, free, 5) == []


def test_soft_limits_and_minima_are_not_quotas_to_cut() -> None:
    soft = replace(FLOW, price=np.ones(2))
    minimum = replace(FLOW, sense=">=")
    one = np.zeros(1, dtype=np.int64)
    answer = Answer(one, one, one, one, found=True, shadow=np.ones(4))
    assert worth_most(Rows((soft, minimum)), answer, 5) == []


def record() -> Record:
    """Bound 110, then 101 with plan 90, then plan 99, then bound 100."""
    nan = math.nan
    return Record(0.0, [(1.0, nan, 110.0), (2.0, 90.0, 101.0), (3.0, 99.0, 105.0),
                        (4.0, 95.0, 100.0)])  # fmt: skip


def test_a_record_keeps_the_best_plan_and_the_lowest_bound() -> None:
    assert record().running() == [
        (1.0, -math.inf, 110.0), (2.0, 90.0, 101.0), (3.0, 99.0, 101.0), (4.0, 99.0, 100.0),
    ]  # fmt: skip
    assert record().reached(11.0) == 2.0
    assert record().reached(2.0) == 3.0
    assert math.isnan(record().reached(0.5))


def test_the_bound_is_there_once_it_is_within_5_in_10000() -> None:
    """Near 100: up to 100.05.  Near 101: up to 101.0505."""
    assert record().bound_seconds(100.0) == 4.0
    assert record().bound_seconds(101.0) == 2.0
    assert math.isnan(record().bound_seconds(90.0))


def test_a_run_without_a_plan_does_not_make_the_median_better() -> None:
    runs = [{"g": 0.1}, {"g": None}, {"g": 0.3}]
    assert middle(runs, "g") == 0.3
    assert math.isnan(middle(runs[1:2], "g"))
    assert math.isnan(middle([], "g"))


def test_figures_stand_beside_the_best_peer() -> None:
    """Ours 1 % and 3 %, median 2 %; A 4 % and 8 %: 6 %; B none.  Ratio 2 / 6."""
    own = [{"solver": "ours", "certified_gap": g, "seconds": 60.0} for g in (0.01, 0.03)]
    a = [{"solver": "A", "certified_gap": g, "objective": 1.0} for g in (0.04, 0.08)]
    b = {"solver": "B", "certified_gap": None, "objective": None}
    changed = {"solver": "what-if", "ratio": 0.1, "bound_ratio": 0.01, "certified_gap": 0.02}
    runs = [[own[0], changed, a[0], b], [own[1], changed, a[1], b]]
    told = list(figures(Case(3, 2, 1), runs, 60.0))
    by_name = {figure.figure: figure for figure in told}
    assert by_name["certified_gap"].value == pytest.approx(0.02)
    assert by_name["certified_gap"].ratio == pytest.approx(0.02 / 0.06)
    assert by_name["whatif_ratio"].value == pytest.approx(0.1)
    peers = {figure.baseline: figure.value for figure in told if figure.figure == "peer_gap"}
    assert peers["A: a plan in 2 of 2 runs of 60 s"] == pytest.approx(0.06)
    assert math.isnan(peers["B: a plan in 0 of 2 runs of 60 s"])


def test_a_plan_that_breaks_a_limit_gets_no_figures() -> None:
    tight = Instance("t", np.array([[1, 5], [4, 2]]), np.full((2, 2), 2), np.array([2, 2]))
    problem, rows, transform = as_problem(tight)
    zero, both = np.zeros(2, dtype=np.int64), np.arange(2)
    held = judge(problem, rows, both, both, zero, zero)
    assert transform.cost(held.objective) == 3 and held.placed == 2
    with pytest.raises(AssertionError, match="breaks its limits"):
        judge(problem, rows, both, zero, zero, zero)


def test_chains_count_only_where_the_case_names_them() -> None:
    """A lead with two followers is one chain; the plain case has none and is linear."""
    star = Chains(np.array([ALONE, 0, 0]), np.array([0, 1.0, 2.0]), np.eye(2))
    assert leads(star) == 1 and leads(None) == 0
    assert build(Case(60, 8, 2), 2016)[0].chains is None
    assert 1 <= leads(build(Case(60, 8, 2, 10), 2016)[0].chains) <= 15


def test_curves_are_drawn_and_small(tmp_path: Path) -> None:
    trace = pd.DataFrame(
        [("a", 1, 1.0, None, 10.0), ("a", 1, 2.0, 8.0, 10.0), ("a", 2, 3.0, 9.0, 10.0)],
        columns=["case", "seed", "seconds", "best", "bound"],
    )
    draw_gap(trace, tmp_path / "gap.png")
    assert 1_000 < (tmp_path / "gap.png").stat().st_size < 150_000
    with pytest.raises(ValueError, match="no plan"):
        draw_gap(trace.head(1), tmp_path / "none.png")
    names = ("placements", "bound_s", "peak_mb", "problem_mb")
    figures = pd.DataFrame(
        [(c, f, v * k) for c, k in (("a", 1), ("b", 10)) for v, f in enumerate(names, 1)],
        columns=["case", "figure", "value"],
    )
    draw_size(figures, tmp_path / "size.png")
    assert (tmp_path / "size.png").stat().st_size > 1_000
    with pytest.raises(ValueError, match="bound_s"):
        draw_size(figures[figures["figure"] != "bound_s"], tmp_path / "none.png")
