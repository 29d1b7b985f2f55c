"""run.json: what a folder of results was made from, to be read again and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from app.errors import AppError
from app.exports.provenance import product_version
from app.outlook.plans import PlanSaid
from app.outlook.setup import Prepared
from geodata.tables import ALL
from geodata.world import World
from scenarios.case import Case
from scenarios.policy import Policy
from simulation.apart import Apart
from simulation.faults import SimulationError
from simulation.outcome import Outcome
from simulation.parameters import Parameters

SCHEMA = "doubletransfer.outlook"
VERSION = 1
RECORD = "run.json"
OUTCOME = "outcome.npz"
INPUTS = "inputs"
"""Folder of the effective input tables, one parquet file each."""


def record_of(prepared: Prepared, apart: Apart, day: date, files: list[str]) -> dict[str, Any]:
    """The record as plain JSON values."""
    case, outcome = prepared.case, apart.outcome
    numbers = outcome.replications
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "product_version": product_version(),
        "date": day.isoformat(),
        "scenario": case.scenario,
        "titles": prepared.titles,
        "plan": None if prepared.plan is None else asdict(prepared.plan),
        "replications": len(outcome),
        "first_replication": int(numbers.min()),
        "last_replication": int(numbers.max()),
        "seed": outcome.seed,
        "complete": apart.complete,
        "synthetic": outcome.synthetic,
        "case_fingerprint": case.fingerprint,
        "world_fingerprint": case.world.fingerprint,
        "data_fingerprint": prepared.data_fingerprint,
        "inputs_fingerprint": outcome.inputs_fingerprint,
        "outcome_digest": outcome.digest,
        "parameters": prepared.inputs.parameters.model_dump(mode="json"),
        "doubts": [
            {"code": doubt.code, "count": doubt.count, "what": doubt.what}
            for doubt in prepared.inputs.doubts
        ],
        "case": {
            "seed": case.seed,
            "levers": [list(lever) for lever in case.levers],
            "policy": case.policy.model_dump(mode="json"),
            "world": case.world.name,
            "years": list(case.world.years),
            "provenance": dict(case.world.provenance),
        },
        "files": files,
    }


def write_inputs(world: World, folder: Path) -> list[str]:
    """Write every table of the world that has rows; returns the paths below `folder`."""
    (folder / INPUTS).mkdir(exist_ok=True)
    written = []
    for name, frame in world.tables.items():
        if len(frame):
            path = f"{INPUTS}/{name}.parquet"
            frame.to_parquet(folder / path, index=False)
            written.append(path)
    return written


def write_record(record: Mapping[str, Any], folder: Path) -> Path:
    """Write run.json; the same run gives the same bytes."""
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    path = folder / RECORD
    path.write_text(text + "\n", encoding="utf-8")
    return path


class PlayedRun:
    """A folder that `simulate` wrote, read again.

    record: what run.json says.  outcome, parameters and case are read when first asked for.
    """

    def __init__(self, folder: Path):
        """Raises AppError where the folder holds no run of this product and version."""
        path = folder / RECORD
        if not path.is_file():
            raise AppError("no_outcome_folder", folder=folder)
        try:
            record = json.loads(path.read_text("utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise AppError("run_damaged", folder=folder, reason=error) from error
        if not isinstance(record, dict) or record.get("schema") != SCHEMA:
            raise AppError("no_outcome_folder", folder=folder)
        if record.get("version") != VERSION:
            found = record.get("version")
            raise AppError("run_version", folder=folder, found=found, expected=VERSION)
        self.folder, self.record = folder, record

    @property
    def outcome(self) -> Outcome:
        """Raises AppError where outcome.npz is damaged or not the one of the record."""
        try:
            outcome = Outcome.load(self.folder / OUTCOME)
        except SimulationError as error:
            raise AppError("run_damaged", folder=self.folder, reason=error) from error
        if outcome.digest != self.record["outcome_digest"]:
            raise AppError("run_damaged", folder=self.folder, reason=OUTCOME)
        return outcome

    @property
    def parameters(self) -> Parameters:
        """The assumptions it was played under."""
        return Parameters.model_validate(self.record["parameters"])

    @property
    def plan(self) -> PlanSaid | None:
        """What the plan's file said, None = no plan."""
        said = self.record["plan"]
        return None if said is None else PlanSaid(**said)

    @property
    def case(self) -> Case:
        """The effective inputs, rebuilt from their tables.

        Raises AppError where they do not come out as recorded: a file is missing or was edited.
        """
        stated = self.record["case"]
        tables = {}
        for name, table in ALL.items():
            path = self.folder / INPUTS / f"{name}.parquet"
            tables[name] = pd.read_parquet(path) if path.is_file() else table.empty()
        world = World(
            stated["world"], tuple(stated["years"]), tables, bool(self.record["synthetic"]),
            provenance=stated["provenance"],
        )  # fmt: skip
        policy = Policy.model_validate(stated["policy"])
        levers = tuple((lever, text) for lever, text in stated["levers"])
        case = Case(world, policy, self.record["scenario"], stated["seed"], levers)
        if case.fingerprint != self.record["case_fingerprint"]:
            raise AppError("run_damaged", folder=self.folder, reason=INPUTS)
        return case
