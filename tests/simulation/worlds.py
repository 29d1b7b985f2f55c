"""Small worlds to play forward, and settings under which what happens is known beforehand.

CERTAIN: everybody considers a move in the first year, wants nothing as much as a park, moves whole,
nothing falls through, and stages take no time: what is left is capacity, order and accounts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from tiny import tiny_legs, tiny_world

from geodata.world import World
from scenarios.case import Case
from scenarios.policy import Policy
from simulation.inputs import SimInputs, build_inputs
from simulation.outcome import FATES, Outcome
from simulation.parameters import Parameters
from simulation.run import play

CERTAIN: Mapping[str, float] = {
    "consider_rate": 1e6, "park_constant": 200.0, "split_base": -1e3, "fall_through": 0.0,
    "matching_years": 0.0, "signing_years": 0.0, "desk_years": 0.0, "department_years": 0.0,
    "land_years": 0.0, "lease_years": 0.0, "construction_years": 1e-9, "fit_out_years": 1e-9,
    "ramp_years": 0.0, "agglomeration": 0.0, "congestion": 0.0, "partner": 0.0,
    "province_constant": -50.0, "abroad_constant": -50.0, "close_constant": -50.0,
}  # fmt: skip


def sim_inputs(
    world: World | None = None,
    plan: list[tuple[str, str, int, str]] | None = None,
    parameters: Mapping[str, float] | None = None,
    policy: Mapping[str, object] | None = None,
    behaviour: Mapping[str, object] | None = None,
    hours: object = 2.0,
    facility_hours: object = 1.0,
    uncertainty: str = "draws",
    tastes: str = "persistent",
    **tables: object,
) -> SimInputs:
    """Inputs of a tiny world; parameters stay at their values unless told otherwise."""
    made = world or tiny_world(**tables)  # type: ignore[arg-type]
    settings = {"behaviour": {"last_year": max(made.years), **dict(behaviour or {})}}
    case = Case(made, Policy(**{**settings, **dict(policy or {})}), scenario="tiny")
    placements = pd.DataFrame(plan or [], columns=["enterprise_id", "park_id", "year", "tenure"])
    assumed = Parameters().edited(dict(parameters or {}), by="test")
    assumed = assumed.switched({"uncertainty": uncertainty, "tastes": tastes})
    legs = tiny_legs(made, hours, facility_hours)  # type: ignore[arg-type]
    return build_inputs(case, placements, assumed, legs)


def played(inputs: SimInputs, replications: int = 1, seed: int = 2016, first: int = 0) -> Outcome:
    """The replications in one block on this thread."""
    return play(inputs, np.arange(first, first + replications, dtype=np.int64), seed)


def fate_names(outcome: Outcome) -> list[str]:
    """The fate of every enterprise of a single replication: one of FATES or a park id."""
    assert len(outcome) == 1
    names = [*FATES, *outcome.park_id]
    return [names[row.argmax()] for row in outcome.fates]
