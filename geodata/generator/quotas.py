"""Made-up quotas of cities and of the province by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.generator.margins import sending_weights
from geodata.generator.spread import city_weight, levels, yearly
from geodata.generator.tightness import Tightness
from geodata.tables import ALL

PROVINCE = "440000"
FLOWS = ("land_general", "land_special", "forest", "sea")
LEVELS = ("cod", "nh3n", "so2", "nox", "voc", "energy", "labour")
UNITS = {
    "land_general": "mu", "land_special": "mu", "forest": "mu", "sea": "mu", "energy": "tce",
    "labour": "persons", "fund_in": "wan_yuan", "fund_out": "wan_yuan",
}  # fmt: skip
# Provincial money by year, 100m yuan: 135 for 2013-2017, then 210 for 2017-2020 (documented).
FUND_BY_YEAR = {2016: 27.0}
FUND_LATER = 52.5


def make_quotas(
    parks: pd.DataFrame,
    cities: pd.DataFrame,
    duties: pd.DataFrame,
    years: Sequence[int],
    needs: pd.Series,
    seed: int,
    tightness: Tightness,
) -> pd.DataFrame:
    """Table city_quotas: every kind for every city that has parks, the funds, all years.

    parks, cities: what `city_weight` reads.  duties: relations; their sending cities have a
    fund_out.  needs: see `demand`.  A city without a coastal park has no sea row.
    """
    last = max(years)
    coast = set(parks.loc[parks["coastal"].fillna(False).astype(bool), "city_adcode"])
    rows: list[tuple[str, int, str, float]] = []
    for kind in (*FLOWS, *LEVELS):
        weight = city_weight(kind, parks, cities, last, seed, tightness)
        if kind == "sea":
            weight = weight[weight.index.isin(coast)]
            weight = weight / weight.sum() if len(weight) else weight
        profile = yearly(years, tightness) if kind in FLOWS else levels(years, tightness)
        total = tightness.of_demand[kind] * needs[kind]
        digits = 1 if kind in ("cod", "nh3n", "so2", "nox", "voc") else 0
        for city, part in weight.items():
            values = np.round(total * part * profile, digits)
            rows += [(str(city), y, kind, v) for y, v in zip(years, values, strict=True)]
    rows += _funds(cities, duties, years, needs, tightness)
    frame = pd.DataFrame(rows, columns=["city_adcode", "year", "kind", "value"])
    frame["unit"] = frame["kind"].map(UNITS).fillna("t")
    frame["source"] = f"synthetic seed {seed}"
    frame["confidence"] = "synthetic"
    frame = frame.sort_values(["city_adcode", "kind", "year"], ignore_index=True)
    return ALL["city_quotas"].complete(frame)


def _funds(
    cities: pd.DataFrame,
    duties: pd.DataFrame,
    years: Sequence[int],
    needs: pd.Series,
    tightness: Tightness,
) -> list[tuple[str, int, str, float]]:
    """fund_in of the province by year, fund_out of each sending city that has a counterpart."""
    profile = np.array([FUND_BY_YEAR.get(year, FUND_LATER) for year in years])
    into = tightness.of_demand["fund_in"] * needs["fund_in"] * profile / profile.sum()
    rows = [(PROVINCE, y, "fund_in", v) for y, v in zip(years, np.round(into), strict=True)]
    weight = sending_weights(cities)
    weight = weight[weight.index.isin(duties["sending_adcode"])]
    out = tightness.of_demand["fund_out"] * needs["fund_out"] * yearly(years, tightness)
    for city, part in weight.items():
        rows += [
            (str(city), y, "fund_out", round(v * part)) for y, v in zip(years, out, strict=True)
        ]
    return rows
