"""The limits of a plan, one rule a file; `ALL` is their table of contents and order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching.constraints import (
    city_land,
    concentration,
    departures,
    duty,
    emission,
    energy,
    forest,
    fund,
    labour,
    minimum_share,
    park_land,
    pins,
    plant,
    sea,
    special_land,
    stability,
)
from matching.problem import Problem
from matching.rows import Block, Rows

RowsOf = Callable[[Problem], Block | list[Block] | None]

ALL: Mapping[str, RowsOf] = {
    "park_land": park_land.rows,
    "city_land": city_land.rows,
    "special_land": special_land.rows,
    "forest": forest.rows,
    "sea": sea.rows,
    "plant": plant.rows,
    "emission": emission.rows,
    "energy": energy.rows,
    "labour": labour.rows,
    "fund": fund.rows,
    "duty": duty.rows,
    "minimum_share": minimum_share.rows,
    "concentration": concentration.rows,
    "departures": departures.rows,
    "pins": pins.rows,
    "stability": stability.rows,
}
"""Rule -> the function that builds its rows, in the order in which rows are numbered and shown."""


def rows_of(problem: Problem) -> Rows:
    """All rows of the rules that the case's policy has not switched off, in the order of `ALL`."""
    blocks: list[Block] = []
    for rule, build in ALL.items():
        if problem.case.policy.mode(rule) == "off":
            continue
        built = build(problem)
        if built is None:
            continue
        blocks.extend(built if isinstance(built, list) else [built])
    return Rows(tuple(block for block in blocks if len(block.bound)))
