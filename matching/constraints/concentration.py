"""Differentiated growth (错位发展): no division may fill a park beyond a share of its supply."""

from __future__ import annotations

import numpy as np

from matching.cells import positions, texts
from matching.constraints._scopes import LAND, PLANT, park_supply
from matching.problem import Problem
from matching.rows import Block, Floats, Ints


def rows(problem: Problem) -> list[Block]:
    """Division and park, whole horizon:  sum of use * x <= ceiling * supply of the whole horizon.

    Once for land (land_mu of placements that buy) and once for plants (plant_m2 of leases).
    ceiling is policy.concentration_ceiling (None: no rows).  Rows exist for divisions that occur in
    the list and parks whose supply is stated for every year.  An unknown division is not counted.

    Example: a park of 100 mu, ceiling 0.6; three toy makers of 30 mu: two fit (60 mu), the third
    does not, though 40 mu are free for another division.
    """
    ceiling = problem.case.policy.concentration_ceiling
    if ceiling is None:
        return []
    of_enterprise = texts(problem.enterprises["division"])
    divisions = sorted(set(of_enterprise) - {""})
    class_of = positions(of_enterprise, divisions) + 1
    blocks = []
    for column, unit, tenure in (("land_mu", "mu", LAND), ("plant_m2", "m2", PLANT)):
        total = park_supply(problem, column).sum(axis=1)
        block = _of_tenure(problem, column, unit, tenure, divisions, class_of, ceiling * total)
        if block is not None:
            blocks.append(block)
    return blocks


def _of_tenure(
    problem: Problem,
    column: str,
    unit: str,
    tenure: int,
    divisions: list[str],
    class_of: Ints,
    limit: Floats,
) -> Block | None:
    """The rows of one tenure; limit: (P,) in unit, NaN = no row."""
    stated = np.flatnonzero(~np.isnan(limit))
    if not len(stated) or not divisions:
        return None
    shape = (1 + len(divisions), len(problem.park_id), len(problem.years), 2)
    row_of = np.full(shape, -1, dtype=np.int64)
    number = np.arange(len(divisions) * len(stated)).reshape(len(divisions), len(stated))
    row_of[..., tenure][1:, stated, :] = number[:, :, None]
    return Block(
        rule="concentration",
        resource=column,
        unit=unit,
        weight=np.where(class_of > 0, problem.use(column), 0.0),
        class_of=class_of,
        row_of=row_of,
        bound=np.tile(limit[stated], len(divisions)),
        scope=tuple(f"{d}@{problem.park_id[p]}" for d in divisions for p in stated),
        year=np.zeros(number.size, dtype=np.int64),
    )
