"""Lever: one thing a planner may change, with its unit, range, seed tasks and lead office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geodata.words import Lang, known, say
from scenarios.case import Case
from scenarios.policy import Frozen


@dataclass(frozen=True)
class Lever:
    """One entry of `scenarios.levers.ALL`.

    name: as written in TOML.  setting: the keys it understands.  apply: `(case, setting) -> case`;
    raises ScenarioError where the setting fits nothing in the case.  unit: of the figure it moves
    ("" for words), as in `geodata.tables.column.UNITS`, or "points".  low, high: allowed range of
    that figure, None = open.  tasks: numbers among the 103 tasks of 粤府〔2016〕98号.  lead_zh:
    department in the lead there.
    """

    name: str
    setting: type[Frozen]
    apply: Callable[[Case, Any], Case]
    unit: str
    tasks: tuple[int, ...]
    lead_zh: str
    low: float | None = 0.0
    high: float | None = None

    def label(self, lang: Lang = "zh") -> str:
        """What planners call it."""
        return say(f"lever.{self.name}.label", lang)

    def note(self, lang: Lang = "zh") -> str:
        """What it does, in one or two sentences."""
        return say(f"lever.{self.name}.note", lang)

    def key_note(self, key: str, lang: Lang = "zh") -> str:
        """What one of its keys means; keys shared by many levers are explained once."""
        own = f"lever.{self.name}.key.{key}"
        return say(own if known(own) else f"lever.common.key.{key}", lang)
