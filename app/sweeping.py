"""The jobs of a sweep from scenario names, tables and plans, and the folder of each afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.inputs import Inputs
from app.job import Blocked, Progress
from app.outlook.plans import PlanSaid, digest_of, read_plan_for
from app.outlook.setup import Prepared
from geodata.findings import blockers
from geodata.words import LANGS, Lang

if TYPE_CHECKING:
    from matching.legs import Legs
    from matching.match import Settings
    from scenarios.scenario import Scenario
    from simulation.parameters import Parameters
    from simulation.sweep import Job, Played, Sweep

PAIRINGS = "solved.csv"
"""A plan that the sweep solved, in the folder of its scenario, for `--plan` of later runs."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One scenario of a sweep: its job, and what its papers need to know besides."""

    scenario: Scenario
    job: Job
    plan: PlanSaid | None
    data_fingerprint: str
    legs: Legs


def plans_of(words: Sequence[str], names: Sequence[str]) -> dict[str, Path]:
    """Scenario -> plan file from "FILE" (for every scenario) and "SCENARIO=FILE".

    Raises AppError for a scenario that is not swept, one that is named twice, or no such file.
    """
    plans: dict[str, Path] = {}
    for word in words:
        name, separator, file = word.partition("=")
        whole = Path(word)
        if not separator or (name not in names and whole.is_file()):
            targets, path = list(names), whole
        elif name in names:
            targets, path = [name], Path(file)
        else:
            raise AppError("sweep_plan_name", value=name, known=", ".join(names))
        if not path.is_file():
            raise AppError("no_file", file=path)
        for target in targets:
            if target in plans:
                raise AppError("sweep_plan_twice", value=target)
            plans[target] = path
    return plans


def make_entries(
    scenarios: Sequence[str],
    inputs: Inputs,
    plans: Sequence[str],
    solve: Settings | None,
    parameters: Parameters | None,
    tell: Progress,
) -> list[Entry]:
    """One entry per scenario; tables are loaded once, roads measured once per world.

    Raises Blocked for tables with blockers, ScenarioError, AppError.
    """
    from matching.legs import measure_legs
    from scenarios.build import build_case
    from scenarios.load import load_scenario
    from simulation.sweep import Job

    loaded = [load_scenario(name) for name in scenarios]
    given = plans_of(plans, [one.name for one in loaded])
    tell("load", None, "")
    world = inputs.world(tell)
    if blockers(world.findings):
        raise Blocked(world.findings)
    measured: dict[str, Legs] = {}
    entries = []
    for one in loaded:
        case = build_case(one, world)
        placements = said = None
        if one.name in given:
            placements, said = read_plan_for(given[one.name], case)
        key = case.world.fingerprint
        if key not in measured:
            measured[key] = measure_legs(case.world)
        job = Job(one.name, case, placements, solve, parameters, measured[key])
        entries.append(Entry(one, job, said, world.fingerprint, measured[key]))
    return entries


def write_folders(done: Sweep, entries: Sequence[Entry], lang: Lang, tell: Progress) -> list[Path]:
    """Beside every outcome.npz what `simulate` writes: tables, workbook, charts, run.json.

    Returns the folders.  Raises FolderBusy where a file of an earlier sweep is open elsewhere.
    """
    from app.outlook.pack import write_outcome
    from app.outlook.papers import Papers
    from simulation.apart import Apart

    folders = []
    by_name = {one.job.name: one for one in entries}
    for one in done.played:
        if one.outcome is not None:
            apart = Apart(done.outcome(one.name), complete=one.done == done.replications)
            papers = Papers(prepared_of(by_name[one.name], one), apart, lang)
            write_outcome(papers, one.outcome.parent, tell)
            folders.append(one.outcome.parent)
    return folders


def prepared_of(entry: Entry, played: Played) -> Prepared:
    """What the papers of a scenario are made from; a solved plan is put into its folder as CSV."""
    import pandas as pd

    from simulation.inputs import SimInputs

    assert played.inputs is not None
    assert played.outcome is not None
    placements = None if played.placements is None else pd.read_parquet(played.placements)
    said, case = entry.plan, entry.job.case
    if placements is not None and said is None:
        file = played.outcome.parent / PAIRINGS
        placements.to_csv(file, index=False)
        said = PlanSaid(
            PAIRINGS, len(placements), case.scenario, case.fingerprint, case.world.fingerprint,
            "same", digest_of(placements),
        )  # fmt: skip
    titles = {str(lang): entry.scenario.title(lang) for lang in LANGS}
    return Prepared(
        case, titles, SimInputs.load(played.inputs), placements, said, entry.data_fingerprint,
        entry.legs,
    )  # fmt: skip
