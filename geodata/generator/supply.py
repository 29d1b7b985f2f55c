"""Made-up supply of parks: new land, plant space, forest land and sea area by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.generator.draws import normal
from geodata.generator.spread import city_weight, park_weight, receiving_parks, yearly
from geodata.generator.tightness import Tightness
from geodata.tables import ALL


def make_supply(
    parks: pd.DataFrame,
    cities: pd.DataFrame,
    years: Sequence[int],
    needs: pd.Series,
    seed: int,
    tightness: Tightness,
) -> pd.DataFrame:
    """Table park_supply: one row per park and year; 0 where nothing comes, never empty.

    needs: see `demand`.  A city's land and plant space (`Tightness`, `city_weight`) is split among
    its parks by size with a random factor per park and year.  A park that is not open yet has 0,
    the others of its city get its part.
    """
    last = max(years)
    counts = receiving_parks(parks, cities, last).to_numpy()
    total = {}
    parts = {
        "land": (tightness.park_land, 1.0),
        "plant": (tightness.park_plant, tightness.plant_concentration),
    }
    for name, (part, power) in parts.items():
        share = _park_share(parks, years, seed, tightness, power)
        weight = city_weight(name, parks, cities, last, seed, tightness)
        of_city = parks["city_adcode"].map(weight).to_numpy() * part * needs[name]
        total[name] = of_city[:, None] * share
    coastal = parks["coastal"].fillna(False).to_numpy(dtype=bool)
    sea = np.where(coastal, park_weight(parks).to_numpy(), 0.0)
    sea_all = sea[counts].sum()
    sea = sea / sea_all * tightness.park_sea * needs["sea"] if sea_all else sea * 0.0
    forest = parks["forest_share"].fillna(0.0).to_numpy() * tightness.park_forest
    frame = pd.DataFrame(
        {
            "park_id": np.repeat(parks["park_id"].to_numpy(), len(years)),
            "year": np.tile(np.asarray(years), len(parks)),
            "land_mu": np.round(total["land"]).ravel(),
            "plant_m2": np.round(total["plant"], -2).ravel(),
            "forest_mu": np.round(total["land"] * forest[:, None]).ravel(),
            "sea_mu": np.round(sea[:, None] * _open_share(parks, years, tightness)).ravel(),
            "source": f"synthetic seed {seed}",
            "confidence": "synthetic",
        }
    )
    return ALL["park_supply"].complete(frame)


def _open_share(parks: pd.DataFrame, years: Sequence[int], tightness: Tightness) -> np.ndarray:
    """(parks, years) part of a year's new supply, 0 before the park opens and from its closing."""
    year = np.asarray(years)
    opened = parks["open_year"].fillna(0).to_numpy()[:, None] <= year
    closed = parks["close_year"].fillna(9999).to_numpy()[:, None] <= year
    return yearly(years, tightness) * (opened & ~closed)


def _park_share(
    parks: pd.DataFrame,
    years: Sequence[int],
    seed: int,
    tightness: Tightness,
    power: float,
) -> np.ndarray:
    """(parks, years) part of its city's total that each park gets in each year, by size**power."""
    size = park_weight(parks).to_numpy() ** power
    number = parks["park_id"].str.extract(r"(\d+)$", expand=False).astype(int).to_numpy()
    noise = np.stack([normal(seed, f"park supply {y}", number.max() + 1)[number] for y in years])
    weight = size[:, None] * np.exp(tightness.park_noise * noise.T)
    weight = weight * (_open_share(parks, years, tightness) > 0)
    city = parks["city_adcode"].to_numpy()
    whole = pd.DataFrame(weight).groupby(city).transform("sum").to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(whole > 0, weight / whole, 0.0)
    return part * yearly(years, tightness)
