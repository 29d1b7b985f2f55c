"""Other solvers are asked in processes of their own, and none is believed on its word."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_worlds import random_problem

from benchmarks.gap_instances import cost_of, generate
from benchmarks.gap_problem import as_model as gap_model
from benchmarks.judge import judge
from benchmarks.peers import ask as asking
from benchmarks.peers.ask import MODULES, ask, ask_command
from benchmarks.peers.model import Model, believe
from benchmarks.planning_model import as_model, chosen
from matching.chains import ALONE, Chains
from matching.check import objective_of
from matching.constraints import rows_of
from matching.exact import solve
from matching.stopping import Clock

ROOT = Path(__file__).resolve().parents[2]
INSTANCE = generate("C", 3, 6, 5)


def small() -> Model:
    """minimise -3 a - 2 b - c  with  2 a + 2 b + c <= 3, a and b whole in 0..1, c in 0..10."""
    return Model(
        cost=np.array([-3.0, -2.0, -1.0]),
        lower=np.zeros(3),
        upper=np.array([1.0, 1.0, 10.0]),
        whole=np.array([True, True, False]),
        start=np.array([0, 3]),
        column=np.array([0, 1, 2]),
        value=np.array([2.0, 2.0, 1.0]),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([3.0]),
    )


def test_an_answer_that_holds_is_believed_with_its_value_recomputed() -> None:
    """a = 1, c = 1: uses 3 of 3, costs -3 - 1 = -4; 0.99999 counts as 1."""
    x, value = believe(small(), np.array([0.99999, 0.0, 1.0]))
    assert x.tolist() == [1.0, 0.0, 1.0] and value == -4.0


@pytest.mark.parametrize(
    ("x", "wrong"),
    [
        ([1.0, 0.5, 0.0], "not whole"),
        ([1.0, 1.0, 0.0], "1 rows are broken, row 0 by 1"),
        ([2.0, 0.0, -1.0], "leaves its bounds by 1"),
        ([1.0, math.nan, 0.0], "finite"),
        ([1.0, 0.0], "finite"),
    ],
)
def test_an_answer_that_does_not_hold_is_refused(x: list[float], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        believe(small(), np.array(x))


def test_a_missed_minimum_is_a_broken_row() -> None:
    model = replace(small(), row_lower=np.array([2.5]))
    with pytest.raises(ValueError, match=r"row 0 by 0\.5"):
        believe(model, np.array([1.0, 0.0, 0.0]))


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    small().save(tmp_path / "m.npz")
    back = Model.load(tmp_path / "m.npz")
    assert back.row_upper.tolist() == [3.0] and back.activity(np.ones(3)).tolist() == [5.0]


LIAR = """
import json, sys
import numpy as np
np.save(sys.argv[2], np.array({x}))
print(json.dumps(dict(status="Optimal", value=-99.0, bound={bound}, seconds=0.1, peak_mb=1.0)))
"""


def liar(folder: Path, x: list[float], bound: float) -> list[str]:
    (folder / "liar.py").write_text(LIAR.format(x=x, bound=bound))
    return [sys.executable, str(folder / "liar.py")]


def test_a_peer_that_says_optimal_with_half_a_firm_has_no_plan(tmp_path: Path) -> None:
    said = ask_command(liar(tmp_path, [1.0, 0.5, 0.0], -4.0), "liar", small(), 5.0)
    assert said.x is None and math.isnan(said.value)
    assert said.status.startswith("Optimal, but not whole")


def test_a_value_is_recomputed_and_a_bound_above_it_is_none(tmp_path: Path) -> None:
    said = ask_command(liar(tmp_path, [1.0, 0.0, 1.0], -4.0), "liar", small(), 5.0)
    assert (said.value, said.bound) == (-4.0, -4.0)  # it told -99
    said = ask_command(liar(tmp_path, [1.0, 0.0, 1.0], -3.5), "liar", small(), 5.0)
    assert said.value == -4.0 and math.isnan(said.bound)


def test_a_peer_that_hears_no_limit_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process and the solver it started are gone; the answer says why there is none."""
    (tmp_path / "deaf.py").write_text(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "child.wait()\n"
    )
    monkeypatch.setattr(asking, "GRACE_S", 2.0)
    said = ask_command([sys.executable, str(tmp_path / "deaf.py")], "deaf", small(), 0.5)
    assert said.x is None and said.status == "no answer, ended at the limit"
    child = Path("/proc") / (tmp_path / "pid").read_text() / "status"
    if Path("/proc/self/status").exists():
        assert not child.exists() or "State:\tZ" in child.read_text()


def test_a_broken_program_is_an_error_not_a_peer_without_a_plan(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import no_such_library\n")
    with pytest.raises(RuntimeError, match="no_such_library"):
        ask_command([sys.executable, str(tmp_path / "broken.py")], "x", small(), 5.0)


@pytest.mark.parametrize("peer", MODULES)
def test_every_peer_solves_the_small_model_and_a_small_instance(peer: str) -> None:
    """Small: a = 1, c = 1 costs -4, b = 1 with c = 1 only -3.  Instance: the exact optimum."""
    said = ask(peer, small(), 30.0)
    assert said.value == pytest.approx(-4.0) and said.x is not None
    said = ask(peer, gap_model(INSTANCE), 30.0)
    assert said.x is not None
    own = cost_of(INSTANCE, said.x.reshape(3, 6).argmax(axis=0))
    others = [
        cost
        for number in range(3**6)
        if (cost := _cost(np.array([number // 3**j % 3 for j in range(6)]))) is not None
    ]
    assert own == said.value == min(others)
    assert not said.bound > own


def _cost(agent_of: np.ndarray) -> int | None:
    try:
        return cost_of(INSTANCE, agent_of)
    except ValueError:
        return None


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_the_plain_model_of_a_planning_problem_is_the_exact_model(seed: int) -> None:
    """Soft and hard rows, minima, fractions: what HiGHS and CP-SAT find is as good as exact."""
    problem = replace(random_problem(seed), chains=None)
    rows = rows_of(problem)
    model, placements = as_model(problem, rows)
    exact = solve(problem, rows, Clock(60.0))
    for peer in ("highs", "cpsat"):
        said = ask(peer, model, 30.0)
        assert (said.x is not None) == exact.found
        if said.x is None:
            continue
        best = objective_of(problem, rows, exact.e, exact.p, exact.t, exact.m)
        judged = judge(problem, rows, *chosen(placements, said.x))
        assert judged.objective == pytest.approx(best, abs=1e-5)
        assert said.value == pytest.approx(-best, abs=1e-3)


def test_chains_are_refused_rather_than_left_out() -> None:
    problem = random_problem(1)
    chains = Chains(np.array([ALONE, 0] + [ALONE] * 6), np.array([0, 1.0] + [0] * 6), np.eye(3))
    with pytest.raises(ValueError, match="products of placements"):
        as_model(replace(problem, chains=chains), rows_of(problem))


def test_no_process_holds_both_solver_libraries() -> None:
    """OR-Tools and HiGHS' Python package cannot be imported together, in either order."""
    code = "import sys, benchmarks.peers.{}; print('{}' in sys.modules, 'matching' in sys.modules)"
    for module, stranger in (("cpsat", "highspy"), ("highs_pulp", "ortools")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(module, stranger)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.split()[-2:] == ["False", "False"]
    assert "ortools" not in sys.modules
