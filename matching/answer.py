"""Answer: what a solver found, before anybody believes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matching.rows import Floats, Ints

Watch = Callable[[float | None, float | None], None]
"""Told (best objective, proven bound) in points whenever a solver has news; None = not known."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a solver says of a minimisation, unchecked.

    solutions: values of all variables, in the order the model lists them, worst first.  bound:
    proven lower bound of the minimum, -inf if none.  infeasible: the solver claims there is none.
    """

    solutions: tuple[Floats, ...]
    bound: float
    infeasible: bool
    name: str


def nowhere() -> Ints:
    """An empty index array."""
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Answer:
    """Placements found, and what is proven about them.

    e, p, t, m: (n,) aligned placement indices.  found: whether they are a plan that keeps all hard
    rows (an empty plan may be one).  bound: points that no plan can exceed, inf if not known.
    impossible: proven that no plan keeps all hard rows.  missing: hard rows (row number, amount)
    that could not be met, where found is False.  shadow: (R,) points gained per unit more of each
    row's bound, NaN unknown.  trace: (seconds, best objective, bound).
    """

    e: Ints = field(default_factory=nowhere)
    p: Ints = field(default_factory=nowhere)
    t: Ints = field(default_factory=nowhere)
    m: Ints = field(default_factory=nowhere)
    found: bool = False
    bound: float = float("inf")
    impossible: bool = False
    missing: tuple[tuple[int, float], ...] = ()
    shadow: Floats | None = None
    solver: str = ""
    trace: tuple[tuple[float, float, float], ...] = ()
