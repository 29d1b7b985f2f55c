"""MapView: what the map shows, in sheet metres; no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from app.exports.material import Material
from app.flows import city_points, flow_table
from app.map.geometry import project, project_shapes
from app.map.parks import area_pt2

TOP_FLOWS = 60
TOP_PARKS = 10
SPREAD_M, FARTHEST_M = 5_500.0, 14_000.0
"""How far from a county seat that they share parks are drawn at least and at most."""
METRES_PER_PT = 895.0
"""Scale of the sheet: about 1 : 2.5 million on A3."""


@dataclass(frozen=True, eq=False)
class MapView:
    """One plan as positions, counts and shapes."""

    material: Material

    @cached_property
    def counties(self) -> pd.DataFrame:
        """adcode, city_adcode, region, shape (metres)."""
        return county_shapes()

    @cached_property
    def cities(self) -> pd.DataFrame:
        """adcode, name, region, shape (metres), and x, y of the seat.

        A city that the world's table lacks has its Chinese name and a point inside it.
        """
        from geodata.boundaries import cities, label_points

        table = cities()
        inner = label_points(table)
        seats = city_points(self.material.case.world).reindex(table["adcode"])
        lon = seats["lon"].fillna(pd.Series(inner.x.to_numpy(), index=seats.index))
        lat = seats["lat"].fillna(pd.Series(inner.y.to_numpy(), index=seats.index))
        x, y = project(lon, lat)
        known = self.material.city_names
        names = zip(table["adcode"], table["name_zh"], strict=True)
        return pd.DataFrame(
            {
                "adcode": table["adcode"].to_numpy(),
                "name": [known.get(code, name) for code, name in names],
                "region": table["region"].to_numpy(),
                "shape": project_shapes(table.geometry.to_numpy()),
                "x": x,
                "y": y,
            }
        )

    @cached_property
    def parks(self) -> pd.DataFrame:
        """park_id, region, x, y, firms, at_seat, rank (1 = most firms, 0 = not among the first).

        Parks without coordinates are left out; parks at one and the same point are spread around
        it.
        """
        parks = self.material.parks
        regions = self.material.case.world["cities"].set_index("city_adcode")["region"]
        firms = self.material.plan.placements.groupby("park_id").size().reindex(parks.index)
        x, y = project(parks["lon"], parks["lat"])
        table = pd.DataFrame(
            {
                "park_id": parks.index,
                "region": parks["city_adcode"].map(regions).to_numpy(),
                "x": x,
                "y": y,
                "firms": firms.fillna(0).to_numpy(int),
                "at_seat": parks["coord_basis"].isin(["county_seat", "city_seat"]).to_numpy(bool),
            }
        )
        table = table[np.isfinite(table["x"])].reset_index(drop=True)
        order = table.sort_values(["firms", "park_id"], ascending=[False, True])
        table["rank"] = 0
        first = order.index[:TOP_PARKS][order["firms"].to_numpy()[:TOP_PARKS] > 0]
        table.loc[first, "rank"] = range(1, len(first) + 1)
        return spread(table)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """The TOP_FLOWS largest flows: region, firms, x0, y0 (city), x1, y1 (park as drawn)."""
        table = flow_table(self.material.plan, self.material.case.world)
        table = table[table["firms"] > 0].head(TOP_FLOWS)
        x0, y0 = project(table["from_lon"], table["from_lat"])
        drawn = self.parks.set_index("park_id").reindex(table["park_id"])
        return pd.DataFrame(
            {
                "region": table["region"].to_numpy(),
                "firms": table["firms"].to_numpy(int),
                "x0": x0,
                "y0": y0,
                "x1": drawn["x"].to_numpy(),
                "y1": drawn["y"].to_numpy(),
            }
        )

    @cached_property
    def all_flows(self) -> int:
        """How many city-to-park flows the plan has in all."""
        return len(flow_table(self.material.plan, self.material.case.world))


def county_shapes() -> pd.DataFrame:
    """Counties by adcode: adcode, city_adcode, region, shape (metres)."""
    from geodata.boundaries import counties

    return _shapes(counties())


def city_shapes() -> pd.DataFrame:
    """Cities by adcode, with the same columns as `county_shapes`."""
    from geodata.boundaries import cities

    return _shapes(cities())


def _shapes(table: Any) -> pd.DataFrame:
    named = {name: table[name].to_numpy() for name in ("adcode", "city_adcode", "region")}
    return pd.DataFrame({**named, "shape": project_shapes(table.geometry.to_numpy())})


def spread(parks: pd.DataFrame) -> pd.DataFrame:
    """Parks at one point (to the metre) moved onto a circle wide enough for their markers."""
    parks = parks.copy()
    most = float(parks["firms"].max()) if len(parks) else 1.0
    radius_m = np.sqrt(area_pt2(parks["firms"], most)) / 2 * METRES_PER_PT
    place = parks["x"].round().astype(str) + "/" + parks["y"].round().astype(str)
    for rows in place.groupby(place).groups.values():
        if len(rows) < 2:
            continue
        side_by_side = radius_m[parks.index.get_indexer(rows)].max() / np.sin(np.pi / len(rows))
        reach = float(np.clip(side_by_side, SPREAD_M, FARTHEST_M))
        angle = np.pi / 2 + 2 * np.pi * np.arange(len(rows)) / len(rows)
        parks.loc[rows, "x"] += reach * np.cos(angle)
        parks.loc[rows, "y"] += reach * np.sin(angle)
    return parks
