"""Counterpart duties: required, planned, signed and producing, pair by pair and year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.outcome import DUTY_FIGURES, Outcome
from simulation.tables.quantiles import chance, figures_of

BANDS = ("mean", "p05", "p95")


def duties_by_year(outcome: Outcome) -> pd.DataFrame:
    """DataFrame, one row a pair and year; everything counts from the first year on.

    Columns: sending_adcode, receiving_adcode, year, required_projects, planned_projects,
    required_investment_wan_yuan, planned_investment_wan_yuan, <figure>_mean, _p05, _p95 for every
    figure of DUTY_FIGURES, chance_met: share of replications in which the signed projects and
    their investment reach what is required by then, NaN where nothing is required yet.
    """
    years, pairs = outcome.years, outcome.duty_pairs
    sent = [pair.split(">", 1) for pair in pairs]
    table = pd.DataFrame(
        {
            "sending_adcode": [one[0] for one in sent for _ in years],
            "receiving_adcode": [one[1] for one in sent for _ in years],
            "year": [year for _ in pairs for year in years],
        }
    )
    for k, what in enumerate(("projects", "investment_wan_yuan")):
        table[f"required_{what}"] = outcome.duties_required[:, :, k].T.ravel()
        table[f"planned_{what}"] = outcome.duties_planned[:, :, k].T.ravel()
    for name, values in figures_of(outcome.duties, BANDS).items():
        for k, figure in enumerate(DUTY_FIGURES):
            table[f"{figure}_{name}"] = values[:, :, k].T.ravel()
    table["chance_met"] = _chance_met(outcome).T.ravel()
    return table


def _chance_met(outcome: Outcome) -> np.ndarray:
    """(T, Q)."""
    # The first two of DUTY_FIGURES are what is required: signed projects and their investment.
    signed, required = outcome.duties[..., :2], outcome.duties_required
    # Sums of investment are compared with room for rounding.
    met = (signed >= required * (1 - 1e-9)).all(axis=3)
    share, _, _ = chance(met)
    return np.where((required > 0).any(axis=2), share, np.nan)
