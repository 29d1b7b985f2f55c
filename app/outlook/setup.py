"""From a scenario, tables, a plan and assumptions to inputs that can be played forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from app.inputs import Inputs
from app.job import Blocked
from app.outlook.plans import PlanSaid, read_plan_for
from geodata.findings import blockers
from geodata.words import Lang, say

if TYPE_CHECKING:
    from matching.legs import Legs
    from scenarios.case import Case
    from scenarios.scenario import Scenario
    from simulation.inputs import SimInputs
    from simulation.parameters import Parameters

Progress = Callable[[str, float | None, str], None]


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything a run is made from.

    titles: the scenario's name for people, by language.  placements: of the plan, None = no plan.
    plan: what its file says, None = no plan.  data_fingerprint: of the tables before any lever.
    """

    case: Case
    titles: dict[str, str]
    inputs: SimInputs
    placements: pd.DataFrame | None
    plan: PlanSaid | None
    data_fingerprint: str
    legs: Legs

    def caveats(self, lang: Lang) -> list[str]:
        """What a reader must know before quoting a figure, most important first."""
        lines = [say("export.word.demo", lang)] if self.case.world.synthetic else []
        if self.plan is None:
            lines.append(say("outlook.plan.none", lang))
        elif self.plan.fit != "same":
            lines.append(self.plan.sentence(lang))
        return lines


def prepare(
    scenario: Scenario,
    inputs: Inputs,
    plan: Path | None = None,
    parameters: Parameters | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """The inputs of a run; nothing is played yet.

    Raises Blocked where the tables have blockers, AppError for files, ScenarioError where a lever
    does not fit, SimulationError where plan or years do not fit.
    """
    from matching.legs import measure_legs
    from scenarios.build import build_case
    from simulation.inputs import build_inputs

    tell = progress or (lambda stage, done, detail: None)
    tell("load", None, "")
    world = inputs.world(progress)
    if blockers(world.findings):
        raise Blocked(world.findings)
    case = build_case(scenario, world)
    placements, said = (None, None) if plan is None else read_plan_for(plan, case)
    tell("inputs", None, "")
    legs = measure_legs(case.world)
    made = build_inputs(case, placements, parameters, legs, progress)
    titles = {"zh": scenario.title("zh"), "en": scenario.title("en")}
    return Prepared(case, titles, made, placements, said, world.fingerprint, legs)
