"""The table that stands beside a map: the same figures, for reading, sorting and screen readers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from app.webmap.marks import PLAIN_PARK
from geodata.words import say

if TYPE_CHECKING:
    from app.webmap.view import MapView


def value_rows(view: MapView, *, by_size: bool = False) -> pd.DataFrame:
    """Place, kind of place, value and class in words; largest figure first, no data last.

    by_size: the largest change first, whichever way it goes.
    """
    from app.webmap.ground import ground_names

    ranks, lang = view.classes, view.lang
    assert ranks is not None, "only maps with a layer have values"
    texts = [*ranks.texts, ranks.no_data]
    cities = {city.code: city.name for city in view.cities}
    counties = ground_names(lang)
    rows: list[tuple[str, str, str, str, float]] = [
        (cities.get(code) or counties.get(code, code), view.level, area.value, texts[area.cls],
         area.figure)
        for code, area in view.areas.items()
    ]  # fmt: skip
    rows += [
        (park.name, "park", park.value, texts[park.cls], park.figure)
        for park in view.parks
        if park.cls != PLAIN_PARK and park.value
    ]
    rows.sort(key=lambda row: _order(row[4], by_size))
    heads = [say(f"webmap.head.{name}", lang) for name in ("place", "kind", "value", "class")]
    kinds = {kind: say(f"webmap.kind.{kind}", lang) for kind in ("city", "county", "park")}
    return pd.DataFrame(
        [(place, kinds[kind], value, text) for place, kind, value, text, _ in rows], columns=heads
    )


def flow_rows(view: MapView) -> pd.DataFrame:
    """Sending city, park and enterprises of all flows, most enterprises first."""
    heads = [say(f"webmap.head.{name}", view.lang) for name in ("from", "to", "firms")]
    sign = {0: 1, 1: 1, 2: -1}
    return pd.DataFrame(
        [
            (view.cities[flow.city].name, view.parks[flow.park].name, sign[flow.kind] * flow.firms)
            for flow in view.flows
        ],
        columns=heads,
    )


def _order(figure: float, by_size: bool) -> tuple[bool, float]:
    """Sort key: figures before gaps, then downwards."""
    if math.isnan(figure):
        return True, 0.0
    return False, -abs(figure) if by_size else -figure
