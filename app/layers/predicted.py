"""Predicted minus recommended: what the simulation expects against what the plan recommends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import Layer, LayerValues
from app.layers.limits import by_city, with_value
from simulation.outcome import PARK_FIGURES


def compute(data: LayerInput) -> LayerValues:
    """Of a park: mean projects signed by the end of the year - enterprises the plan places by then.

    used: predicted, bound: recommended; cities are sums of their parks.  The simulation goes on
    after the plan's last year, which then stands as it is.
    """
    outcome = data.outcome
    assert outcome is not None, "Layer.values asks first whether there is an outcome"
    year = outcome.years[-1] if data.last_year is None else data.last_year
    at = int(np.clip(np.searchsorted(outcome.years, year), 0, len(outcome.years) - 1))
    signed = outcome.parks[:, at, :, PARK_FIGURES.index("signed_projects")]
    places = list(outcome.park_id)
    placed = data.placed["park_id"].value_counts().reindex(places, fill_value=0)
    parks = pd.DataFrame(
        {"used": signed.mean(axis=0, dtype=float), "bound": placed.to_numpy(float)}, index=places
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
    breaks=(-100, -10, 10, 100),
    delta_breaks=(2, 20),
    needs="outcome",
    better="neither",
    diverging=True,
)
