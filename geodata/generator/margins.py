"""How many made-up enterprises sit in each sending city: the real margins behind the draw."""

from __future__ import annotations

import pandas as pd

# Huizhou, Jiangmen and Zhaoqing belong to the Pearl River Delta but host transfer parks themselves,
# so fewer of their enterprises are expected to leave.  Assumption.
PERIPHERY = ("441300", "440700", "441200")
PERIPHERY_FACTOR = 0.3


def sending_weights(cities: pd.DataFrame) -> pd.Series:
    """Share of enterprises by sending city, indexed by adcode in ascending order; sums to 1.

    cities: table cities.  A city's weight is the mean of its shares in the industrial value added
    and in the wage bill (2017 Q1) of all sending cities, times PERIPHERY_FACTOR where it applies.
    Raises ValueError if a sending city lacks one of the two figures.
    """
    sending = cities[cities["role"].isin(["sending", "both"])]
    table = sending.set_index("city_adcode").sort_index()
    figures = table[["industrial_va_100m_yuan", "wage_bill_100m_yuan"]].astype("float64")
    if len(figures) == 0 or bool(figures.isna().any(axis=None)):
        raise ValueError("every sending city needs industrial value added and wage bill")
    weight = (figures / figures.sum()).mean(axis=1)
    weight[weight.index.isin(PERIPHERY)] *= PERIPHERY_FACTOR
    return weight / weight.sum()
