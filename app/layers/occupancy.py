"""Park occupancy: land sold by the year as a share of the land the park has been given by then."""

from __future__ import annotations

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import by_city, share_used, use_of


def compute(data: LayerInput) -> LayerValues:
    """Of a park: used / bound of its land row; of a city: sum of used / sum of bound."""
    parks = use_of(data, "park_land", "land_mu")
    return LayerValues(cities=share_used(by_city(parks, data)), parks=share_used(parks))


LAYER = Layer(
    name="occupancy",
    compute=compute,
    unit="share",
    detail_unit="mu",
    breaks=(0.2, 0.5, 0.8, 0.95),
    delta_breaks=(0.02, 0.2),
    better="neither",
)
