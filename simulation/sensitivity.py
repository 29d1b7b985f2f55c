"""What a sensitivity run moves (factors) and how one setting of them is played (Study).

A factor is an assumption of the simulation (its range) or a lever of the policy (the range of
`simulation.sensitivity_levers`).  A moved assumption stays at one value in all replications, all
others vary as in the study's parameters.  The same replication numbers are played at every setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.words import Lang, say
from matching.legs import Legs, measure_legs
from scenarios.case import Case
from scenarios.faults import ScenarioError
from simulation import indicators
from simulation.faults import Problem, SimulationError, near
from simulation.inputs import SimInputs, build_inputs
from simulation.parameters import Parameters, Uncertainty
from simulation.run import BLOCK, simulate
from simulation.sensitivity_levers import SWINGS
from simulation.specs import NAMES, SPECS

Kind = Literal["parameter", "lever"]


@dataclass(frozen=True)
class Factor:
    """One thing to move from low to high.

    name: of a parameter (`simulation.specs`) or a lever (`SWINGS`).  base: where it stands now.
    unit: of the three figures.
    """

    name: str
    kind: Kind
    low: float
    high: float
    base: float
    unit: str

    def label(self, lang: Lang = "zh") -> str:
        """What planners call it."""
        return say(f"{'sim.parameter' if self.kind == 'parameter' else 'lever'}.{self.key}", lang)

    @property
    def key(self) -> str:
        """Its key in the texts."""
        return self.name if self.kind == "parameter" else f"{self.name}.label"


def parameter_factors(parameters: Parameters) -> tuple[Factor, ...]:
    """Every assumption with a range, from its low to its high."""
    return tuple(
        Factor(name, "parameter", now.low, now.high, now.value, SPECS[name].unit)
        for name, now in parameters.settings.items()
        if now.low < now.high
    )


def lever_factors(case: Case) -> tuple[tuple[Factor, ...], tuple[str, ...]]:
    """Every lever of SWINGS that fits the case, and the names of those that do not.

    A lever does not fit where the tables hold nothing it could change: no fund, no plants.
    """
    fitting, left_out = [], []
    for swing in SWINGS.values():
        try:
            for value in (swing.low, swing.high):
                swing.pulled(case, value)
        except ScenarioError:
            left_out.append(swing.lever)
            continue
        fitting.append(
            Factor(swing.lever, "lever", swing.low, swing.high, swing.base(case), swing.unit)
        )
    return tuple(fitting), tuple(left_out)


def chosen(
    factors: Sequence[Factor],
    names: Sequence[str] = (),
    swings: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[Factor, ...]:
    """The factors of these names (all if none), with the ranges of `swings` in place of theirs.

    Raises SimulationError with all problems: unknown names, low not below high.
    """
    known = {factor.name: factor for factor in factors}
    problems: list[Problem] = []
    for name in dict.fromkeys((*names, *(swings or {}))):
        if name not in known:
            values = {"name": name, "known": near(name, known)}
            problems.append(Problem("unknown_factor", values=values))
    for name, (low, high) in (swings or {}).items():
        if not (np.isfinite([low, high]).all() and low < high):
            problems.append(Problem("swing_range", name, {"low": low, "high": high}))
        elif name in known:
            known[name] = replace(known[name], low=low, high=high)
    if problems:
        raise SimulationError(problems)
    return tuple(known[name] for name in dict.fromkeys(names or known))


@dataclass(frozen=True, eq=False)
class Study:
    """One indicator in one year, played at many settings of the factors.

    placements: of the plan, None = no plan.  travel: measured once where not given.  seed: None =
    that of the case.  uncertainty: what else varies while a factor is moved.
    """

    case: Case
    placements: pd.DataFrame | None
    parameters: Parameters = field(default_factory=Parameters)
    travel: Legs | None = None
    indicator: str = "processing_share"
    year: int = 2020
    seed: int | None = None
    threads: int = 2

    @cached_property
    def legs(self) -> Legs:
        """Roads, measured once for all settings."""
        return measure_legs(self.case.world) if self.travel is None else self.travel

    @cached_property
    def base(self) -> SimInputs:
        """The inputs with nothing moved."""
        return build_inputs(self.case, self.placements, self.parameters, self.legs)

    def check(self, factors: Sequence[Factor] = ()) -> None:
        """Raise SimulationError with all problems, before anything is played.

        Unknown indicator, a year that is not played, ends of a lever that it does not take.
        """
        problems: list[Problem] = []
        for factor in factors:
            if factor.kind == "lever":
                for value in (factor.low, factor.high):
                    try:
                        SWINGS[factor.name].pulled(self.case, value)
                    except SimulationError as error:
                        problems += error.problems
        if self.indicator not in indicators.ALL:
            values = {"name": self.indicator, "known": near(self.indicator, indicators.ALL)}
            problems.append(Problem("unknown_indicator", values=values))
        if self.year not in self.base.years:
            first, last = self.base.years[0], self.base.years[-1]
            span = {"year": self.year, "first": first, "last": last}
            problems.append(Problem("year_not_played", values=span))
        if problems:
            raise SimulationError(problems)

    def under(self, uncertainty: Uncertainty) -> Study:
        """The same study with something else varying between replications."""
        parameters = self.parameters.switched({"uncertainty": uncertainty})
        return replace(self, parameters=parameters, travel=self.legs)

    def at(self, values: Mapping[str, float]) -> SimInputs:
        """The inputs with these factors (name -> value) fixed.

        Raises SimulationError or ScenarioError for a value that cannot stand.
        """
        case = self.case
        for name, value in values.items():
            if name in SWINGS:
                case = SWINGS[name].pulled(case, value)
        fixed = {
            name: {"value": value, "low": value, "high": value}
            for name, value in values.items()
            if name in NAMES
        }
        parameters = self.parameters.edited(fixed, by="sensitivity")
        if case is self.case:
            return self.base.with_parameters(parameters)
        return build_inputs(case, self.placements, parameters, self.legs)

    def values(self, inputs: SimInputs, replications: int) -> npt.NDArray[np.float64]:
        """(R,) the indicator in the year, replications 0 .. R - 1."""
        # Blocks small enough that every thread has one.
        block = max(1, min(BLOCK, -(-replications // self.threads)))
        outcome = simulate(inputs, replications, self.seed, self.threads, block=block)
        it = indicators.ALL[self.indicator]
        return np.asarray(it.values(outcome)[:, outcome.years.index(self.year)], dtype=np.float64)
