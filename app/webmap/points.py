"""Enterprises as dots: places as whole numbers, so that 30,000 of them travel in a few messages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.layers.data import LayerInput
from app.webmap.ground import frame
from app.webmap.marks import Points, Way
from app.webmap.places import named
from geodata.words import Lang

MOST_POINTS = 30_000
MOST_NAMES = 5_000
"""Beyond this the names would weigh more than the map; the page shows the one that is selected."""


def enterprise_points(data: LayerInput, park_at: dict[str, int], lang: Lang) -> Points:
    """The first MOST_POINTS enterprises that have coordinates and lie within the frame."""
    firms = data.enterprises
    lon, lat = firms["lon"].to_numpy(float), firms["lat"].to_numpy(float)
    placed = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    x, y = frame().place(lon[placed], lat[placed])
    inside = (x >= 0) & (y >= 0) & (x <= frame().width) & (y <= frame().height)
    kept, x, y = placed[inside][:MOST_POINTS], x[inside][:MOST_POINTS], y[inside][:MOST_POINTS]
    ids = firms["enterprise_id"].iloc[kept].astype(str)
    goes = _goes_to(data, park_at)
    shown: tuple[str, ...] = ()
    if len(kept) <= MOST_NAMES:
        shown = tuple(named(firms.iloc[kept], "enterprise_id", lang).values())
    return Points(
        x.astype(np.int16),
        y.astype(np.int16),
        ids.map(goes).fillna(-1).to_numpy().astype(np.int16),
        tuple(ids),
        shown,
    )


def way_of(data: LayerInput, firm: str, park_at: dict[str, int], lang: Lang) -> Way | None:
    """The one enterprise; None if the run does not know it."""
    row = data.enterprises[data.enterprises["enterprise_id"] == firm]
    if not len(row):
        return None
    home = None
    lon, lat = float(row["lon"].iloc[0]), float(row["lat"].iloc[0])
    if np.isfinite(lon) and np.isfinite(lat):
        x, y = frame().place([lon], [lat])
        home = (int(x[0]), int(y[0]))
    return Way(
        named(row, "enterprise_id", lang)[firm], home, int(_goes_to(data, park_at).get(firm, -1))
    )


def _goes_to(data: LayerInput, park_at: dict[str, int]) -> pd.Series:
    """enterprise_id -> position of the park it is placed in."""
    placed = data.placed
    return pd.Series(
        placed["park_id"].map(park_at).to_numpy(), index=placed["enterprise_id"].astype(str)
    ).dropna()
