"""Legs: road distance and time from enterprises, parks and anchors to parks, to facilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.world import World
from matching.cells import numbers
from matching.rows import Floats


@dataclass(frozen=True, eq=False)
class Legs:
    """What of geography matching needs.

    km, hours: (E, P) float32, NaN where either end has no coordinates.  estimated: (E, P) bool,
    True where the figure comes from the great circle and not from the road graph.  facility_h:
    (P, F) float32 hours from each park to each row of the facilities table.  park_h: (P, P) float32
    hours between parks, None if not measured: only supply links need them.  anchor_h: (P, A)
    float32 hours from each park to each row of the anchors table, None where that has no rows.
    """

    km: npt.NDArray[np.float32]
    hours: npt.NDArray[np.float32]
    estimated: npt.NDArray[np.bool_]
    facility_h: npt.NDArray[np.float32]
    park_h: npt.NDArray[np.float32] | None = None
    anchor_h: npt.NDArray[np.float32] | None = None

    def check(self, enterprises: int, parks: int, facilities: int, anchors: int = 0) -> None:
        """Raises ValueError unless the shapes fit the tables."""
        if anchors and self.anchor_h is None:
            raise ValueError(f"legs: anchor_h is missing, the table anchors has {anchors} rows")
        for name, array, shape in (
            ("km", self.km, (enterprises, parks)),
            ("hours", self.hours, (enterprises, parks)),
            ("estimated", self.estimated, (enterprises, parks)),
            ("facility_h", self.facility_h, (parks, facilities)),
            ("park_h", self.park_h, (parks, parks)),
            ("anchor_h", self.anchor_h, (parks, anchors)),
        ):
            if array is not None and array.shape != shape:
                raise ValueError(f"legs: {name} has shape {array.shape}, the tables need {shape}")


class Travel(Protocol):
    """What `geodata.roads.travel` gives: km, hours and estimated, each (n, m)."""

    @property
    def km(self) -> npt.NDArray:
        """Kilometres."""

    @property
    def hours(self) -> npt.NDArray:
        """Hours."""

    @property
    def estimated(self) -> npt.NDArray:
        """Whether by great circle."""


Router = Callable[[Floats, Floats, Floats, Floats], Travel]
"""Measures roads: longitudes and latitudes of n origins, then of m destinations, all WGS84."""


def measure_legs(world: World, router: Router | None = None) -> Legs:
    """Legs of a world by `router` (default: the road graph); rows without a place give NaN."""
    if router is None:
        from geodata.roads import travel

        router = travel
    enterprises, parks = world["enterprises"], world["parks"]
    # Asked together: the searches start from the parks, so further origins cost next to nothing.
    anchors, linked = world["anchors"], parks.iloc[: len(parks) if len(world["links"]) else 0]
    origins = pd.concat([table[["lon", "lat"]] for table in (enterprises, linked, anchors)])
    km, hours, estimated = _between(router, origins, parks)
    _, facility_h, _ = _between(router, parks, world["facilities"])
    first, second = len(enterprises), len(enterprises) + len(linked)
    return Legs(
        km[:first], hours[:first], estimated[:first], facility_h,
        park_h=hours[first:second] if len(linked) else None,
        anchor_h=hours[second:].T.copy() if len(anchors) else None,
    )  # fmt: skip


def _between(
    router: Router, origins: pd.DataFrame, destinations: pd.DataFrame
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    shape = (len(origins), len(destinations))
    km = np.full(shape, np.nan, dtype=np.float32)
    hours = np.full(shape, np.nan, dtype=np.float32)
    estimated = np.zeros(shape, dtype=bool)
    (from_lon, from_lat), (to_lon, to_lat) = _points(origins), _points(destinations)
    here = np.flatnonzero(np.isfinite(from_lon) & np.isfinite(from_lat))
    there = np.flatnonzero(np.isfinite(to_lon) & np.isfinite(to_lat))
    if here.size and there.size:
        found = router(from_lon[here], from_lat[here], to_lon[there], to_lat[there])
        cells = np.ix_(here, there)
        km[cells], hours[cells], estimated[cells] = found.km, found.hours, found.estimated
    return km, hours, estimated


def _points(table: pd.DataFrame) -> tuple[Floats, Floats]:
    return numbers(table["lon"]), numbers(table["lat"])
