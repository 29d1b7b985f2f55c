"""Tables of an outcome: tidy, ids instead of names, one row per thing and year.

Quantiles run over the replications: `p05` to `p95` is the interval that nine of ten replications
lie in.  Probabilities are shares of the replications, 0 to 1.
"""

from __future__ import annotations

from simulation.tables.accounts import accounts_by_city, accounts_by_side
from simulation.tables.duties import duties_by_year
from simulation.tables.fates import fates_by_enterprise
from simulation.tables.goal import goal_by_year
from simulation.tables.indicators import indicators_by_year, replications_table
from simulation.tables.parks import park_moves
from simulation.tables.stages import funnel_by_year, states_by_year

__all__ = [
    "accounts_by_city",
    "accounts_by_side",
    "duties_by_year",
    "fates_by_enterprise",
    "funnel_by_year",
    "goal_by_year",
    "indicators_by_year",
    "park_moves",
    "replications_table",
    "states_by_year",
]
