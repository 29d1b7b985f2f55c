"""sweep: many what-ifs, each with its plan, in many replications, on threads or on a cluster.

    jobs = [Job("baseline", case, solve=Settings(seconds=60)), Job("tight", other, placements)]
    done = sweep(jobs, Path("sweep"), 1000)                      threads of this process
    done = sweep(jobs, Path("share"), 1000, address="tcp://10.0.0.5:8786")
    done.outcome("tight"), sweep_table(done)

Data go by path: the folder must be one that all workers see.  Every finished piece is a file of its
own (`simulation.sweep_folder`), so a sweep that was stopped goes on where it ended, and a worker
that dies costs the piece it was at.  Replications have the same numbers and draws in every what-if
and on every worker: the result is the same to the bit as that of `simulate`.
"""

from __future__ import annotations

import pickle
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from matching.legs import Legs, measure_legs
from matching.match import Settings
from matching.stopping import interruptible
from scenarios.case import Case
from simulation.faults import Problem, SimulationError
from simulation.inputs import Progress
from simulation.outcome import Outcome
from simulation.parameters import Parameters
from simulation.run import Stop, check_numbers, slim
from simulation.sweep_board import Board
from simulation.sweep_folder import PARTS, key_of, open_folder, placed
from simulation.sweep_tasks import PLACEMENT_COLUMNS, Preparation, code_digest
from simulation.sweep_workers import PATIENCE_S, open_workers

BLOCK = 100
NAME = re.compile(r"[^\W_][\w .()（）-]*")
"""Names of what-ifs name folders too."""
OUTCOME = "outcome.npz"


@dataclass(frozen=True, eq=False)
class Job:
    """One what-if of a sweep.

    placements: the plan to play (enterprise_id, park_id, year, tenure).  Without one, solve says
    how to look for a plan, on whatever worker; without both nobody is approached.  parameters: the
    assumptions, None = the shipped ones.  travel: measured beforehand, else the road graph is asked
    once per world.
    """

    name: str
    case: Case
    placements: pd.DataFrame | None = None
    solve: Settings | None = None
    parameters: Parameters | None = None
    travel: Legs | None = None


@dataclass(frozen=True)
class Played:
    """What came of one job.

    outcome: its file, None where Stop came before the first block.  done: replications in it.
    inputs, placements: files of what was played, None where there is none.  plan: how good the plan
    solved for it is; {} where the plan was given, or none was asked for.
    """

    name: str
    fingerprint: str
    outcome: Path | None
    done: int
    inputs: Path | None = None
    placements: Path | None = None
    plan: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sweep:
    """What a sweep gives.  kept: blocks found finished; played: blocks of this time."""

    folder: Path
    played: tuple[Played, ...]
    seed: int
    replications: int
    stopped: bool
    blocks_kept: int
    blocks_played: int

    def outcome(self, name: str) -> Outcome:
        """The replications of a what-if.  Raises KeyError where there are none of that name."""
        for one in self.played:
            if one.name == name and one.outcome is not None:
                return Outcome.load(one.outcome)
        raise KeyError(name)


def sweep(
    jobs: Sequence[Job],
    folder: Path,
    replications: int = 1000,
    seed: int | None = None,
    *,
    threads: int = 2,
    address: str | None = None,
    first: int = 0,
    block: int = BLOCK,
    progress: Progress | None = None,
    stop: Stop | threading.Event | None = None,
    patience: float = PATIENCE_S,
) -> Sweep:
    """Replications first .. first + replications - 1 of every job.

    seed: None = that of the first job's case; the same for all, so that what-ifs can be compared
    replication by replication.  address: of a dask scheduler; None = threads of this process.
    progress("prepare" | "sweep", share, words).  stop: asked often; finished blocks are kept, and
    given back.  patience: seconds to wait for a worker when there is none.  Raises SimulationError:
    numbers out of range, jobs without or with the same name, a plan that is not possible or does
    not fit its world, nobody at the address, workers lost, stopped before the first block.
    """
    number = (jobs[0].case.seed if jobs else 0) if seed is None else seed
    _check_jobs(jobs)
    check_numbers(replications, number, threads, first, block)
    home = open_folder(folder)
    board = Board(home, number, first, replications, block, progress or (lambda *_: None))
    with interruptible(stop) as asked, open_workers(address, threads, patience) as workers:
        for task in _preparations(jobs, home):
            board.prepare(task)
        board.work(workers, asked)
    played = tuple(_gather(board, job.name) for job in jobs)
    if not any(one.done for one in played):
        raise SimulationError([Problem("stopped")])
    return Sweep(
        home, played, number, replications, board.stopped, board.kept, board.finished_blocks
    )


def _check_jobs(jobs: Sequence[Job]) -> None:
    problems = [] if jobs else [Problem("no_jobs")]
    names = [job.name for job in jobs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem("job_twice", name))
    problems += [
        Problem("job_name", repr(name))
        for name in names
        if not NAME.fullmatch(name) or name == PARTS or name.endswith((" ", "."))
    ]
    if problems:
        raise SimulationError(problems)


def _preparations(jobs: Sequence[Job], home: Path) -> Iterator[Preparation]:
    """The first task of every job; what the workers need is put into the folder."""
    measured: dict[str, Legs] = {}
    code, parts = code_digest(), home / PARTS
    for job in jobs:
        world = job.case.world
        legs = job.travel
        if legs is None:
            if world.fingerprint not in measured:
                measured[world.fingerprint] = measure_legs(world)
            legs = measured[world.fingerprint]
        parameters = job.parameters or Parameters()
        plan, settings, plan_key = None, None, "none"
        if job.placements is not None:
            table = job.placements[PLACEMENT_COLUMNS].reset_index(drop=True)
            plan_key = key_of("given", table.to_csv())
            plan = parts / "plans" / f"{plan_key}.parquet"
            if not plan.is_file():
                with placed(plan) as mine:
                    table.to_parquet(mine)
        elif job.solve is not None:
            settings = job.solve
            plan_key = key_of("solved", job.case.fingerprint, legs_digest(legs), settings, code)
            plan = parts / "plans" / f"{plan_key}.parquet"
        key = key_of(
            job.name, job.case.fingerprint, legs_digest(legs), plan_key,
            parameters.fingerprint_text, code,
        )  # fmt: skip
        case = parts / "cases" / f"{key}.pickle"
        if not case.is_file():
            with placed(case) as mine:
                mine.write_bytes(pickle.dumps((job.case, legs), protocol=5))
        inputs = parts / "inputs" / f"{key}.pickle"
        yield Preparation(job.name, case, plan, settings, parameters, inputs, code)


def legs_digest(legs: Legs) -> str:
    """Digest of all travel times."""
    return key_of(*(pickle.dumps(getattr(legs, name)) for name in legs.__dataclass_fields__))


def _gather(board: Board, name: str) -> Played:
    """All finished blocks of a job as one outcome, kept in the folder of its name."""
    prepared = board.prepared.get(name)
    if prepared is None:
        return Played(name, "", None, 0)
    parts: list[Outcome] = []
    for first, count in board.blocks:
        file = board.file(name, first, count)
        if file.is_file():
            parts.append(slim(Outcome.load(file), parts))
    task = next(task for task in board.tasks if task.name == name)
    if not parts:
        return Played(name, prepared.fingerprint, None, 0, task.inputs, task.plan, prepared.plan)
    whole = Outcome.merge(parts)
    path = board.home / name / OUTCOME
    path.parent.mkdir(exist_ok=True)
    whole.save(path, compressed=False)
    return Played(
        name, prepared.fingerprint, path, len(whole), task.inputs, task.plan, prepared.plan
    )
