"""A plan for maps without solving: enterprises of the shipped world sent to parks in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from app.layers import LayerInput, layer_input
from geodata.shipped import shipped_world


def spread_plan(firms: int = 1500, years: tuple[int, ...] = (2016, 2018, 2020)) -> pd.DataFrame:
    """Enterprise i of the list goes to park (7 i + i // 40) mod P, in the years in turn."""
    world = shipped_world()
    ids, parks = world["enterprises"]["enterprise_id"], world["parks"]["park_id"]
    number = np.arange(min(firms, len(ids)))
    return pd.DataFrame(
        {
            "enterprise_id": ids.to_numpy()[number],
            "park_id": parks.to_numpy()[(7 * number + number // 40) % len(parks)],
            "year": np.array(years)[number % len(years)],
        }
    )


def limits_for(pairings: pd.DataFrame) -> pd.DataFrame:
    """Limits in the form of `Plan.limits` for the layers of land, labour and COD.

    A park has 100 mu for every pairing it got and a third of it is used, and so on: figures that
    differ by place.
    """
    world = shipped_world()
    parks = world["parks"].set_index("park_id")
    got = pairings.groupby("park_id").size().reindex(parks.index, fill_value=0)
    city = got.groupby(parks["city_adcode"]).sum()
    rows = [
        ("park_land", "land_mu", park, 2020, 100.0 * n + 50, 100.0 * n * (i % 10) / 9)
        for i, (park, n) in enumerate(got.items())
    ]
    for rule, resource in (("labour", "labour"), ("emission", "cod")):
        rows += [
            (rule, resource, code, 2020, 10.0 * n + 1, 10.0 * n * (i % 7) / 6)
            for i, (code, n) in enumerate(city.items())
        ]
    return pd.DataFrame(rows, columns=["rule", "resource", "scope", "year", "bound", "used"])


def demo_input(firms: int = 1500) -> LayerInput:
    """The shipped world with `spread_plan`."""
    pairings = spread_plan(firms)
    return replace(
        layer_input(shipped_world()), pairings=pairings, limits=limits_for(pairings)
    )  # fmt: skip


def crowded(points: int, parks: int) -> LayerInput:
    """As many enterprises and parks as asked for: the shipped ones, repeated nearby."""
    data = demo_input()
    again = -(-points // len(data.enterprises))
    rng = np.random.default_rng(2016)
    firms = pd.concat([data.enterprises] * again, ignore_index=True).iloc[:points].copy()
    firms["enterprise_id"] = [f"E{i}" for i in range(len(firms))]
    for axis in ("lon", "lat"):
        firms[axis] = firms[axis].astype(float) + rng.normal(0, 0.08, len(firms))
    many = pd.concat([data.parks] * (-(-parks // len(data.parks))), ignore_index=True)
    many = many.iloc[:parks].copy()
    many["park_id"] = [f"P{i}" for i in range(len(many))]
    number = np.arange(len(firms))
    pairings = pd.DataFrame(
        {
            "enterprise_id": firms["enterprise_id"],
            "park_id": many["park_id"].to_numpy()[(7 * number + number // 40) % len(many)],
            "year": 2020,
        }
    )
    return replace(
        data, enterprises=firms, parks=many, pairings=pairings, limits=limits_for(spread_plan())
    )  # fmt: skip
