"""What a map of the province may show: one layer a file, listed here in the order of the menu.

A layer declares which data it reads, its value for every city, county or park, its unit, its fixed
classes and its words.  The web map and its print twin draw the same declaration.
"""

from __future__ import annotations

from difflib import get_close_matches

from app.errors import AppError
from app.layers import (
    duties,
    emission,
    jobs,
    labour,
    land,
    occupancy,
    output,
    port_time,
    predicted,
)
from app.layers.data import LayerInput, layer_input
from app.layers.delta import delta
from app.layers.layer import Layer, LayerValues

__all__ = ["ALL", "Layer", "LayerInput", "LayerValues", "delta", "layer", "layer_input"]

ALL: dict[str, Layer] = {
    one.name: one
    for one in (
        land.LAYER,
        occupancy.LAYER,
        *emission.LAYERS,
        labour.LAYER,
        output.LAYER,
        jobs.LAYER,
        duties.LAYER,
        port_time.LAYER,
        predicted.LAYER,
    )
}


def layer(name: str) -> Layer:
    """The layer of that name; raises AppError with the names nearest to it."""
    if name not in ALL:
        near = get_close_matches(name, ALL, n=3, cutoff=0.4) or list(ALL)
        raise AppError("unknown_layer", value=name, near=", ".join(near))
    return ALL[name]
