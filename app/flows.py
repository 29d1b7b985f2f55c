"""Flows of a plan, summed from sending city to park; what maps and map layers draw."""

from __future__ import annotations

import pandas as pd

from geodata.world import World
from matching.plan import Plan

FLOW_COLUMNS = (
    "city_adcode", "park_id", "park_city_adcode", "region", "firms", "output_wan_yuan",
    "jobs_persons", "from_lon", "from_lat", "to_lon", "to_lat",
)  # fmt: skip


def city_points(world: World) -> pd.DataFrame:
    """Seats of the cities in WGS84, indexed by adcode: name_zh, name_en, region, lon, lat.

    Where the world states no coordinates, a point inside the city's mainland stands in.
    """
    return seats(world["cities"])


def seats(table: pd.DataFrame) -> pd.DataFrame:
    """`city_points` of a table of cities."""
    cities = table.set_index("city_adcode")
    points = cities[["name_zh", "name_en", "region", "lon", "lat"]].copy()
    open_ones = points["lon"].isna() | points["lat"].isna()
    if open_ones.any():
        from geodata.boundaries import cities as city_shapes
        from geodata.boundaries import label_points

        shapes = city_shapes().set_index("city_adcode")
        inner = label_points(shapes).reindex(points.index[open_ones])
        points.loc[open_ones, "lon"] = inner.x.to_numpy()
        points.loc[open_ones, "lat"] = inner.y.to_numpy()
    return points


def flow_table(plan: Plan, world: World) -> pd.DataFrame:
    """One row per sending city and park, most firms first; columns FLOW_COLUMNS.

    region is that of the receiving city.  Enterprises whose city is unknown, and parks without
    coordinates, have no line; the count of firms in the pairings is the full one.
    """
    firms = world["enterprises"].set_index("enterprise_id")
    parks = world["parks"].set_index("park_id")
    points = city_points(world)
    placed = plan.placements
    table = pd.DataFrame(
        {
            "city_adcode": firms["city_adcode"].reindex(placed["enterprise_id"]).to_numpy(),
            "park_id": placed["park_id"].to_numpy(),
            "firms": 1,
            "output_wan_yuan": firms["output_wan_yuan"].reindex(placed["enterprise_id"]).to_numpy(),
            "jobs_persons": firms["jobs_persons"].reindex(placed["enterprise_id"]).to_numpy(),
        }
    )
    flows = table.groupby(["city_adcode", "park_id"], as_index=False).sum()
    park = parks.reindex(flows["park_id"])
    home = points.reindex(flows["city_adcode"])
    flows["park_city_adcode"] = park["city_adcode"].to_numpy()
    flows["region"] = points["region"].reindex(flows["park_city_adcode"]).to_numpy()
    flows["from_lon"], flows["from_lat"] = home["lon"].to_numpy(), home["lat"].to_numpy()
    flows["to_lon"], flows["to_lat"] = park["lon"].to_numpy(), park["lat"].to_numpy()
    drawn = flows.dropna(subset=["from_lon", "from_lat", "to_lon", "to_lat"])
    return drawn[list(FLOW_COLUMNS)].sort_values(
        ["firms", "city_adcode", "park_id"], ascending=[False, True, True], ignore_index=True
    )
