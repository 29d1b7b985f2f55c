"""Which parks a made-up world has: a documented choice of real ones, then synthetic ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.generator import places
from geodata.generator.draws import normal, uniform
from geodata.generator.mix import MIX
from geodata.tables import ALL

# Weighs nothing in the choice of parks beyond the order in which people would name them.
TYPE_ORDER = (
    "demonstration", "special_cooperation_zone", "county", "cooperation_zone", "cluster", "other",
)  # fmt: skip
MEDIAN_AREA_KM2 = 5.0
AREA_SIGMA = 0.6
LEAD_DIVISIONS = 3


def choose_parks(
    count: int, seed: int, real: pd.DataFrame, cities: pd.DataFrame, first_year: int
) -> pd.DataFrame:
    """Table parks with `count` rows, the first of one fixed order: larger tables hold smaller ones.

    Order: real parks that receive and are open in first_year, one city after the other in turn
    (demonstration parks first); then those that open later; then those that do not receive
    (Huizhou, Jiangmen, Zhaoqing); then synthetic parks SP064, SP065, ... in counties of the
    receiving cities.  Rows are returned by park_id.  Raises ValueError if count is negative.
    """
    if count < 0:
        raise ValueError(f"cannot make {count} parks")
    chosen = _order(real, first_year)[:count]
    made = _synthetic(count - len(real), len(real) + 1, seed, real, cities)
    table = pd.concat([real.loc[chosen], made]) if len(made) else real.loc[chosen]
    table = table.drop(columns="source_row").sort_values("park_id", ignore_index=True)
    return ALL["parks"].complete(table)


def _order(real: pd.DataFrame, first_year: int) -> list[int]:
    kind = real["park_type"].map({name: i for i, name in enumerate(TYPE_ORDER)})
    table = pd.DataFrame(
        {
            "later": (real["open_year"] > first_year).astype(int),
            "shut": real["receives"].eq(False).fillna(False).astype(int),
            "kind": kind,
            "park_id": real["park_id"],
            "city": real["city_adcode"],
        }
    ).sort_values(["shut", "later", "kind", "park_id"])
    table["turn"] = table.groupby(["shut", "later", "city"]).cumcount()
    return list(table.sort_values(["shut", "later", "turn", "city"]).index)


def _synthetic(
    count: int, first_number: int, seed: int, real: pd.DataFrame, cities: pd.DataFrame
) -> pd.DataFrame:
    """`count` made-up parks in the receiving cities' counties, counties without a park first."""
    if count <= 0:
        return ALL["parks"].empty().drop(columns="source_row")
    counties = places.counties()
    receiving = cities[cities["role"].isin(["receiving", "both"])].set_index("city_adcode")
    pool = counties[counties["city_adcode"].isin(receiving.index)]
    taken = pool["adcode"].isin(real["county_adcode"])
    shuffle = pd.Series(uniform(seed, "park counties", len(pool)), index=pool.index)
    order = pd.DataFrame({"taken": taken, "draw": shuffle}).sort_values(["taken", "draw"]).index
    county = np.resize(order.to_numpy(), count)
    where = counties.loc[county]
    lon, lat = places.points(seed, "park point", county)
    number = np.arange(first_number, first_number + count)
    city = receiving.loc[where["city_adcode"].to_numpy()]
    area = MEDIAN_AREA_KM2 * np.exp(AREA_SIGMA * normal(seed, "park area", count))
    lead = _lead_divisions(count, seed)
    like = real.drop_duplicates("city_adcode").set_index("city_adcode")
    like = like.loc[where["city_adcode"].to_numpy()]
    return pd.DataFrame(
        {
            "park_id": [f"SP{n:03d}" for n in number],
            "name_zh": [
                f"演示园区{n:03d}（{c}）" for n, c in zip(number, where["name_zh"], strict=True)
            ],
            "name_en": [
                f"Demo park {n:03d} ({c})" for n, c in zip(number, city["name_en"], strict=True)
            ],
            "city_adcode": where["city_adcode"].to_numpy(),
            "county_adcode": where["adcode"].to_numpy(),
            "lon": lon,
            "lat": lat,
            "coord_basis": "park",
            "park_type": "county",
            "area_km2": np.round(area, 1),
            "lead_divisions": lead,
            "refused_divisions": [_chemical_refusal(divisions) for divisions in lead],
            "land_cost_wan_yuan_per_mu": like["land_cost_wan_yuan_per_mu"].to_numpy(),
            "plant_rent_yuan_m2_month": like["plant_rent_yuan_m2_month"].to_numpy(),
            "forest_share": like["forest_share"].to_numpy(),
            "coastal": False,
            "demonstration": False,
            "priority_divisions": like["priority_divisions"].to_numpy(),
            "source": f"synthetic seed {seed}",
            "confidence": "synthetic",
        }
    )


def _lead_divisions(count: int, seed: int) -> list[str]:
    """Per park LEAD_DIVISIONS different divisions, likelier the more enterprises they have."""
    divisions = np.array(list(MIX))
    weight = np.array(list(MIX.values()))
    key = uniform(seed, "park divisions", count, len(divisions)) ** (1.0 / weight)
    best = np.sort(np.argsort(-key, axis=1)[:, :LEAD_DIVISIONS], axis=1)
    return [";".join(divisions[row]) for row in best]


def _chemical_refusal(lead: str) -> str:
    return ";".join(code for code in ("25", "26") if code not in lead.split(";"))
