"""What the enterprises that may move would need if every one of them found a place."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

# The rates of the default policy: part of the investment that the two sides support.
SUPPORT_IN, SUPPORT_OUT = 0.03, 0.02

NEED_OF_KIND = {
    "cod": "cod_t", "nh3n": "nh3n_t", "so2": "so2_t", "nox": "nox_t", "voc": "voc_t",
    "energy": "energy_tce", "labour": "jobs_persons", "sea": "sea_mu",
}  # fmt: skip


def movable(enterprises: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Enterprises without a gate against them that can move by the last of `years`."""
    closed = (
        enterprises["outdated_capacity"].fillna(False).astype(bool)
        | ~enterprises["social_duty_ok"].fillna(True).astype(bool)
        | (enterprises["credit_class"] == "dishonest")
        | (enterprises["earliest_year"] > max(years))
    )
    return enterprises[~closed]


def demand(enterprises: pd.DataFrame, years: Sequence[int], forest_share: float) -> pd.Series:
    """Total need by kind of quota, plus "land" and "plant", each in the unit of its column.

    forest_share: mean part of park land that is forest land.
    """
    need = movable(enterprises, years)
    total = {kind: need[column].sum() for kind, column in NEED_OF_KIND.items()}
    land, investment = need["land_mu"].sum(), need["investment_wan_yuan"].sum()
    return pd.Series(
        total
        | {
            "land": land,
            "land_general": land,
            "land_special": land,
            "plant": need["plant_m2"].sum(),
            "forest": land * forest_share,
            "fund_in": investment * SUPPORT_IN,
            "fund_out": investment * SUPPORT_OUT,
        }
    )
