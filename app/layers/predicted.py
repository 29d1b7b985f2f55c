"""Predicted minus recommended: what the simulation expects against what the plan recommends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import by_city, with_value


def compute(data: LayerInput) -> LayerValues:
    """Of a park: mean predicted moves (signed or further, at the end) - moves the plan places.

    used: predicted, bound: recommended; cities are sums of their parks.  Over the whole simulated
    time: the chosen year does not matter.
    """
    outcome = data.outcome
    assert outcome is not None, "Layer.values asks first whether there is an outcome"
    parks = pd.DataFrame(
        {
            "used": outcome.predicted_moves,
            "bound": np.asarray(outcome.recommended_moves, dtype=float),
        },
        index=list(outcome.park_id),
    )
    cities = by_city(parks, data)
    return LayerValues(
        cities=with_value(cities, cities["used"] - cities["bound"]),
        parks=with_value(parks, parks["used"] - parks["bound"]),
    )


LAYER = Layer(
    name="predicted",
    compute=compute,
    unit="firms",
    detail_unit="firms",
    breaks=(-30, -3, 3, 30),
    delta_breaks=(2, 20),
    needs="outcome",
    better="neither",
    diverging=True,
)
