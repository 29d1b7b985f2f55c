"""Limits that are used up or nearly so, each over all years in which it is, with its price."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.exports.labels import limit_unit, resource_label, rule_label
from app.exports.material import Material
from app.exports.meeting.content.words import figure, percent, records, word, years
from app.exports.meeting.grid import Grid
from app.exports.meeting.measure import plain

NEARLY = 0.9
"""From this share used on, a limit is worth the meeting's time."""


def limits_used(material: Material) -> pd.DataFrame:
    """One line per rule, resource and scope: the year in which the limit is tightest.

    Columns of `Plan.limits`, share (used / bound), binding_years (text; "-" = none).  Only "<="
    limits with a bound above 0.  Used up ones first, the dearest (price times bound: points the
    whole limit stands for) before the others, then by share.
    """
    limits = material.plan.limits
    table = limits[(limits["sense"] == "<=") & (limits["bound"].astype(float) > 0)].copy()
    table["share"] = table["used"].astype(float) / table["bound"].astype(float)
    price = table["shadow_price_points"].astype(float)
    table["worth"] = (price.fillna(0.0) * table["bound"].astype(float)).round(9)
    table["binding"] = table["binding"].astype(bool)
    table = table.sort_values(
        ["binding", "worth", "share", "name"], ascending=[False, False, False, True]
    )
    key = ["rule", "resource", "scope"]
    bound_years = (
        table[table["binding"]]
        .groupby(key)["year"]
        .agg(years)
        .rename("binding_years")
        .reset_index()
    )
    tightest = table.drop_duplicates(key).merge(bound_years, on=key, how="left")
    tightest["binding_years"] = tightest["binding_years"].fillna("-")
    return tightest.reset_index(drop=True)


def limits_grid(material: Material, most: int) -> Grid:
    """The `most` tightest limits, at least `NEARLY` used."""
    lang, table = material.lang, limits_used(material)
    close = table[table["share"] >= NEARLY]
    shown = close.head(most)
    rows = [
        [rule_label(row.rule, material), resource_label(row.resource, material),
         plain(material.scope_name(str(row.scope))),
         str(row.year) if row.year else "-", figure(row.bound, _digits(row.bound)),
         figure(row.used, _digits(row.bound)), limit_unit(str(row.unit), material),
         percent(row.share, 1), row.binding_years, price_text(row.shadow_price_points)]
        for row in records(shown)
    ]  # fmt: skip
    keys = ("rule", "resource", "scope", "year", "bound", "used", "unit", "used_share",
            "binding_years", "price")  # fmt: skip
    used_up = int(table["binding"].sum())
    note = word(
        "limits.note", lang, shown=len(shown), close=len(close), binding=used_up,
        nearly=f"{NEARLY:.0%}",
    )  # fmt: skip
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows,
        (1.4, 1.5, 2.7, 0.7, 1.1, 1.1, 1.0, 0.95, 1.3, 1.4), frozenset({4, 5, 7, 9}), notes=[note],
    )  # fmt: skip


def price_text(price: float) -> str:
    """Points per unit with three significant digits; "-" where not known."""
    return "-" if price is None or np.isnan(price) else f"{float(price) + 0.0:.3g}"


def _digits(bound: float) -> int:
    return 0 if bound >= 100 else 1
