"""MeetingRun: one run as it is carried into the meeting, and the name everything of it bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.errors import AppError
from app.exports.fingerprint import plan_fingerprint
from app.exports.material import Material
from geodata.findings import Finding
from geodata.words import Lang
from matching.plan import Plan
from scenarios.case import Case
from simulation.outcome import Outcome

MOST_RUNS = 4


@dataclass(frozen=True, eq=False)
class MeetingRun:
    """A plan with the case it answers and, where it was played forward, what came of it.

    title: the scenario's name on papers; "" = as the library calls it.  run_id, who, when, why:
    from the run store, printed as given; "" where there is none.  findings: doubts raised since the
    world was loaded.
    """

    plan: Plan
    case: Case
    title: str = ""
    run_id: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    outcome: Outcome | None = None
    findings: tuple[Finding, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Of the result, as the run store has it; see `plan_fingerprint`."""
        return plan_fingerprint(self.plan)

    def material(self, lang: Lang, day: date) -> Material:
        """The run's tables and names for papers in a language."""
        return Material(self.plan, self.case, lang, day, self.findings, self.title)

    def check(self) -> None:
        """Raise WrongCase where plan, case and outcome do not belong together."""
        if self.plan.case_fingerprint != self.case.fingerprint:
            raise WrongCase(
                "meeting_plan_case", scenario=self.title or self.plan.scenario,
                stated=self.plan.case_fingerprint, true=self.case.fingerprint,
            )  # fmt: skip
        outcome = self.outcome
        if outcome is None:
            return
        if outcome.case_fingerprint != self.case.fingerprint:
            raise WrongCase(
                "meeting_outcome_case", scenario=self.title or self.plan.scenario,
                stated=outcome.case_fingerprint, true=self.case.fingerprint,
            )  # fmt: skip
        placed = {
            (firm, outcome.park_id[park])
            for firm, park in zip(outcome.enterprise_id, outcome.plan_park.tolist(), strict=True)
            if park >= 0
        }
        rows = self.plan.placements[["enterprise_id", "park_id"]].itertuples(index=False)
        if placed != {(str(firm), str(park)) for firm, park in rows}:
            raise WrongCase("meeting_outcome_plan", scenario=self.title or self.plan.scenario)


class WrongCase(AppError):
    """A plan or an outcome does not belong to the case it comes with."""


def check_runs(runs: Sequence[MeetingRun]) -> None:
    """Raise AppError for no or too many runs, WrongCase for parts that do not belong together."""
    if not 1 <= len(runs) <= MOST_RUNS:
        raise AppError("meeting_runs", count=len(runs), most=MOST_RUNS)
    for run in runs:
        run.check()
