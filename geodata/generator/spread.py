"""How totals are spread over cities, parks and years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.generator.draws import Floats, normal
from geodata.generator.tightness import Tightness

# Parks whose area is not known count as a usual park of their type; none counts beyond LARGEST.
USUAL_AREA_KM2 = {
    "demonstration": 15.0, "county": 6.0, "cluster": 3.0, "cooperation_zone": 6.0,
    "special_cooperation_zone": 30.0, "other": 3.0,
}  # fmt: skip
LARGEST_AREA_KM2 = 30.0
# The same estate under two names in the table: each row counts half.
OVERLAPPING = frozenset(
    {"P026", "P027", "P030", "P031", "P038", "P039", "P041", "P042", "P055", "P056"}
)


def park_weight(parks: pd.DataFrame) -> pd.Series:
    """km2 of each park that count for its share of supply, indexed by park_id."""
    usual = parks["park_type"].map(USUAL_AREA_KM2).fillna(USUAL_AREA_KM2["other"])
    area = parks["area_km2"].fillna(usual).clip(upper=LARGEST_AREA_KM2).astype("float64")
    halved = parks["park_id"].isin(OVERLAPPING)
    return pd.Series(np.where(halved, area / 2, area), index=parks["park_id"].to_numpy())


def receiving_parks(parks: pd.DataFrame, cities: pd.DataFrame, last_year: int) -> pd.Series:
    """Whether each park receives at some time up to last_year (aligned with parks)."""
    role = parks["city_adcode"].map(cities.set_index("city_adcode")["role"])
    willing = parks["receives"].astype("object").where(parks["receives"].notna(), None)
    willing = willing.fillna(role.isin(["receiving", "both"])).astype(bool)
    return willing & ~(parks["open_year"] > last_year)


def city_weight(
    kind: str,
    parks: pd.DataFrame,
    cities: pd.DataFrame,
    last_year: int,
    seed: int,
    tightness: Tightness,
) -> pd.Series:
    """Share of each city with parks in a total of `kind`; the receiving cities sum to 1.

    Land follows half the parks' size and half the population, everything else the population, with
    the factor of the region (`Tightness.region`) and a random factor.  A city whose parks do not
    receive gets its share on top, so that a what-if may open it.
    """
    table = cities.set_index("city_adcode").sort_index()
    noise = np.exp(tightness.city_noise * normal(seed, f"city {kind}", len(table)))
    people = table["population_10k"].astype("float64")
    open_ = receiving_parks(parks, cities, last_year).to_numpy()
    size = park_weight(parks).groupby(parks["city_adcode"].to_numpy()).sum()
    size = size.reindex(table.index).fillna(0.0)
    here = table.index.isin(parks["city_adcode"])
    receiving = table.index.isin(parks.loc[open_, "city_adcode"])
    weight = people / people[receiving].sum()
    if kind in ("land", "land_general", "land_special", "forest", "plant"):
        weight = (weight + size / size[receiving].sum()) / 2
    factors = tightness.region.get(kind, {})
    weight = weight * table["region"].map(lambda region: factors.get(region, 1.0)) * noise
    weight = weight[here]
    return weight / weight[receiving[here]].sum()


def yearly(years: Sequence[int], tightness: Tightness) -> Floats:
    """(T,) part of a total that comes new in each year, rising; sums to 1."""
    steps = 1.0 + tightness.yearly_growth * np.arange(len(years))
    return np.asarray(steps / steps.sum())


def levels(years: Sequence[int], tightness: Tightness) -> Floats:
    """(T,) part of a total that is open up to each year, rising to 1."""
    part = np.arange(1, len(years) + 1) / len(years)
    return np.asarray(tightness.first_level + (1 - tightness.first_level) * part)
