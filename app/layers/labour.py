"""Labour: the share of the people a city can offer by the year that no pairing has taken yet."""

from __future__ import annotations

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import city_use, share_left


def compute(data: LayerInput) -> LayerValues:
    """(bound - used) / bound of the city's labour row of that year."""
    return LayerValues(cities=share_left(city_use(data, "labour", "labour")))


LAYER = Layer(
    name="labour",
    compute=compute,
    unit="share",
    detail_unit="persons",
    breaks=(0.05, 0.2, 0.4, 0.7),
    delta_breaks=(0.02, 0.2),
)
