"""What pairings bring to the place that receives them, summed up to the year."""

from __future__ import annotations

import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import VALUE_COLUMNS, LayerValues


def gained(data: LayerInput, column: str, per_unit: float = 1.0) -> LayerValues:
    """Sum of the enterprises' `column` / per_unit by park and by the park's city.

    used: number of enterprises.  A park, or a city with parks, that receives nothing has 0; cities
    without parks have no data.  Unknown figures of enterprises count as 0, so a sum is a least.
    """
    placed = data.placed.assign(value=data.placed[column].fillna(0.0) / per_unit, used=1.0)

    def table(key: str, places: list[str]) -> pd.DataFrame:
        sums = placed.groupby(key)[["value", "used"]].sum().reindex(places, fill_value=0.0)
        return sums.assign(bound=float("nan"), note="")[list(VALUE_COLUMNS)]

    return LayerValues(
        cities=table("park_city_adcode", data.hosts),
        parks=table("park_id", [str(park) for park in data.park_city.index]),
    )
