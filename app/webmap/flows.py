"""Flows of the web map: summed from sending city to park, and the difference of two plans."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.layers.data import LayerInput
from app.webmap.marks import ADDED, PLAIN, REMOVED, Flow

WIDEST_PX, NARROWEST_PX = 10.0, 1.0
MOST_SHOWN = 200


def pairs(data: LayerInput) -> dict[tuple[str, str], int]:
    """Number of enterprises by (sending city, park), up to the year of `data`."""
    placed = data.placed.dropna(subset=["city_adcode", "park_id"])
    counts = placed.groupby(["city_adcode", "park_id"]).size()
    return dict(zip(counts.index.tolist(), counts.tolist(), strict=True))


def flow_list(
    data: LayerInput, compare: LayerInput | None, cities: list[str], parks: list[str]
) -> tuple[Flow, ...]:
    """All flows between drawn cities and parks, most enterprises first.

    With `compare`: the differences compare - data; a flow that gains enterprises is ADDED with the
    number gained, one that loses is REMOVED with the number lost, an equal one is left out.
    """
    before = {} if compare is None else pairs(data)
    after = pairs(data if compare is None else compare)
    city_at = {code: i for i, code in enumerate(cities)}
    park_at = {code: i for i, code in enumerate(parks)}
    flows = []
    for city, park in before.keys() | after.keys():
        more = after.get((city, park), 0) - before.get((city, park), 0)
        if more and city in city_at and park in park_at:
            kind = PLAIN if compare is None else ADDED if more > 0 else REMOVED
            flows.append(Flow(city_at[city], park_at[park], abs(more), kind))
    return tuple(sorted(flows, key=lambda f: (-f.firms, f.kind, f.city, f.park)))


def width_px(firms: npt.ArrayLike, most: float) -> npt.NDArray[np.float64]:
    """Line width in pixels: proportional to the enterprises, never thinner than NARROWEST_PX."""
    return np.maximum(WIDEST_PX * np.asarray(firms, float) / max(most, 1.0), NARROWEST_PX)
