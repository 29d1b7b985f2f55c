"""What is wrong with what the simulation was given: every problem at once, with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from geodata.words import Lang, say


@dataclass(frozen=True)
class Problem:
    """One thing wrong.

    code: the sentence is `sim.error.<code>` (what is wrong, and the remedy).  where: file, row or
    key.  values fill the sentence.
    """

    code: str
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "zh") -> str:
        """Place, problem and remedy in one line."""
        said = say(f"sim.error.{self.code}", lang, **self.values)
        return f"{self.where}: {said}" if self.where else said


class SimulationError(ValueError):
    """Inputs that cannot be simulated; carries all problems found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[SimulationError], tuple[tuple[Problem, ...]]]:
        """What a worker raises reaches the one who asked with all its problems."""
        return type(self), (self.problems,)

    def text(self, lang: Lang = "zh") -> str:
        """One line per problem."""
        return "\n".join(problem.text(lang) for problem in self.problems)


class ConservationError(RuntimeError):
    """The engine lost or doubled a firm, land, headroom or money: a defect, never an input."""


def near(word: str, among: Iterable[str]) -> str:
    """The names most like `word`, else all of them, joined for a sentence."""
    names = list(among)
    return ", ".join(get_close_matches(word, names, 3, 0.5) or names)
