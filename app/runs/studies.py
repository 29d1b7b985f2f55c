"""A study of what matters most: each lever and assumption of a simulation moved alone.

study.parquet        one row a factor, the strongest first (`simulation.sensitivity_tornado`)
study.json           what was looked at, how often it was played, levers that fit nothing
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.runs.claims import Result
from app.runs.frames import read_frame, write_frame
from app.runs.record_files import write_head
from app.runs.records import Run
from app.runs.worlds import write_json

if TYPE_CHECKING:
    from app.outlook.setup import Progress
    from app.runs.results import LoadedRun
    from simulation.sensitivity_tornado import Sensitivity

STUDY, TABLE = "study.json", "study.parquet"
USUAL = 200
"""Replications at every setting."""


def study(
    played: LoadedRun, run: Run, progress: Progress, stop: threading.Event
) -> tuple[Sensitivity, tuple[str, ...]]:
    """What moves an indicator of a simulation, and the levers that fit nothing in its case.

    The simulation's plan, assumptions and draws; settings of the run: indicator, year,
    replications, threads, names (only these factors; all if empty).  Raises SimulationError.
    """
    from app.outlook.sensitive import Asked
    from app.outlook.sensitive import run as ask
    from app.outlook.setup import Prepared
    from matching.legs import measure_legs
    from simulation.inputs import build_inputs

    case, settings = played.case, run.settings
    placements = None if played.match is None else played.table("placements")
    legs = measure_legs(case.world)
    inputs = build_inputs(case, placements, played.parameters, legs, progress)
    titles = {"zh": played.scenario.title("zh"), "en": played.scenario.title("en")}
    prepared = Prepared(case, titles, inputs, placements, None, case.world.fingerprint, legs)
    asked = Asked(
        "tornado", settings["indicator"], settings["year"], names=tuple(settings["names"]),
        replications=settings["replications"], threads=settings["threads"],
        seed=int(played.outcome.seed),
    )  # fmt: skip
    return ask(prepared, asked, progress, stop.is_set)


def write_study(
    run: Run, found: Sensitivity, left_out: tuple[str, ...], played: LoadedRun, folder: Path
) -> Result:
    """The study into an existing folder, and what the store writes down of it."""
    write_head(run, played.scenario, folder)
    write_frame(found.table, folder / TABLE)
    facts = {
        "method": found.method, "indicator": found.indicator, "year": found.year,
        "replications": found.replications, "plays": found.plays, "complete": found.complete,
        "left_out": list(left_out),
    }  # fmt: skip
    write_json(facts, folder / STUDY)
    case = played.case
    text = json.dumps([played.run.fingerprint, facts, found.table.to_json(double_precision=15)])
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    summary = {
        "scenario": case.scenario, "indicator": found.indicator, "year": found.year,
        "factors": len(found.table), "plays": found.plays, "synthetic": bool(case.world.synthetic),
    }  # fmt: skip
    return Result(case.fingerprint, case.world.fingerprint, digest, summary)


def read_study(folder: Path) -> tuple[Sensitivity, tuple[str, ...]]:
    """What `write_study` wrote.  Raises OSError, ValueError, KeyError where it is not there."""
    from simulation.sensitivity_tornado import Sensitivity

    facts = json.loads((folder / STUDY).read_text("utf-8"))
    left_out = tuple(facts.pop("left_out"))
    return Sensitivity(table=read_frame(folder / TABLE), **facts), left_out
