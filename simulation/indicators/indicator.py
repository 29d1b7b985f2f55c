"""Indicator: one figure a planner follows, per replication and year, read from an Outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geodata.words import Lang, say
from simulation.outcome import Outcome

Better = Literal["up", "down", "neither"]


@dataclass(frozen=True)
class Indicator:
    """One entry of `simulation.indicators.ALL`.

    values: Outcome -> (R, T).  unit: "share", "wan_yuan", "persons", "projects", "mu", "t", "tce".
    better: which way planners want it.  goal: (calendar year, value) or None; reaching it means
    "at least" for better = "up".  numerator, denominator: (R, T) of a share, else None.
    """

    name: str
    values: Callable[[Outcome], npt.NDArray[np.float64]]
    unit: str
    better: Better
    goal: tuple[int, float] | None = None
    numerator: Callable[[Outcome], npt.NDArray[np.float64]] | None = None
    denominator: Callable[[Outcome], npt.NDArray[np.float64]] | None = None

    def label(self, lang: Lang = "zh") -> str:
        """What planners call it."""
        return say(f"sim.indicator.{self.name}.label", lang)

    def note(self, lang: Lang = "zh") -> str:
        """What it counts and what not."""
        return say(f"sim.indicator.{self.name}.note", lang)
