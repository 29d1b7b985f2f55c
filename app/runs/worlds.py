"""Worlds and cases as folders: read back in a moment, and provably the same.

world.json          name, years, provenance, findings, fingerprint
notes.parquet       every cell that was converted, located or estimated
<table>.parquet     one file per table
case.json           policy, scenario, seed and levers, where the folder holds a case
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.runs.findings import finding_in, finding_out
from app.runs.frames import read_frame, write_frame
from geodata.world import World
from scenarios.case import Case
from scenarios.policy import Policy

WORLD, NOTES, CASE = "world.json", "notes.parquet", "case.json"


def save_world(world: World, folder: Path) -> None:
    """Write a world into an existing folder.  Raises OSError."""
    for name, frame in world.tables.items():
        write_frame(frame, folder / f"{name}.parquet")
    write_frame(world.notes, folder / NOTES)
    head = {
        "name": world.name,
        "years": list(world.years),
        "synthetic": world.synthetic,
        "provenance": dict(world.provenance),
        "tables": list(world.tables),
        "findings": [finding_out(finding) for finding in world.findings],
        "fingerprint": world.fingerprint,
    }
    write_json(head, folder / WORLD)


def read_world(folder: Path) -> World:
    """The world that `save_world` wrote.  Raises AppError where it is damaged or not the same."""
    try:
        head = json.loads((folder / WORLD).read_text("utf-8"))
        world = World(
            name=head["name"],
            years=tuple(head["years"]),
            tables={name: read_frame(folder / f"{name}.parquet") for name in head["tables"]},
            synthetic=head["synthetic"],
            findings=tuple(finding_in(stored) for stored in head["findings"]),
            notes=read_frame(folder / NOTES),
            provenance=head["provenance"],
        )
        same = world.fingerprint == head["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise AppError("kept_damaged", folder=folder.name, reason=reason) from error
    if not same:
        reason = f"{world.fingerprint} != {head['fingerprint']}"
        raise AppError("kept_damaged", folder=folder.name, reason=reason)
    return world


def save_case(case: Case, folder: Path) -> None:
    """Write a case, its world with all levers applied, into an existing folder."""
    save_world(case.world, folder)
    head = {
        "scenario": case.scenario,
        "seed": case.seed,
        "levers": [list(lever) for lever in case.levers],
        "policy": case.policy.model_dump(mode="json"),
        "fingerprint": case.fingerprint,
    }
    write_json(head, folder / CASE)


def read_case(folder: Path) -> Case:
    """The case that `save_case` wrote, with the same fingerprint.  Raises AppError."""
    world = read_world(folder)
    try:
        head = json.loads((folder / CASE).read_text("utf-8"))
        case = Case(
            world,
            policy=Policy.model_validate(head["policy"]),
            scenario=head["scenario"],
            seed=head["seed"],
            levers=tuple((lever, text) for lever, text in head["levers"]),
        )
        same = case.fingerprint == head["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise AppError("kept_damaged", folder=folder.name, reason=reason) from error
    if not same:
        reason = f"{case.fingerprint} != {head['fingerprint']}"
        raise AppError("kept_damaged", folder=folder.name, reason=reason)
    return case


def write_json(document: Any, path: Path) -> None:
    """Plain values as a UTF-8 text file with sorted keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
