"""Energy: what all transfers up to a year use a year may not exceed the city's energy headroom."""

from __future__ import annotations

from matching.constraints._scopes import city_quota
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """City (or province), year:  sum of energy_tce * x over placements up to the year <= energy.

    A level like emissions, in tonnes of coal equivalent a year.  No figure, no row.

    Example: headroom 10,000 tce; a foundry of 8,000 and one of 3,000: only one of them.
    """
    return city_quota(
        problem,
        rule="energy",
        kind="energy",
        unit="tce",
        weight=problem.use("energy_tce"),
        cumulative=True,
    )
