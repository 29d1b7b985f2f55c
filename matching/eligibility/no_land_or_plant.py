"""No land or plant: the park will never have room enough for this one enterprise.

Blocked for tenure land (plant): the need is larger than all land (plant space) that the park gets
in the planning years.  A park without any row of supply, or with an empty cell among its rows, has
no limit there.  Not tested where the rule (park_land, plant) is switched off.
"""

from __future__ import annotations

import numpy as np

from matching.cells import numbers, positions, texts
from matching.context import AT_MOST, Context
from matching.factored import Factored
from matching.rows import Floats

SUPPLY = (("land_mu", "park_land"), ("plant_m2", "plant"))


def blocked(context: Context) -> Factored:
    """(E, P, 1, 2)."""
    enterprises, parks, _, _ = context.shape
    lacking = np.zeros((enterprises, parks, 1, 2), dtype=bool)
    for tenure, (column, rule) in enumerate(SUPPLY):
        if context.case.policy.mode(rule) != "off":
            need, room = context.of_enterprises(column), total_supply(context, column)
            lacking[:, :, 0, tenure] = need[:, None] > AT_MOST * room[None, :]
    return Factored(lacking)


def total_supply(context: Context, column: str) -> Floats:
    """(P,) what the park is given in all planning years; inf where there is no limit."""
    supply = context.table("park_supply")
    supply = supply[np.isin(numbers(supply["year"]), context.years)]
    park = positions(texts(supply["park_id"]), texts(context.parks["park_id"]))
    known = park >= 0
    total, rows = np.zeros(len(context.parks)), np.zeros(len(context.parks))
    np.add.at(total, park[known], numbers(supply[column])[known])
    np.add.at(rows, park[known], 1)
    return np.where(np.isnan(total) | (rows == 0), np.inf, total)
