"""The folder of a finished run: what lies in it, and writing it.

run.json             who, when, why, settings, data set, versions of the programs
scenario.json        the what-if and its parents, each as TOML text
case/                the effective inputs (see `worlds`); absent where a match run holds them
plan.json            the plan, readable by every other command
plan-head.json       the same without its tables, which lie in tables/: quicker to read
tables/*.parquet     the plan's tables, pairings, flows, trace
pairs.npz            why not, and what it is worth, of every enterprise and park
findings.json        doubts met while the problem was built
outcome.npz, parameters.json, doubts.json      of a simulation
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from app.exports.fingerprint import plan_fingerprint
from app.exports.json import TABLES, plan_head, write_plan
from app.flows import flow_table
from app.runs.claims import Report, Result
from app.runs.findings import finding_out
from app.runs.frames import write_frame
from app.runs.pairings import pairing_table
from app.runs.records import Run
from app.runs.worlds import save_case, write_json
from matching.pair_reasons import pair_reasons
from matching.plan import Plan
from scenarios.write import scenario_toml

if TYPE_CHECKING:
    from app.job import Solved
    from matching.problem import Problem
    from scenarios.case import Case
    from scenarios.scenario import Scenario
    from simulation.inputs import SimInputs
    from simulation.outcome import Outcome

RUN, SCENARIO, CASE, PLAN = "run.json", "scenario.json", "case", "plan.json"
PLAN_HEAD = "plan-head.json"
TABLE_FOLDER, PAIRS, FINDINGS = "tables", "pairs.npz", "findings.json"
OUTCOME, PARAMETERS, DOUBTS = "outcome.npz", "parameters.json", "doubts.json"
TRACE_COLUMNS = ("elapsed_s", "stage", "best", "bound", "gap")
PROGRAMS = ("doubletransfer", "numpy", "pandas", "highspy", "numba", "scipy")


def write_match(
    run: Run, solved: Solved, problem: Problem, scenario: Scenario, trace: Sequence[Report],
    folder: Path,
) -> Result:  # fmt: skip
    """Everything of a plan into an existing folder, and what the store writes down of it."""
    plan, case = solved.plan, problem.case
    write_head(run, scenario, folder)
    (folder / CASE).mkdir()
    save_case(case, folder / CASE)
    write_plan(plan, folder / PLAN, case)
    write_json(plan_head(plan), folder / PLAN_HEAD)
    tables = folder / TABLE_FOLDER
    tables.mkdir()
    for name in TABLES:
        write_frame(getattr(plan, name), tables / f"{name}.parquet")
    write_frame(pairing_table(plan, problem), tables / "pairings.parquet")
    write_frame(flow_table(plan, case.world), tables / "flows.parquet")
    write_frame(trace_table(trace), tables / "trace.parquet")
    pair_reasons(problem).save(folder / PAIRS)
    write_json([finding_out(finding) for finding in solved.findings], folder / FINDINGS)
    return Result(
        case.fingerprint, case.world.fingerprint, plan_fingerprint(plan), _plan_summary(plan)
    )


def write_simulation(
    run: Run, inputs: SimInputs, outcome: Outcome, scenario: Scenario, case: Case | None,
    folder: Path,
) -> Result:  # fmt: skip
    """Everything of an outcome.  case: kept here where no match run holds it, else None."""
    write_head(run, scenario, folder)
    if case is not None:
        (folder / CASE).mkdir()
        save_case(case, folder / CASE)
    outcome.save(folder / OUTCOME)
    write_json(inputs.parameters.model_dump(mode="json"), folder / PARAMETERS)
    write_json(
        [{"code": d.code, "count": d.count, "what": d.what} for d in inputs.doubts],
        folder / DOUBTS,
    )
    return Result(inputs.case_fingerprint, "", outcome.digest[:12], _outcome_summary(run, outcome))


def write_head(run: Run, scenario: Scenario, folder: Path) -> None:
    """Who asked for what, under which versions; and the what-if with its parents, oldest first."""
    write_json(
        {
            "id": run.id, "kind": run.kind.value, "data_id": run.data_id,
            "scenario_id": run.scenario_id, "of_run": run.of_run,
            "settings": dict(run.settings), "who": run.who, "why": run.why,
            "created": run.created.isoformat(),
            "started": None if run.started is None else run.started.isoformat(),
            "versions": {"python": platform.python_version(), **versions()},
        },
        folder / RUN,
    )  # fmt: skip
    line = [{"name": one.name, "toml": scenario_toml(one)} for one in scenario.lineage()]
    write_json(line, folder / SCENARIO)


def versions() -> dict[str, str]:
    """Versions of the programs a result depends on, of those installed as packages."""
    found = {}
    for name in PROGRAMS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def trace_table(reports: Sequence[Report]) -> pd.DataFrame:
    """TRACE_COLUMNS: how best plan and bound came closer; seconds since the run started."""
    rows = [[getattr(report, name) for name in TRACE_COLUMNS] for report in reports]
    frame = pd.DataFrame(rows, columns=list(TRACE_COLUMNS))
    numbers = {name: "float64" for name in TRACE_COLUMNS if name != "stage"}
    return frame.astype(numbers).astype({"stage": "object"})


def _plan_summary(plan: Plan) -> dict[str, Any]:
    limits = plan.limits
    return {
        "status": plan.status.value,
        "scenario": plan.scenario,
        "objective": _number(plan.objective),
        "bound": _number(plan.bound),
        "gap": _number(plan.gap) if len(limits) else None,
        "pairings": len(plan.placements),
        "enterprises": plan.enterprises,
        "missed": int((limits["excess"].to_numpy(dtype=float) > 0).sum()),
        "binding": int(limits["binding"].astype(bool).sum()),
        "method": plan.method,
        "seconds": plan.seconds,
        "synthetic": bool(plan.synthetic),
    }


def _outcome_summary(run: Run, outcome: Outcome) -> Mapping[str, Any]:
    return {
        "scenario": outcome.scenario,
        "replications": len(outcome),
        "asked": int(run.settings["replications"]),
        "seed": int(outcome.seed),
        "recommended": int(outcome.recommended_moves.sum()),
        "predicted": float(outcome.predicted_moves.sum()),
        "synthetic": bool(outcome.synthetic),
    }


def _number(value: float) -> float | None:
    return float(value) if value == value and abs(value) != float("inf") else None
