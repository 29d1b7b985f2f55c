"""Land headroom: industrial land that parks have been given by the year and not yet sold, in mu."""

from __future__ import annotations

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import amount_left, by_city, use_of


def compute(data: LayerInput) -> LayerValues:
    """Of a park: bound - used of its land row of that year; of a city: the sum over its parks."""
    parks = use_of(data, "park_land", "land_mu")
    return LayerValues(cities=amount_left(by_city(parks, data)), parks=amount_left(parks))


LAYER = Layer(
    name="land",
    compute=compute,
    unit="mu",
    detail_unit="mu",
    breaks=(200, 1000, 3000, 6000),
    delta_breaks=(10, 200),
)
