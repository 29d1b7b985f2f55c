"""Papers: one outcome with everything its sheets and charts need, looked up once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from app.charts.frame import Caption
from app.exports.names import Names
from app.outlook.setup import Prepared
from geodata.words import Lang, say
from scenarios.case import Case
from simulation import tables
from simulation.apart import Apart, spread_table
from simulation.indicators import ALL
from simulation.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Papers(Names):
    """A played run, the language of its papers and the day they are written."""

    prepared: Prepared
    apart: Apart
    lang: Lang = "zh"
    day: date = field(default_factory=date.today)

    @property
    def case(self) -> Case:  # type: ignore[override]
        """The effective inputs."""
        return self.prepared.case

    @property
    def outcome(self) -> Outcome:
        """What happened."""
        return self.apart.outcome

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """`tables.indicators_by_year`."""
        return tables.indicators_by_year(self.outcome)

    @cached_property
    def goal(self) -> pd.DataFrame:
        """`tables.goal_by_year`."""
        return tables.goal_by_year(self.outcome)

    @cached_property
    def spread(self) -> pd.DataFrame:
        """`apart.spread_table`."""
        return spread_table(self.apart)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """`tables.park_moves`."""
        return tables.park_moves(self.outcome)

    @cached_property
    def milestones(self) -> tuple[int, ...]:
        """The goal's year, where it is played, and the last year."""
        goal = ALL["processing_share"].goal
        years = self.outcome.years
        marked = [goal[0]] if goal is not None and goal[0] in years else []
        return tuple(dict.fromkeys([*marked, years[-1]]))

    @property
    def title(self) -> str:
        """The scenario's name for people."""
        return self.prepared.titles[self.lang]

    def what_was_played(self) -> str:
        """Scenario and plan as one line."""
        plan = self.prepared.plan
        said = say("outlook.what.no_plan", self.lang)
        if plan is not None:
            values = {"file": plan.file, "pairings": f"{plan.pairings:,}"}
            said = say("outlook.what.plan", self.lang, **values)
        return say("outlook.what.line", self.lang, scenario=self.title, plan=said)

    @cached_property
    def caption(self) -> Caption:
        """What stands around every chart."""
        outcome = self.outcome
        notes = say(
            "outlook.notes", self.lang, replications=f"{len(outcome):,}", seed=outcome.seed,
            case=self.case.fingerprint, run=outcome.inputs_fingerprint, date=self.day.isoformat(),
        )  # fmt: skip
        return Caption(self.lang, self.what_was_played(), notes, outcome.synthetic)
