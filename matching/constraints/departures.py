"""Departures: no sending city should lose more than a share of its listed jobs in one year."""

from __future__ import annotations

import numpy as np

from matching.constraints._scopes import rows_by_year, sending_class
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> Block | None:
    """Sending city and year:  sum of jobs_persons * x of that year <= ceiling * jobs listed there.

    ceiling is policy.departures_ceiling (None: no rows); the jobs listed are those of all the
    enterprises of that city in the list.  Enterprises of unknown origin do not count.

    Example: Dongguan lists firms of 600, 300 and 100 jobs, ceiling 0.4: at most 400 jobs may leave
    in one year, so the firm of 600 stays and the others may leave together.
    """
    ceiling = problem.case.policy.departures_ceiling
    if ceiling is None or not len(problem.enterprise_id):
        return None
    jobs = problem.use("jobs_persons")
    sending = sending_class(problem)
    listed = np.bincount(sending, weights=jobs, minlength=1 + len(problem.cities)).astype(
        np.float64
    )
    at_home = np.flatnonzero(np.isin(np.arange(len(problem.cities)) + 1, sending))
    scope_of = np.full((1 + len(problem.cities), len(problem.park_id)), -1, dtype=np.int64)
    scope_of[1 + at_home] = np.arange(len(at_home))[:, None]
    return rows_by_year(
        problem,
        rule="departures",
        resource="jobs_persons",
        unit="persons",
        weight=np.where(sending > 0, jobs, 0.0),
        scopes=[problem.cities[c] for c in at_home],
        levels=np.repeat(ceiling * listed[1 + at_home, None], len(problem.years), axis=1),
        scope_of=scope_of,
        class_of=sending,
    )
