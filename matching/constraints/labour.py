"""Labour: jobs that move in by a year may not exceed the people a city can offer by then."""

from __future__ import annotations

from matching.constraints._scopes import city_quota
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """City (or province), year:  sum of jobs_persons * x over placements up to the year <= labour.

    A level: who was hired in 2016 is not free in 2017.  No figure, no row.

    Example: 1,000 persons in 2016 and 1,500 by 2017; firms of 900 and 600 jobs: the second must
    wait for 2017.
    """
    return city_quota(
        problem,
        rule="labour",
        kind="labour",
        unit="persons",
        weight=problem.use("jobs_persons"),
        cumulative=True,
    )
