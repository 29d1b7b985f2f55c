"""Indicators by year, and by replication and year for paired use."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import indicators
from simulation.outcome import Outcome
from simulation.tables.quantiles import figures_of


def indicators_by_year(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[indicator, year, unit, mean, p05, p25, median, p75, p95], every indicator."""
    parts = []
    for name, indicator in indicators.ALL.items():
        head = {"indicator": name, "year": list(outcome.years), "unit": indicator.unit}
        parts.append(pd.DataFrame(head | figures_of(indicator.values(outcome))))
    return pd.concat(parts, ignore_index=True)


def replications_table(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[replication, year, then one column an indicator], R x T rows.

    The same replication number means the same chance in every what-if: subtract row by row.
    """
    size, years = len(outcome), len(outcome.years)
    columns: dict[str, object] = {
        "replication": np.repeat(outcome.replications, years),
        "year": np.tile(np.array(outcome.years), size),
    }
    for name, indicator in indicators.ALL.items():
        columns[name] = np.asarray(indicator.values(outcome), dtype=np.float64).ravel()
    return pd.DataFrame(columns)
