"""Projects by stage (cumulative) and enterprises by state (each counted once), year by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy.typing as npt
import pandas as pd

from simulation.outcome import FUNNEL, STATES, Outcome
from simulation.tables.quantiles import figures_of


def funnel_by_year(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[stage, year, mean, p05 .. p95]: enterprises that ever got so far by year's end.

    stage: of FUNNEL, the five ends behind the eight stages included.
    """
    return _long(outcome.funnel, "stage", FUNNEL, outcome.years)


def states_by_year(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[state, year, mean, p05 .. p95]: enterprises in each state at year's end.

    The means of a year add up to the number of enterprises; quantiles do not.
    """
    return _long(outcome.states, "state", STATES, outcome.years)


def _long(
    counts: npt.NDArray, key: str, names: Sequence[str], years: Sequence[int]
) -> pd.DataFrame:
    """Rows of (R, T, names): all years of the first name, then of the second and so on."""
    figures = figures_of(counts)
    return pd.DataFrame(
        {
            key: [name for name in names for _ in years],
            "year": [year for _ in names for year in years],
            **{figure: values.T.ravel() for figure, values in figures.items()},
        }
    )
