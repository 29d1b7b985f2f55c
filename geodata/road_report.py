"""What the road extract holds and how far off it is: the generated part of docs/ROADS.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.boundaries import counties, statistics
from geodata.road_graph import EXTRACT, RoadGraph, great_circle_km, road_graph
from geodata.roads import RoadAssumptions, Travel, travel

SEATS: dict[str, tuple[float, float]] = {
    "广州": (113.2597, 23.1318),
    "深圳": (114.0529, 22.5455),
    "珠海": (113.5710, 22.2739),
    "汕头": (116.6775, 23.3560),
    "韶关": (113.5918, 24.8132),
    "河源": (114.6963, 23.7462),
    "湛江": (110.3545, 21.2733),
    "东莞": (113.7468, 23.0237),
    "中山": (113.3875, 22.5187),
}
"""City government seats, lon and lat in WGS84 (converted from a public BD-09 list)."""


@dataclass(frozen=True)
class Reference:
    """A road distance from elsewhere: two cities and the range in km that was given for them."""

    origin: str
    destination: str
    low_km: float
    high_km: float

    @property
    def middle_km(self) -> float:
        """Middle of the range."""
        return (self.low_km + self.high_km) / 2


REFERENCES = (
    Reference("广州", "韶关", 210, 230),
    Reference("深圳", "河源", 180, 200),
    Reference("广州", "湛江", 420, 420),
    Reference("深圳", "汕头", 330, 350),
)
"""Ranges handed down without a source, never verified.  The length factor was fitted to them."""

ACROSS_THE_ESTUARY = (("深圳", "珠海"), ("东莞", "中山"), ("深圳", "湛江"))
"""Ways that need the Humen crossing, which the source graph lacks."""


def between_seats(
    pairs: Sequence[tuple[str, str]],
    *,
    graph: RoadGraph | None = None,
    assumptions: RoadAssumptions | None = None,
) -> Travel:
    """Ways between the seats of each pair, as arrays of shape (len(pairs),)."""
    ends = np.array([[SEATS[a], SEATS[b]] for a, b in pairs])
    found = travel(*ends[:, 0].T, *ends[:, 1].T, graph=graph, assumptions=assumptions, cache=False)
    diagonal = np.arange(len(pairs))
    return Travel(*(a[diagonal, diagonal] for a in (found.km, found.hours, found.estimated)))


def _raw(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Km in the source graph: neither joined nor stretched."""
    as_it_is = RoadAssumptions(length_factor=1.0)
    return between_seats(pairs, graph=road_graph().without_joins(), assumptions=as_it_is).km


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _extract_table() -> str:
    graph = road_graph()
    joined_km = graph.km[graph.joined]
    return _table(
        ("extract", "value"),
        [
            ("nodes", f"{len(graph.lon):,}"),
            ("edges (undirected)", f"{len(graph.km):,}"),
            ("total length, km", f"{graph.km.sum():,.0f}"),
            ("edges added by the repair", len(joined_km)),
            ("their total length, km", f"{joined_km.sum():.0f}"),
            ("those longer than 1 km", int((joined_km > 1).sum())),
            ("file size, kB", f"{EXTRACT.stat().st_size / 1000:.0f}"),
        ],
    )


def _reference_table() -> str:
    pairs = [(r.origin, r.destination) for r in REFERENCES]
    found, raw = between_seats(pairs), _raw(pairs)
    assumed = RoadAssumptions()
    rows = []
    for i, reference in enumerate(REFERENCES):
        (lon, lat), (to_lon, to_lat) = SEATS[reference.origin], SEATS[reference.destination]
        straight = float(great_circle_km(lon, lat, to_lon, to_lat))
        km = float(found.km[i])
        given = f"{reference.low_km:.0f}–{reference.high_km:.0f}"
        rows.append((
            f"{reference.origin}–{reference.destination}",
            given if reference.low_km < reference.high_km else f"~{reference.low_km:.0f}",
            f"{raw[i]:.0f}",
            f"{km:.0f}",
            f"{100 * (km / reference.middle_km - 1):+.1f} %",
            f"{found.hours[i]:.1f}",
            f"{straight:.0f}",
            f"{assumed.fallback_fixed_km + assumed.fallback_factor * straight:.0f}",
        ))  # fmt: skip
    header = (
        "pair", "range given, km", "source graph, km", "`travel`, km", "error against the middle",
        "`travel`, h (assumed speeds)", "great circle, km", "fallback, km",
    )  # fmt: skip
    return _table(header, rows)


def _estuary_table() -> str:
    raw, found = _raw(ACROSS_THE_ESTUARY), between_seats(ACROSS_THE_ESTUARY).km
    rows = [
        (f"{a}–{b}", f"{raw[i]:.0f}", f"{found[i]:.0f}")
        for i, (a, b) in enumerate(ACROSS_THE_ESTUARY)
    ]
    return _table(("pair", "source graph, km", "`travel`, km"), rows)


def _spread_table() -> str:
    places = statistics(counties())
    lon, lat = places["label_lon"].to_numpy(), places["label_lat"].to_numpy()
    _, access_km = road_graph().nearest(lon, lat, 1)
    found = travel(lon, lat, lon, lat, cache=False)
    apart = ~np.eye(len(lon), dtype=bool)
    straight = great_circle_km(lon[:, None], lat[:, None], lon, lat)[apart]
    km = found.km.astype(float)[apart]
    assumed = RoadAssumptions()
    off = np.abs((assumed.fallback_fixed_km + assumed.fallback_factor * straight) / km - 1) * 100
    return _table(
        ("between the label points of the 124 counties", "value"),
        [
            ("road km per great-circle km, median", f"{np.median(km / straight):.2f}"),
            ("the same, 99th percentile", f"{np.percentile(km / straight, 99):.2f}"),
            ("the same, largest", f"{(km / straight).max():.1f}"),
            ("fallback against graph, mean difference", f"{off.mean():.1f} %"),
            ("the same, 95th percentile", f"{np.percentile(off, 95):.0f} %"),
            ("straight km to the nearest node, median", f"{np.median(access_km):.1f}"),
            ("the same, largest", f"{access_km.max():.1f}"),
            ("pairs that needed the fallback", int(found.estimated.sum())),
        ],
    )


def report() -> str:
    """All tables as Markdown, from the shipped extract and the default assumptions."""
    tables = (_extract_table(), _reference_table(), _estuary_table(), _spread_table())
    return "\n\n".join(tables)
