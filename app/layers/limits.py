"""Reading used and admitted amounts from a plan's limits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import VALUE_COLUMNS
from geodata.boundaries import CITY_REGION


def use_of(data: LayerInput, rule: str, resource: str) -> pd.DataFrame:
    """used and bound by scope, at the end of the year of `data`; empty where no limit is set."""
    limits = data.limits
    assert limits is not None, "Layer.values asks first whether there is a plan"
    rows = limits[(limits["rule"] == rule) & (limits["resource"] == resource)]
    if data.plan_year is not None:
        rows = rows[rows["year"] == data.plan_year]
    return rows.groupby("scope")[["used", "bound"]].sum()


def city_use(data: LayerInput, rule: str, resource: str) -> pd.DataFrame:
    """`use_of` of cities alone: what the whole province may take belongs to no city."""
    use = use_of(data, rule, resource)
    return use[use.index.isin(list(CITY_REGION))]


def by_city(parks: pd.DataFrame, data: LayerInput) -> pd.DataFrame:
    """used and bound of the parks, summed by their city."""
    city = data.park_city.reindex(parks.index)
    return parks.groupby(city.to_numpy())[["used", "bound"]].sum()


def with_value(use: pd.DataFrame, value: pd.Series) -> pd.DataFrame:
    """A table of values: used and bound, and `value` made from them; no notes."""
    table = use.assign(value=value.replace([np.inf, -np.inf], np.nan), note="")
    return table[list(VALUE_COLUMNS)]


def share_left(use: pd.DataFrame) -> pd.DataFrame:
    """Value = (bound - used) / bound; a bound of 0 leaves no share to speak of: no data."""
    bound = use["bound"].where(use["bound"] > 0)
    return with_value(use, (bound - use["used"]) / bound)


def share_used(use: pd.DataFrame) -> pd.DataFrame:
    """Value = used / bound; no data where the bound is 0."""
    return with_value(use, use["used"] / use["bound"].where(use["bound"] > 0))


def amount_left(use: pd.DataFrame) -> pd.DataFrame:
    """Value = bound - used."""
    return with_value(use, use["bound"] - use["used"])
