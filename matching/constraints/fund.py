"""Transfer fund: support paid for the placements of a year, by receiving and by sending city."""

from __future__ import annotations

import numpy as np

from geodata.tables.city_quotas import PROVINCE_ADCODE
from matching.constraints._scopes import (
    city_figures,
    city_quota,
    relations,
    rows_by_year,
    sending_class,
)
from matching.problem import Problem
from matching.rows import Block


def rows(problem: Problem) -> list[Block]:
    """Two sources, both by year of placement, in 10,000 yuan.

    Receiving city (or province):  sum of support_rate_in  * investment * x <= fund_in.
    Sending city (or province):    sum of support_rate_out * investment * x <= fund_out.
    The second counts only placements into a park of a city with which the sending city has a
    counterpart relation in that year: outside the term only the receiving side pays.  No figure, no
    row.

    Example: rates 3 % and 2 %, an investment of 10,000 in its counterpart city takes 300 from the
    receiving fund and 200 from the sending fund; a year after the term it takes 300 and 0.
    """
    policy = problem.case.policy
    investment = problem.use("investment_wan_yuan")
    blocks = city_quota(
        problem,
        rule="fund",
        kind="fund_in",
        unit="wan_yuan",
        weight=policy.support_rate_in * investment,
    )
    scopes, levels = city_figures(problem, "fund_out")
    unknown = np.zeros((1, len(problem.park_id), len(problem.years)), dtype=bool)
    counts = np.concatenate([unknown, relations(problem)])
    for province in (False, True):
        part = [s for s, scope in enumerate(scopes) if (scope == PROVINCE_ADCODE) is province]
        names = [scopes[s] for s in part]
        scope_of = np.full((1 + len(problem.cities), len(problem.park_id)), -1, dtype=np.int64)
        for c, code in enumerate(problem.cities):
            if province and part:
                scope_of[1 + c] = 0
            elif code in names:
                scope_of[1 + c] = names.index(code)
        block = rows_by_year(
            problem,
            rule="fund",
            resource="fund_out",
            unit="wan_yuan",
            weight=policy.support_rate_out * investment,
            scopes=names,
            levels=levels[part],
            scope_of=scope_of,
            class_of=sending_class(problem),
            counts=counts,
        )
        if block is not None:
            blocks.append(block)
    return blocks
