"""Context: the tables of a case as aligned arrays, from which terms and reasons are computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.tables.city_quotas import PROVINCE_ADCODE
from matching.cells import flags, lists, numbers, positions, texts
from matching.legs import Legs
from matching.rows import Floats, Ints
from scenarios.case import Case

POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")
FLOORS = ("investment", "output", "tax")
AT_LEAST = 1.0 - 1e-6
AT_MOST = 1.0 + 1e-6
"""Factors on a minimum and a maximum, so that a figure exactly there does not fail by rounding."""


@dataclass(frozen=True, eq=False)
class Context:
    """What a term or a reason may read.

    enterprises (E rows), parks (P rows), cities (C rows): tables in axis order; a city that only
    an enterprise or park names has a row with nothing but its adcode.  years: (T,) calendar years.
    sending_city (E,), park_city (P,): rows of cities, -1 unknown.
    """

    case: Case
    legs: Legs
    enterprises: pd.DataFrame
    parks: pd.DataFrame
    cities: pd.DataFrame
    years: Ints
    sending_city: Ints
    park_city: Ints

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(enterprises, parks, years, tenures)."""
        return len(self.enterprises), len(self.parks), len(self.years), 2

    def table(self, name: str) -> pd.DataFrame:
        """A table of the world by name."""
        return self.case.world[name]

    def of_enterprises(self, column: str) -> Floats:
        """(E,) a number column, NaN where empty."""
        return numbers(self.enterprises[column])

    def of_parks(self, column: str) -> Floats:
        """(P,) a number column, NaN where empty."""
        return numbers(self.parks[column])

    def of_park_cities(self, column: str) -> Floats:
        """(P,) a number column of each park's city, NaN where empty or the city is unknown."""
        return self.at_parks(numbers(self.cities[column]), np.nan)

    def at_parks(self, of_cities: npt.NDArray, unknown: object) -> npt.NDArray:
        """(P, ...) values of (C, ...) at each park's city, `unknown` where that is not known."""
        padded = np.concatenate(
            [of_cities, np.full((1, *of_cities.shape[1:]), unknown, of_cities.dtype)]
        )
        return padded[self.park_city]

    @cached_property
    def divisions(self) -> tuple[list[str], Ints]:
        """The divisions that occur ("" if empty) and (E,) the index of each enterprise's."""
        names, index = np.unique(
            texts(self.enterprises["division"]).astype(str), return_inverse=True
        )
        return [str(name) for name in names], index.astype(np.int64)

    @cached_property
    def sending_class(self) -> Ints:
        """(E,) 0 for an unknown sending city, else 1 + its row in cities."""
        return self.sending_city + 1

    def division_in_park_list(self, column: str) -> npt.NDArray[np.bool_]:
        """(D, P) whether the park's list `column` names the division (order of `divisions`)."""
        listed = lists(self.parks[column])
        names, _ = self.divisions
        return np.array([[name in park for park in listed] for name in names], dtype=bool).reshape(
            len(names), len(listed)
        )

    @cached_property
    def processing_trade(self) -> npt.NDArray[np.bool_]:
        """(E,) whether the enterprise does processing trade of any kind."""
        return np.isin(texts(self.enterprises["trade_mode"]).astype(str), PROCESSING_MODES)

    def park_flag(self, column: str) -> npt.NDArray[np.bool_]:
        """(P,) whether a flag is set; empty counts as no."""
        return flags(self.parks[column]) == 1

    @cached_property
    def facilities_open(self) -> npt.NDArray[np.bool_]:
        """(F, T) whether each facility serves in each year: opened by then and not yet closed."""
        return in_service(self.table("facilities"), self.years)

    def city_levels(self, kind: str) -> Floats:
        """(C, T) quota of `kind` by city and planning year, NaN without a row."""
        return self._quota(kind)[:-1]

    def province_levels(self, kind: str) -> Floats:
        """(T,) quota of `kind` of the whole province, NaN without a row."""
        return self._quota(kind)[-1]

    def _quota(self, kind: str) -> Floats:
        quotas = self.table("city_quotas")
        quotas = quotas[texts(quotas["kind"]) == kind]
        axis = [*texts(self.cities["city_adcode"]), PROVINCE_ADCODE]
        city = positions(texts(quotas["city_adcode"]), axis)
        year = positions(numbers(quotas["year"]), self.years)
        known = (city >= 0) & (year >= 0)
        levels = np.full((len(axis), len(self.years)), np.nan)
        # of two figures for one city, year and kind the smaller holds
        np.fmin.at(levels, (city[known], year[known]), numbers(quotas["value"])[known])
        return levels

    def per_mu(self, figure: str) -> Floats:
        """(E,) wan yuan of `figure` (investment, output, tax) per mu of land need; NaN unknown."""
        land = self.of_enterprises("land_mu")
        value = self.of_enterprises(f"{figure}_wan_yuan")
        return np.divide(value, land, out=np.full(len(land), np.nan), where=land > 0)

    def floors(self, figure: str) -> Floats:
        """(P,) the park's floor of `figure` in wan yuan per mu; NaN where it sets none."""
        floor = self.of_parks(f"floor_{figure}_wan_yuan_per_mu")
        return np.where(floor > 0, floor, np.nan)


PROCESSING_MODES = ("supplied", "imported", "both")


def in_service(table: pd.DataFrame, years: Ints) -> npt.NDArray[np.bool_]:
    """(n, T) whether open_year <= year < close_year in each planning year; empty = no limit."""
    opened = np.nan_to_num(numbers(table["open_year"]), nan=-np.inf)
    closed = np.nan_to_num(numbers(table["close_year"]), nan=np.inf)
    return (opened[:, None] <= years) & (years < closed[:, None])
