"""The difference of two runs in one layer."""

from __future__ import annotations

import pandas as pd

from app.layers.data import LayerInput
from app.layers.layer import VALUE_COLUMNS, Layer, LayerValues


def delta(layer: Layer, a: LayerInput, b: LayerInput) -> LayerValues:
    """Value of b minus value of a; used: a's value, bound: b's.

    A place that one of the two has no figure for has no difference (NaN), which is not 0.
    """
    first, second = layer.values(a), layer.values(b)
    return LayerValues(
        cities=_difference(first.cities, second.cities),
        counties=_difference(first.counties, second.counties),
        parks=_difference(first.parks, second.parks),
    )


def _difference(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    places = a.index.union(b.index)
    before, after = a["value"].reindex(places), b["value"].reindex(places)
    table = pd.DataFrame({"value": after - before, "used": before, "bound": after, "note": ""})
    return table[list(VALUE_COLUMNS)]
