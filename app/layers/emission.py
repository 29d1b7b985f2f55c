"""Emission headroom: the share of a city's allowance for incoming enterprises that is left."""

from __future__ import annotations

from functools import partial

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import city_use, share_left

POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")


def compute(data: LayerInput, pollutant: str) -> LayerValues:
    """(bound - used) / bound of the city's row of that pollutant and year."""
    return LayerValues(cities=share_left(city_use(data, "emission", pollutant)))


LAYERS = tuple(
    Layer(
        name=f"emission_{pollutant}",
        compute=partial(compute, pollutant=pollutant),
        unit="share",
        detail_unit="t",
        breaks=(0.05, 0.2, 0.4, 0.7),
        delta_breaks=(0.02, 0.2),
        subject=pollutant,
        text="emission",
    )
    for pollutant in POLLUTANTS
)
