"""Time to the next port: road hours from county seats and parks to the nearest open harbour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import VALUE_COLUMNS, Layer, LayerValues, no_values


def compute(data: LayerInput) -> LayerValues:
    """Hours to the nearest sea or river port that is open in the year; note: its facility_id.

    A port counts from its opening year until the year before it closes, as in the matching.
    """
    hours = data.gateway_h
    assert hours is not None, "Layer.values asks first whether roads were measured"
    usable = hours[[port for port in hours.columns if port in _open(data)]]
    if not usable.shape[1]:
        return LayerValues()
    reached = usable[usable.notna().any(axis=1)]
    nearest = np.nanargmin(reached.to_numpy(), axis=1)
    table = pd.DataFrame(
        {
            "value": reached.min(axis=1),
            "used": np.nan,
            "bound": np.nan,
            "note": usable.columns.to_numpy()[nearest],
        },
        index=reached.index,
    )[list(VALUE_COLUMNS)]
    parks = table[table.index.isin(data.parks["park_id"])]
    counties = table[~table.index.isin(data.parks["park_id"])]
    return LayerValues(cities=no_values(), counties=counties, parks=parks)


def _open(data: LayerInput) -> set[str]:
    """Facilities that serve in the year of the map."""
    year, table = data.last_year, data.facilities
    if year is None:
        return set(table["facility_id"])
    opened = table["open_year"].astype(float).fillna(-np.inf) <= year
    still = table["close_year"].astype(float).fillna(np.inf) > year
    return set(table.loc[opened & still, "facility_id"])


LAYER = Layer(
    name="port_time",
    compute=compute,
    unit="h",
    breaks=(1.0, 1.5, 2.5, 4.0),
    delta_breaks=(0.1, 0.5),
    needs="roads",
    better="down",
)
