"""Accounts by city and by side: what senders give up, what receivers gain, what leaves for good."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.outcome import ACCOUNTS, AWAY, Outcome
from simulation.tables.quantiles import SHORT, figures_of

SIDES = {"sending": ("prd",), "receiving": ("east", "west", "north")}
UNITS = ("wan_yuan", "persons", "tce", "mu", "m2", "t")


def account_unit(account: str) -> str:
    """The unit of an account as its name says it; establishments are counted in enterprises."""
    for unit in UNITS:
        if account.endswith(f"_{unit}"):
            return unit
    return "enterprises"


def accounts_by_city(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[place, side, year, account, unit, mean, p05, median, p95].

    place: adcode of a city ("" = city not known) or one of AWAY.  side: the city's region, "away".
    Quantiles of places do not add up; `accounts_by_side` has those of the sums.
    """
    places = (*outcome.cities, *AWAY)
    sides = (*outcome.city_region, *("away" for _ in AWAY))
    table = _long(outcome.accounts, places, outcome.years)
    table.insert(1, "side", table["place"].map(dict(zip(places, sides, strict=True))))
    return table


def accounts_by_side(outcome: Outcome) -> pd.DataFrame:
    """DataFrame[side, year, account, unit, mean, p05, median, p95].

    side: "sending" (Pearl River Delta), "receiving" (East, West, North) or one of AWAY.
    """
    sums = [
        outcome.accounts[:, :, : len(outcome.cities)][:, :, outcome.in_regions(*regions)].sum(2)
        for regions in SIDES.values()
    ]
    away = outcome.accounts[:, :, len(outcome.cities) :]
    stacked = np.concatenate([np.stack(sums, axis=2), away], axis=2)
    return _long(stacked, (*SIDES, *AWAY), outcome.years, "side")


def _long(
    accounts: npt.NDArray[np.float64], places: Sequence[str], years: Sequence[int],
    key: str = "place",
) -> pd.DataFrame:  # fmt: skip
    """Rows of (R, T, places, ACCOUNTS), place by place, account by account, year by year."""
    figures = figures_of(accounts, SHORT)
    index = pd.MultiIndex.from_product([places, ACCOUNTS, years], names=[key, "account", "year"])
    table = index.to_frame(index=False)[[key, "year", "account"]]
    table["unit"] = table["account"].map({name: account_unit(name) for name in ACCOUNTS})
    for name, values in figures.items():
        table[name] = values.transpose(1, 2, 0).ravel()
    return table
