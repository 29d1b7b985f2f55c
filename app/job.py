"""The main job: world and scenario in, plan and pack out, in a few readable steps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.inputs import Inputs
from geodata.findings import Finding, blockers
from geodata.words import Lang

if TYPE_CHECKING:
    from matching.plan import Plan
    from matching.problem import Problem
    from scenarios.case import Case
    from scenarios.scenario import Scenario

Progress = Callable[[str, float | None, str], None]
METHODS = ("auto", "exact", "heuristic")


@dataclass(frozen=True)
class Search:
    """How long and how hard to look for a plan."""

    seconds: float = 60.0
    gap: float = 0.01
    threads: int = 2
    seed: int | None = None
    method: str = "auto"

    def check(self) -> None:
        """Raise AppError for a method that is not known."""
        if self.method not in METHODS:
            raise AppError("unknown_method", value=self.method, known=", ".join(METHODS))


class Blocked(Exception):
    """The input cannot be used; `findings` holds all that was found, blockers and doubts."""

    def __init__(self, findings: tuple[Finding, ...]):
        self.findings = findings
        super().__init__(f"{len(blockers(findings))} blockers")


def make_case(scenario: Scenario, inputs: Inputs, progress: Progress | None = None) -> Case:
    """World and scenario as the effective inputs of a run.

    Raises Blocked if a table has blockers, ScenarioError if a lever does not fit the world.
    """
    from scenarios.build import build_case

    world = inputs.world(progress)
    if blockers(world.findings):
        raise Blocked(world.findings)
    return build_case(scenario, world)


@dataclass(frozen=True)
class Solved:
    """A plan, the doubts met while its problem was built, and whether a stop ended the search."""

    plan: Plan
    findings: tuple[Finding, ...]
    interrupted: bool = False


def solve(case: Case, search: Search, progress: Progress | None = None) -> Solved:
    """The plan; Ctrl-C while solving gives the best one so far.

    Raises AppError for a method that does not fit (unknown, or exact for too large a problem).
    """
    from matching.api import build_problem

    search.check()
    return solve_problem(build_problem(case, progress), search, progress)


def solve_problem(
    problem: Problem, search: Search, progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Solved:  # fmt: skip
    """Like `solve`, for a problem that is already built; a set `stop` ends it as Ctrl-C does."""
    from matching.api import Settings, match_problem
    from matching.problem import MOST_PLACEMENTS

    search.check()
    case = problem.case
    if search.method == "exact" and problem.eligible_count > MOST_PLACEMENTS:
        raise AppError(
            "exact_too_large", placements=f"{problem.eligible_count:,}", most=f"{MOST_PLACEMENTS:,}"
        )
    settings = Settings(
        seconds=search.seconds,
        gap=search.gap,
        threads=search.threads,
        seed=case.seed if search.seed is None else search.seed,
        method=search.method,  # type: ignore[arg-type]
    )
    stop = stop or threading.Event()
    plan = match_problem(problem, settings, progress=progress, stop=stop)
    return Solved(plan, problem.findings, stop.is_set())


def check_folder(folder: Path | None) -> None:
    """Raise AppError where results are to go into something that is not a folder."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise AppError("out_is_file", file=folder)


def has_answer(plan: Plan) -> bool:
    """Whether the plan may be shown at all: proven impossible or no answer found is not a plan."""
    from matching.plan import Status

    return plan.status not in (Status.IMPOSSIBLE, Status.NO_ANSWER)


def export(
    solved: Solved, case: Case, scenario: Scenario, folder: Path, lang: Lang,
    progress: Progress | None = None,
) -> list[Path]:  # fmt: skip
    """Write the pack of a plan; see `app.exports.pack.write_pack`."""
    from app.exports.pack import write_pack

    return write_pack(
        solved.plan, case, folder, lang, findings=solved.findings, progress=progress,
        title=scenario.title(lang),
    )  # fmt: skip
