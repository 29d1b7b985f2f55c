"""Counterpart relations of cities: in force, doubly supported, asked for, and planned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from matching.cells import numbers, positions, texts
from matching.context import Context
from matching.rows import Ints
from simulation.arrays import F64, I32

FIGURES = ("min_projects", "min_investment_wan_yuan")


class Relations:
    """Of the duties table, on the city axis of a context with one row more for "not known".

    pairs: (Q,) "sending>receiving" with a relation in the horizon.  related, doubled (T, C, C):
    uint8.  duty_pair (C, C): row of pairs or -1.  required (T, Q, 2): projects and wan yuan of the
    duties that have ended by that year, times the multiplier of the policy.
    """

    def __init__(self, context: Context):
        table = context.table("duties")
        cities = texts(context.cities["city_adcode"])
        years, count = context.years, len(cities) + 1
        policy = context.case.policy
        extra = policy.behaviour.double_support_extra_years
        sending = positions(texts(table["sending_adcode"]), cities)
        receiving = positions(texts(table["receiving_adcode"]), cities)
        first, last = numbers(table["from_year"]), numbers(table["to_year"])
        minima = [np.nan_to_num(numbers(table[name])) * policy.duty_multiplier for name in FIGURES]
        self.related = np.zeros((len(years), count, count), np.uint8)
        self.doubled = np.zeros_like(self.related)
        self.duty_pair: I32 = np.full((count, count), -1, np.int32)
        names: list[str] = []
        rows: list[tuple[int, int]] = []
        on = policy.mode("duty") != "off"
        for row in range(len(table)):
            o, h = int(sending[row]), int(receiving[row])
            if o < 0 or h < 0 or last[row] + extra < years[0] or first[row] > years[-1]:
                continue
            now = (first[row] <= years) & (years <= last[row])
            self.related[now, o, h] = 1
            self.doubled[(first[row] <= years) & (years <= last[row] + extra), o, h] = 1
            if self.duty_pair[o, h] < 0:
                self.duty_pair[o, h] = len(names)
                names.append(f"{cities[o]}>{cities[h]}")
            rows.append((row, int(self.duty_pair[o, h])))
        self.pairs = tuple(names)
        self.required: F64 = np.zeros((len(years), len(names), 2))
        for row, pair in rows:
            for k, figures in enumerate(minima):
                if on:
                    self.required[years >= last[row], pair, k] += figures[row]

    def planned(
        self,
        e: Ints,
        p: Ints,
        t: Ints,
        origin: npt.NDArray,
        park_city: npt.NDArray,
        investment: npt.NDArray,
    ) -> F64:
        """(T, Q, 2) projects and wan yuan that placements put into the pairs, cumulative.

        Placements of a year in which the relation is not in force do not count.
        """
        flows = np.zeros_like(self.required)
        o, h = origin[e], park_city[p]
        pair = self.duty_pair[o, h]
        counts = (pair >= 0) & (self.related[t, o, h] == 1)
        np.add.at(flows, (t[counts], pair[counts], 0), 1.0)
        np.add.at(flows, (t[counts], pair[counts], 1), investment[e][counts])
        return flows.cumsum(axis=0)


def empty_placements() -> pd.DataFrame:
    """No plan."""
    return pd.DataFrame(columns=["enterprise_id", "park_id", "year", "tenure"])
