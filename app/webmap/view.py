"""MapView: what one map shows, ready to draw; the declaration that screen and print share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import pandas as pd

from app.layers import delta
from app.layers import layer as layer_named
from app.layers.classes import Classes, classes, delta_classes
from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.webmap import places
from app.webmap.flows import MOST_SHOWN, flow_list
from app.webmap.marks import Area, City, Flow, Park, Points, Way
from app.webmap.points import enterprise_points, way_of
from app.webmap.words import Writer
from geodata.words import Lang, say

Level = Literal["none", "city", "county"]


class Selection(NamedTuple):
    """What is selected: kind and its city_adcode, park_id or enterprise_id."""

    kind: Literal["city", "park", "enterprise"]
    id: str


@dataclass(frozen=True, eq=False)
class MapView:
    """One map.

    level: which outlines the layer colours; areas: adcode -> Area.  flows: all of them, most
    enterprises first, of which the first `top` are shown until something is selected.  most: number
    of enterprises of the widest flow.  way: the enterprise selected from outside.
    """

    lang: Lang
    title: str
    layer: str
    delta: bool
    classes: Classes | None
    note: str
    level: Level
    areas: dict[str, Area]
    cities: tuple[City, ...]
    parks: tuple[Park, ...]
    flows: tuple[Flow, ...]
    top: int
    points: Points | None
    selected: Selection | None
    way: Way | None
    notes: tuple[str, ...]
    badge: str
    large: bool

    @property
    def most(self) -> int:
        """Enterprises of the widest flow; the widths of all flows are relative to it."""
        return max((flow.firms for flow in self.flows), default=0)

    @property
    def shown_flows(self) -> tuple[Flow, ...]:
        """The flows that are drawn while nothing is selected."""
        return self.flows[: self.top]

    @cached_property
    def payload(self) -> bytes:
        """The map as JSON for the browser; the same view gives the same bytes."""
        from app.webmap.payload import payload

        return payload(self)

    @property
    def alt(self) -> str:
        """The map in one paragraph, for those who do not see it."""
        return Writer(self.lang).alt(self)

    def table(self) -> pd.DataFrame:
        """The figures of the layer beside the map, largest first; without a layer: the flows."""
        from app.webmap.beside import flow_rows, value_rows

        return value_rows(self) if self.classes else flow_rows(self)


def map_view(
    data: LayerInput, layer: str | None = None, lang: Lang = "zh", *,
    compare: LayerInput | None = None, flows: int = 60, points: bool = False,
    selected: Selection | None = None, large: bool = False, title: str = "",
) -> MapView:  # fmt: skip
    """The view of one run, or of the difference of two (compare - data).

    layer: a name in `app.layers.ALL`, None for regions alone.  flows: how many of the largest flows
    from city to park are shown, 0 to 200.  points: all enterprises as dots.  selected: chosen
    outside the map (a table, the address bar).  large: type for a meeting room.  Raises AppError
    for an unknown layer, or one whose data are not there.
    """
    if not 0 <= flows <= MOST_SHOWN:
        raise ValueError(f"flows must lie between 0 and {MOST_SHOWN}, not {flows}")
    chosen = None if layer is None else layer_named(layer)
    values, ranks = _figures(chosen, data, compare, lang)
    writer = Writer(lang, chosen, delta=compare is not None, names=places.names_of(data, lang))
    parks = places.park_marks(data, compare, values, ranks, writer)
    cities = places.city_marks(data, compare, lang)
    park_at = {park.park_id: i for i, park in enumerate(parks)}
    firm = selected.id if selected is not None and selected.kind == "enterprise" else None
    newest = data if compare is None else compare
    return MapView(
        lang=lang,
        title=title or (ranks.heading if ranks else say("webmap.title", lang)),
        layer=layer or "",
        delta=compare is not None,
        classes=ranks,
        note=chosen.note(lang) if chosen else "",
        level=_level(values),
        areas=_areas(values, ranks, writer),
        cities=cities,
        parks=parks,
        flows=flow_list(data, compare, [c.code for c in cities], [p.park_id for p in parks]),
        top=flows,
        points=enterprise_points(newest, park_at, lang) if points else None,
        selected=selected,
        way=None if firm is None else way_of(newest, firm, park_at, lang),
        notes=_notes(data, compare, chosen, lang),
        badge=say("map.demo", lang) if newest.synthetic or data.synthetic else "",
        large=large,
    )


def _figures(
    layer: Layer | None, data: LayerInput, compare: LayerInput | None, lang: Lang
) -> tuple[LayerValues, Classes | None]:
    if layer is None:
        return LayerValues(), None
    if compare is None:
        return layer.values(data), classes(layer, lang)
    return delta(layer, data, compare), delta_classes(layer, lang)


def _level(values: LayerValues) -> Level:
    """Counties where the layer knows them, else cities."""
    if len(values.counties):
        return "county"
    return "city" if len(values.cities) else "none"


def _areas(values: LayerValues, ranks: Classes | None, writer: Writer) -> dict[str, Area]:
    """The outlines the layer colours; what is not among them has no data."""
    if ranks is None:
        return {}
    table = values.counties if len(values.counties) else values.cities
    found = ranks.of(table["value"])
    return {
        str(row.Index): Area(int(cls), *writer.said(row), float(row.value))  # type: ignore[arg-type]
        for row, cls in zip(table.itertuples(), found, strict=True)
    }


def _notes(
    data: LayerInput, compare: LayerInput | None, layer: Layer | None, lang: Lang
) -> tuple[str, ...]:
    """What every map carries: that it is not reviewed, its sources, and what it was made from."""
    year = data.last_year if compare is None else compare.last_year
    made = say("webmap.made", lang, year=year if year is not None else "-",
               fingerprints=_fingerprints(data, compare, lang))  # fmt: skip
    source = say("map.note.source", lang)
    if layer is not None and layer.needs == "roads":
        source = f"{source} {say('webmap.roads', lang)}"
    return (say("map.note.warning", lang), source, made)


def _fingerprints(data: LayerInput, compare: LayerInput | None, lang: Lang) -> str:
    """Of the result, where there is one, and of the data; of both runs of a comparison."""
    both = [data] if compare is None else [data, compare]
    found = {
        "result": [one.fingerprint for one in both if one.fingerprint],
        "data": list(dict.fromkeys(one.data_fingerprint for one in both if one.data_fingerprint)),
    }
    return " · ".join(
        say(f"webmap.made_{kind}", lang, fingerprint=" → ".join(several))
        for kind, several in found.items()
        if several
    )
