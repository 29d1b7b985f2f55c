"""Counterpart duty: a sending city owes its counterpart a minimum of projects and of investment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.cells import numbers, texts
from matching.constraints._scopes import park_city_codes, sending_class, years_of
from matching.problem import Problem
from matching.rows import AT_LEAST, Block, Floats

RESOURCES = (
    ("projects", "min_projects", "projects"),
    ("investment_wan_yuan", "min_investment_wan_yuan", "wan_yuan"),
)


@dataclass(frozen=True)
class Demand:
    """One minimum: sending city, receiving adcode, first and last planning year index, amount."""

    duty_id: str
    sending: str
    receiving: str
    first: int
    last: int
    amount: float


def rows(problem: Problem) -> list[Block]:
    """One row per duty and minimum, over its years:  sum of use * x >= multiplier * minimum.

    The sum runs over enterprises of the sending city placed in parks of the receiving city (or
    county, where a county adcode is given) from from_year to to_year, as far as these lie in the
    planning years.  use is 1 for min_projects and investment_wan_yuan for min_investment_wan_yuan;
    multiplier is policy.duty_multiplier.  No minimum or a minimum of 0: no row.

    Hard or soft (policy.rules).  Soft: every missing project costs policy.duty_price_points;
    missing investment costs the same per mean investment of the listed enterprises.

    Example: Dongguan owes Shaoguan 2 projects in 2016-2017, price 2 points.  Its three firms score
    0.9, 0.8, 0.7 in Meizhou and 0.5 each in Shaoguan: two go to Shaoguan (loss 0.4 + 0.2 < 2 x 2).
    """
    investment = problem.use("investment_wan_yuan")
    mean = float(investment[investment > 0].mean()) if (investment > 0).any() else 1.0
    policy = problem.case.policy
    blocks = []
    for resource, column, unit in RESOURCES:
        per_unit = policy.duty_price_points / (1.0 if resource == "projects" else mean)
        soft = policy.mode("duty") == "soft"
        for layer in _without_overlap(_demands(problem, column)):
            price = np.full(len(layer), per_unit) if soft else None
            blocks.append(_block(problem, resource, unit, layer, price))
    return blocks


def _demands(problem: Problem, column: str) -> list[Demand]:
    """All minima of one kind that concern the planning years, in the order of the table."""
    duties = problem.case.world["duties"]
    years = years_of(problem)
    demands = []
    for duty_id, sending, receiving, start, end, minimum in zip(
        texts(duties["duty_id"]),
        texts(duties["sending_adcode"]),
        texts(duties["receiving_adcode"]),
        numbers(duties["from_year"]),
        numbers(duties["to_year"]),
        numbers(duties[column]),
        strict=True,
    ):
        amount = problem.case.policy.duty_multiplier * minimum
        within = np.flatnonzero((years >= start) & (years <= end))
        if amount > 0 and len(within):
            first, last = int(within[0]), int(within[-1])
            demands.append(Demand(duty_id, sending, receiving, first, last, float(amount)))
    return demands


def _without_overlap(demands: list[Demand]) -> list[list[Demand]]:
    """Demands in layers, so that no placement counts for two demands of one layer."""
    layers: list[list[Demand]] = []
    for demand in demands:
        for layer in layers:
            if not any(_overlap(demand, other) for other in layer):
                layer.append(demand)
                break
        else:
            layers.append([demand])
    return layers


def _overlap(one: Demand, other: Demand) -> bool:
    # a county's adcode begins with the four digits of its city
    same_place = one.receiving[:4] == other.receiving[:4]
    same_years = one.first <= other.last and other.first <= one.last
    return one.sending == other.sending and same_place and same_years


def _block(
    problem: Problem, resource: str, unit: str, demands: list[Demand], price: Floats | None
) -> Block:
    classes = {code: 1 + c for c, code in enumerate(problem.cities)}
    shape = (1 + len(problem.cities), len(problem.park_id), len(problem.years), 2)
    row_of = np.full(shape, -1, dtype=np.int64)
    cities = park_city_codes(problem)
    counties = texts(problem.parks["county_adcode"])
    for r, demand in enumerate(demands):
        here = np.flatnonzero((cities == demand.receiving) | (counties == demand.receiving))
        if demand.sending in classes:
            row_of[classes[demand.sending], here, demand.first : demand.last + 1] = r
    return Block(
        rule="duty",
        resource=resource,
        unit=unit,
        weight=problem.use(resource),
        class_of=sending_class(problem),
        row_of=row_of,
        bound=np.array([demand.amount for demand in demands]),
        scope=tuple(f"{d.sending}>{d.receiving}@{d.duty_id}" for d in demands),
        year=np.zeros(len(demands), dtype=np.int64),
        sense=AT_LEAST,
        price=price,
    )
