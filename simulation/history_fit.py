"""Fit by rejection: of many draws of the assumptions, keep those that come near the facts to fit.

Every replication draws every parameter from its range.  Its distance to the facts is

    d_r = sqrt( mean over facts of ((figure_r - observed) / tolerance)^2 )

and the nearest `KEEP` of all replications are kept (approximate Bayesian computation by rejection:
Pritchard and others 1999, Beaumont and others 2002).  No other fact is looked at.  What the kept
draws of a parameter look like against all draws says whether these facts tell anything about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.history_facts import Fact
from simulation.outcome import Outcome

KEEP = 0.05
"""Part of the replications that is kept."""
TELLING = 0.3
"""A parameter counts as informed where its mean moves by so many of its deviations, or its
deviation shrinks by that part: far beyond what a random pick of a few hundred draws would do."""


@dataclass(frozen=True)
class Fit:
    """kept (R,): which replications.  distance (R,): of each; inf where a figure is missing."""

    kept: npt.NDArray[np.bool_]
    distance: npt.NDArray[np.float64]


def fit(outcome: Outcome, facts: tuple[Fact, ...], keep: float = KEEP) -> Fit:
    """The replications nearest to the facts whose role is "fit"."""
    terms = []
    for fact in facts:
        if fact.role == "fit" and fact.measure is not None:
            off = (fact.measure(outcome) - fact.observed) / fact.tolerance
            terms.append(np.where(np.isfinite(off), off, np.inf) ** 2)
    distance = np.sqrt(np.mean(terms, axis=0))
    count = max(1, round(keep * len(distance)))
    kept = np.zeros(len(distance), dtype=bool)
    kept[np.argsort(distance, kind="stable")[:count]] = True
    return Fit(kept & np.isfinite(distance), distance)


def told(outcome: Outcome, fitted: Fit) -> pd.DataFrame:
    """One row per parameter, most told first.

    Columns name, all_median, all_p05, all_p95, kept_median, kept_p05, kept_p95, moved (of the mean,
    in deviations of all draws), narrowed (1 - deviation kept / all) and informed.
    """
    rows = []
    for name, drawn in zip(outcome.parameter_names, outcome.draws.T, strict=True):
        kept, spread = drawn[fitted.kept], float(drawn.std())
        moved = (kept.mean() - drawn.mean()) / spread if spread > 0 else 0.0
        narrowed = 1.0 - kept.std() / spread if spread > 0 else 0.0
        rows.append(
            (name, *np.quantile(drawn, (0.5, 0.05, 0.95)), *np.quantile(kept, (0.5, 0.05, 0.95)),
             moved, narrowed, abs(moved) > TELLING or narrowed > TELLING)
        )  # fmt: skip
    columns = ["name", "all_median", "all_p05", "all_p95", "kept_median", "kept_p05", "kept_p95",
               "moved", "narrowed", "informed"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("moved", key=abs, ascending=False, kind="stable", ignore_index=True)
