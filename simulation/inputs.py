"""SimInputs: a case, a plan and the assumptions, turned into arrays that can be played forward.

inputs = build_inputs(case, plan.placements, Parameters())
outcome = simulate(inputs, 1000)
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.words import Lang, say
from matching.legs import Legs, measure_legs
from scenarios.case import Case
from simulation.arrays import Arrays
from simulation.faults import Problem, SimulationError
from simulation.parameters import Parameters

Progress = Callable[[str, float | None, str], None]


@dataclass(frozen=True)
class Doubt:
    """Something the simulation had to assume about the tables: sentence `sim.doubt.<code>`."""

    code: str
    count: int
    what: str = ""

    def text(self, lang: Lang = "zh") -> str:
        """The sentence."""
        return say(f"sim.doubt.{self.code}", lang, count=self.count, what=self.what)


@dataclass(frozen=True, eq=False)
class SimInputs:
    """All that `simulate` reads.

    arrays: see `simulation.arrays`.  enterprise_id (N,), park_id (P,), cities (C,) adcodes with ""
    last, city_region (C,), years (T,): what the axes stand for.  duty_pairs (Q,)
    "sending>receiving"; duties_planned (T, Q, 2) projects and wan yuan the plan places, cumulative;
    duties_required (T, Q, 2): what the duties that have ended by then ask for.  seed: of the case.
    doubts: what was assumed about the tables.
    """

    arrays: Arrays
    parameters: Parameters
    enterprise_id: tuple[str, ...]
    park_id: tuple[str, ...]
    cities: tuple[str, ...]
    city_region: tuple[str, ...]
    years: tuple[int, ...]
    duty_pairs: tuple[str, ...]
    duties_planned: np.ndarray
    duties_required: np.ndarray
    case_fingerprint: str
    scenario: str
    seed: int
    synthetic: bool
    doubts: tuple[Doubt, ...] = ()

    @cached_property
    def _arrays_digest(self) -> str:
        digest = hashlib.sha256()
        for name in Arrays._fields:
            array = getattr(self.arrays, name)
            digest.update(f"{name}{array.dtype}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits of everything that can change a result, except seed and replications."""
        text = f"{self._arrays_digest}|{self.parameters.fingerprint_text}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def with_parameters(self, parameters: Parameters) -> SimInputs:
        """The same case and plan under other assumptions; no array is copied."""
        changed = replace(self, parameters=parameters)
        changed.__dict__["_arrays_digest"] = self._arrays_digest
        return changed

    def save(self, path: Path) -> None:
        """Write one file for workers to load; whole or not at all."""
        part = path.with_name(path.name + ".part")
        part.write_bytes(pickle.dumps(self, protocol=5))
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> SimInputs:
        """Read what `save` wrote on this installation (a pickle: only load files you wrote)."""
        loaded = pickle.loads(path.read_bytes())
        if not isinstance(loaded, cls):
            raise SimulationError([Problem("not_inputs", path.name)])
        return loaded


def build_inputs(
    case: Case,
    placements: pd.DataFrame | None,
    parameters: Parameters | None = None,
    travel: Legs | None = None,
    progress: Progress | None = None,
) -> SimInputs:
    """The inputs of a case, with the plan's placements (None or empty = nobody is approached).

    placements: columns enterprise_id, park_id, year, tenure.  travel: measured beforehand, else the
    road graph is asked.  progress("inputs", share, step).  Raises SimulationError with all
    problems: unknown enterprises and parks, years outside the horizon, an enterprise placed twice,
    no enterprise or park at all, a horizon of more than 15 years.
    """
    from simulation.assemble import assemble

    tell = progress or (lambda stage, done, detail: None)
    tell("inputs", 0.0, "roads")
    legs = measure_legs(case.world) if travel is None else travel
    return assemble(case, placements, parameters or Parameters(), legs, tell)
