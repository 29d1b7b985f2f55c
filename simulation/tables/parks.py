"""Recommended against predicted moves, park by park."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.outcome import FATES, PARK_FIGURES, Outcome
from simulation.tables.quantiles import SHORT, figures_of


def park_moves(outcome: Outcome) -> pd.DataFrame:
    """DataFrame, one row a park; figures at the end of the last year.

    park_id, recommended_enterprises: of the plan.  predicted_mean: enterprises that end here,
    signed or further.  followed_mean: those of them that the plan recommends here.  Then
    signed_mean, _p05, _median, _p95 (projects ever signed, those that fell through included),
    producing_* (projects in production) and output_wan_yuan_*.
    """
    recommended = outcome.recommended_moves
    table = pd.DataFrame(
        {
            "park_id": list(outcome.park_id),
            "recommended_enterprises": recommended,
            "predicted_mean": outcome.predicted_moves,
            "followed_mean": followed(outcome),
        }
    )
    last = outcome.parks[:, -1].astype(np.float64)
    for figure, short in zip(PARK_FIGURES, ("signed", "producing", "output_wan_yuan"), strict=True):
        values = last[:, :, PARK_FIGURES.index(figure)]
        for name, one in figures_of(values, SHORT).items():
            table[f"{short}_{name}"] = one
    return table


def followed(outcome: Outcome) -> np.ndarray:
    """(P,) mean number of enterprises that end at the very park the plan recommends to them."""
    placed = np.flatnonzero(outcome.plan_park >= 0)
    parks = outcome.plan_park[placed]
    stayed = outcome.fates[placed, len(FATES) + parks]
    return np.bincount(parks, weights=stayed, minlength=len(outcome.park_id)) / max(1, len(outcome))
