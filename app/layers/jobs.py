"""Jobs: people employed by the enterprises that the plan brings in by the year."""

from __future__ import annotations

from app.layers.data import LayerInput
from app.layers.gained import gained
from app.layers.layer import Layer, LayerValues


def compute(data: LayerInput) -> LayerValues:
    """Jobs by city and park."""
    return gained(data, "jobs_persons")


LAYER = Layer(
    name="jobs",
    compute=compute,
    unit="persons",
    detail_unit="firms",
    breaks=(1000, 3000, 10_000, 25_000),
    delta_breaks=(100, 2000),
)
