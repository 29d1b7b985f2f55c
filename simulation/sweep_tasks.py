"""What runs on a worker: make one what-if ready, or play one block.  Paths in, small facts out.

Both tasks first see whether their piece is already there, and both give the same bits on whatever
worker of one installation; so a task that is run again, because its worker died, changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path

import numba
import numpy as np
import pandas as pd

from matching.match import Settings, match_problem
from matching.plan import Plan, Status
from simulation.faults import Problem, SimulationError
from simulation.inputs import SimInputs, build_inputs
from simulation.parameters import Parameters
from simulation.run import play
from simulation.sweep_folder import block_file, placed

PLACEMENT_COLUMNS = ["enterprise_id", "park_id", "year", "tenure"]
_SOLVING = threading.Lock()
"""A solver uses all the threads it is given: one plan at a time in a process."""


@cache
def code_digest() -> str:
    """12 hex digits of all code a result depends on, and the libraries that decide its last bit."""
    digest = hashlib.sha256(f"{np.__version__} {numba.__version__}".encode())
    root = Path(__file__).parents[1]
    for package in ("geodata", "scenarios", "matching", "simulation"):
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Preparation:
    """One what-if to make ready.

    case: pickle of (Case, Legs).  plan: parquet of the placements; where it is missing, it is
    solved with `settings`, and without settings nobody is approached.  inputs: where to keep them.
    code: digest that the worker must have.
    """

    name: str
    case: Path
    plan: Path | None
    settings: Settings | None
    parameters: Parameters
    inputs: Path
    code: str


@dataclass(frozen=True)
class Prepared:
    """fingerprint: of the inputs.  plan: how good the plan solved for it is, {} if none was."""

    name: str
    fingerprint: str
    plan: dict[str, object]


def prepare(task: Preparation, stop: Callable[[], bool] | None = None) -> Prepared:
    """Solve the plan if there is none, build the inputs, keep both.

    Raises SimulationError: other code on this worker, no folder, no plan possible, stopped.
    """
    _same_code(task.code, task.name)
    if not task.case.is_file():
        raise SimulationError([Problem("not_shared", task.name, {"file": task.case})])
    if not task.inputs.is_file():
        case, legs = pickle.loads(task.case.read_bytes())
        if task.plan is not None and not task.plan.is_file():
            with _SOLVING:
                _solve(task, case, legs, stop)
        plan = None if task.plan is None else pd.read_parquet(task.plan)
        made = build_inputs(case, plan, task.parameters, legs)
        with placed(task.inputs) as path:
            made.save(path)
    facts = {} if task.settings is None else _facts(task.plan)
    return Prepared(task.name, _inputs(str(task.inputs)).fingerprint, facts)


def play_part(
    folder: Path, inputs: Path, key: str, seed: int, first: int, count: int, code: str
) -> int:
    """Play replications first .. first + count - 1 and keep them; how many.

    key: of the inputs, as in `block_file`.  Raises SimulationError.
    """
    _same_code(code, inputs.name)
    if not inputs.is_file():
        raise SimulationError([Problem("not_shared", inputs.name, {"file": inputs})])
    file = block_file(folder, key, seed, first, count)
    if not file.is_file():
        numbers = np.arange(first, first + count, dtype=np.int64)
        outcome = play(_inputs(str(inputs)), numbers, seed)
        with placed(file) as path:
            outcome.save(path, compressed=False)
    return count


@lru_cache(maxsize=4)
def _inputs(path: str) -> SimInputs:
    return SimInputs.load(Path(path))


def _same_code(code: str, where: str) -> None:
    if code != code_digest():
        raise SimulationError([Problem("other_code", where)])


def _solve(task: Preparation, case: object, legs: object, stop: Callable[[], bool] | None) -> None:
    from matching.build import build_problem

    assert task.settings is not None and task.plan is not None
    problem = build_problem(case, travel=legs)  # type: ignore[arg-type]
    plan = match_problem(problem, task.settings, stop=stop)
    if stop is not None and stop():
        # A plan cut short must not be taken for the plan of these settings later.
        raise SimulationError([Problem("stopped", task.name)])
    if plan.status in (Status.IMPOSSIBLE, Status.NO_ANSWER):
        raise SimulationError([Problem("no_plan", task.name, {"status": plan.status.value})])
    _keep_plan(plan, task.plan, task.settings)


def _keep_plan(plan: Plan, path: Path, settings: Settings) -> None:
    """Facts and placements in one file, so that they can never belong to different plans."""
    facts = {
        "status": plan.status.value, "placements": len(plan.placements),
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
        "settings": asdict(settings),
    }  # fmt: skip
    table = plan.placements[PLACEMENT_COLUMNS].reset_index(drop=True)
    table.attrs["plan"] = json.dumps(facts)
    with placed(path) as mine:
        table.to_parquet(mine)


def _facts(path: Path | None) -> dict[str, object]:
    if path is None or not path.is_file():
        return {}
    return json.loads(pd.read_parquet(path).attrs["plan"])
