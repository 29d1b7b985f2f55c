"""Scores in float64, summed afresh from the terms: what a proof may rest on.

`Problem.score` folds the terms into float32 tables, which is fast and rounds.  A certificate must
not depend on that, so it is computed from the terms themselves, as `Problem.score_at` does, for
whole groups of enterprises at once.
"""

from __future__ import annotations

import numpy as np

from matching.factored import Factored
from matching.problem import Problem
from matching.rows import Floats, Ints


class ExactScore:
    """Points of all placements of any enterprises, in float64."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._groups: dict[tuple[bool, bool], list[tuple[float, Factored]]] = {}
        for name, term in problem.terms.items():
            weight = problem.weights[name]
            if weight:
                key = (term.values.shape[2] > 1, term.values.shape[3] > 1)
                self._groups.setdefault(key, []).append((weight, term))

    def of(self, e: Ints) -> Floats:
        """(n, P, T, M) points of the enterprises e, eligible or not."""
        problem = self.problem
        points = np.zeros((len(e), *problem.shape[1:]))
        for group in self._groups.values():
            points += _weighted(group, e)
        points *= (problem.size_share[e, None] * problem.discount)[:, None, :, None]
        return points

    def most(self) -> Floats:
        """(E,) points that no placement of each enterprise exceeds: all terms 1, first year."""
        return self.problem.size_share * float(self.problem.discount.max(initial=0.0))


def _weighted(group: list[tuple[float, Factored]], e: Ints) -> Floats:
    """Sum of weight times term over terms with the same axes, broadcastable to (n, P, T, M)."""
    (weight, first), *others = group
    total = np.multiply(first.take(e), weight, dtype=np.float64)
    for weight, term in others:
        part = np.multiply(term.take(e), weight, dtype=np.float64)
        total = total + part
    return np.asarray(total)
