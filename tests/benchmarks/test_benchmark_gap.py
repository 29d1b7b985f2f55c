"""Generalised assignment through the planning engine: the adapter changes nothing."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.gap_instances import (
    Instance,
    cost_of,
    find_instances,
    generate,
    read_instance,
    write_instance,
)
from benchmarks.gap_lines import OURS, Line, summary
from benchmarks.gap_problem import Transform, as_problem, assignment
from benchmarks.under_test import first_solve
from matching.check import objective_of
from matching.exact import solve
from matching.problem import PLANT
from matching.stopping import Clock

HAND = Instance(
    "hand",
    cost=np.array([[1, 5], [4, 2]]),
    need=np.array([[3, 3], [2, 2]]),
    capacity=np.array([3, 4]),
    best_known=3,
)


def brute(instance: Instance) -> int | None:
    """The least cost by trying all assignments."""
    costs = []
    for agents in itertools.product(range(instance.agents), repeat=instance.jobs):
        try:
            costs.append(cost_of(instance, np.array(agents)))
        except ValueError:
            continue
    return min(costs, default=None)


def test_costs_and_capacities_are_counted_in_integers() -> None:
    """Job 0 to agent 0 (cost 1), job 1 to agent 1 (2): 3.  Both to agent 0: needs 6 of 3."""
    assert cost_of(HAND, np.array([0, 1])) == 3
    assert cost_of(HAND, np.array([1, 1])) == 6
    with pytest.raises(ValueError, match="agent 0 6 of 3"):
        cost_of(HAND, np.array([0, 0]))
    with pytest.raises(ValueError, match="1 jobs have no agent, the first is job 1"):
        cost_of(HAND, np.array([0, -1]))
    with pytest.raises(ValueError, match="2 whole numbers"):
        cost_of(HAND, np.array([0.0, 1.0]))


def test_points_of_the_hand_instance() -> None:
    """Ceiling 6, costs spread over 5, so scale 8: (2 jobs * 6 - cost 3) / 8 = 1.125 points."""
    problem, rows, transform = as_problem(HAND)
    assert (transform.ceiling, transform.scale) == (6, 8)
    zero = np.zeros(2, dtype=np.int64)
    points = objective_of(problem, rows, np.arange(2), np.array([0, 1]), zero, zero)
    assert points == 1.125
    assert transform.cost(points) == 3


@given(st.integers(0, 10_000), st.sampled_from("CD"), st.integers(1, 6), st.integers(1, 12))
@settings(max_examples=40)
def test_objective_is_constant_minus_cost_exactly(
    seed: int, kind: str, agents: int, jobs: int
) -> None:
    instance = generate(kind, agents, jobs, seed)
    problem, rows, transform = as_problem(instance)
    agent_of = np.random.default_rng(seed).integers(0, agents, jobs)
    zero = np.zeros(jobs, dtype=np.int64)
    points = objective_of(problem, rows, np.arange(jobs), agent_of, zero, zero)
    assert transform.cost(points) == int(instance.cost[agent_of, np.arange(jobs)].sum())
    slab = problem.score(0, jobs)[np.arange(jobs), agent_of, 0, 0].astype(np.float64)
    assert transform.cost(float(slab.sum())) == transform.cost(points)  # float32 loses nothing


def test_the_model_has_the_optimum_of_trying_all_assignments() -> None:
    """3 agents, 6 jobs: 729 assignments.  Exact: equal.  Engine: bound <= optimum <= value."""
    solved = 0
    for seed in range(6):
        instance = generate("CD"[seed % 2], 3, 6, seed)
        optimum = brute(instance)
        problem, rows, transform = as_problem(instance)
        exact = solve(problem, rows, Clock(60.0))
        if optimum is None:
            assert not exact.found
            continue
        solved += 1
        found = assignment(instance, exact)
        assert found is not None and cost_of(instance, found) == optimum
        run = first_solve(problem, rows, Clock(1.0), gap=0.0, seed=seed)
        assert transform.lower_bound(run.answer.bound) <= optimum
        ours = assignment(instance, run.answer)
        assert ours is not None and cost_of(instance, ours) >= optimum
    assert solved >= 3


def test_no_job_may_take_a_plant_and_every_job_must_be_placed() -> None:
    problem, rows, _ = as_problem(HAND)
    assert not problem.eligible(0, 2)[..., PLANT].any()
    one = np.zeros(1, dtype=np.int64)
    used = rows.use(one, one, one, one)
    missed = [rows.names[r] for r in np.flatnonzero(rows.excess(used) > 0)]
    assert missed == ["pins/projects/J1"]


def test_a_bound_on_whole_costs_is_rounded_up_but_not_over_noise() -> None:
    """jobs * ceiling = 20, scale 4: 1.95 points -> cost 12.2 -> 13; 2 + 1e-9 points -> 12."""
    transform = Transform(jobs=2, ceiling=10, scale=4)
    assert transform.lower_bound(1.95) == 13
    assert transform.lower_bound(2.0 - 1e-9) == 12
    assert transform.lower_bound(math.inf) == -math.inf


def test_costs_too_far_apart_for_float32_are_refused() -> None:
    wide = Instance("wide", np.array([[0, 2**24]]), np.ones((1, 2), np.int64), np.array([9]))
    with pytest.raises(ValueError, match="divide all costs"):
        as_problem(wide)


def test_instances_survive_writing_and_reading(tmp_path: Path) -> None:
    made = generate("D", 3, 7, 5)
    write_instance(made, tmp_path / "d0307")
    back = read_instance(tmp_path / "d0307", 12.0)
    for part in ("cost", "need", "capacity"):
        np.testing.assert_array_equal(getattr(back, part), getattr(made, part))
    assert (back.kind, back.best_known) == ("D", 12.0)


@pytest.mark.parametrize("text", ["2 2 1 2 3", "two agents", "", "1 1 5 3 2 9"])
def test_a_file_that_is_no_instance_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd").write_text(text)
    with pytest.raises(ValueError, match="odd"):
        read_instance(tmp_path / "odd")


def test_any_folder_with_a_list_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown names run, types A and B only when asked for, missing files are told."""
    (tmp_path / "best_known.csv").write_text(
        "Path,Best known solution value\nx/novel,10\na05100,3\nd05100,\ngone,7\n"
    )
    (tmp_path / "x").mkdir()
    for name in ("x/novel", "a05100", "d05100"):
        write_instance(HAND, tmp_path / name)
    assert [f.name for f, _ in find_instances(tmp_path)] == ["novel", "d05100"]
    assert "gone" in capsys.readouterr().err
    assert [f.name for f, _ in find_instances(tmp_path, ["a"])] == ["a05100"]
    assert [f.name for f, _ in find_instances(tmp_path, (), ["a05100"])] == ["a05100"]
    best = {f.name: b for f, b in find_instances(tmp_path)}
    assert best["novel"] == 10 and math.isnan(best["d05100"])
    with pytest.raises(FileNotFoundError, match=r"best_known\.csv"):
        list(find_instances(tmp_path / "x"))


def line(name: str, solver: str, value: float, jobs: int = 400, best: float = 100.0) -> Line:
    return Line(name, "D", 2, jobs, solver, value, 99.0, best, 1.0, 1.0, "")


def test_the_summary_counts_what_the_issue_asks() -> None:
    """Gaps 1 %, 3 %: mean 2 %.  On d1 a peer is better; d2 has 399 jobs and does not count."""
    told = summary(
        [
            line("d1", OURS, 101.0), line("d1", "x", 100.0), line("d1", "y", math.nan),
            line("d2", OURS, 103.0, jobs=399), line("d2", "x", 100.0, jobs=399),
        ],
        60.0,
    )  # fmt: skip
    assert told["mean_gap_to_best_known"] == pytest.approx(0.02)
    assert (told["worst_gap_to_best_known"], told["worst_instance"]) == (0.03, "d2")
    assert (told["large_instances"], told["large_worse_than_better_peer"]) == (1, 1)


def test_no_plan_is_an_infinite_gap_and_worse_than_any_peer() -> None:
    told = summary([line("d1", OURS, math.nan), line("d1", "x", 300.0)], 60.0)
    assert told["worst_gap_to_best_known"] == math.inf
    assert (told["without_plan"], told["large_worse_than_better_peer"]) == (1, 1)
    even = summary([line("d1", OURS, 101.0), line("d1", "x", 101.0)], 60.0)
    assert even["large_worse_than_better_peer"] == 0
