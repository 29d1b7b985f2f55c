"""Output gained: yearly output of the enterprises that the plan brings in by the year."""

from __future__ import annotations

from app.layers.data import LayerInput
from app.layers.gained import gained
from app.layers.layer import Layer, LayerValues

WAN_PER_100M = 10_000.0


def compute(data: LayerInput) -> LayerValues:
    """Output in 100 million yuan by city and park."""
    return gained(data, "output_wan_yuan", WAN_PER_100M)


LAYER = Layer(
    name="output",
    compute=compute,
    unit="100m_yuan",
    detail_unit="firms",
    breaks=(5, 20, 60, 150),
    delta_breaks=(1, 20),
)
