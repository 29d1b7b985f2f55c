"""One row a pairing with both ends beside it: what a table on screen and a map point need."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matching.cells import numbers
from matching.plan import Plan
from matching.problem import Problem

FIRM = (
    "name_zh", "name_en", "city_adcode", "county_adcode", "lon", "lat", "division", "product",
    "trade_mode", "credit_class", "output_wan_yuan", "investment_wan_yuan", "tax_wan_yuan",
    "jobs_persons", "land_mu", "plant_m2",
)  # fmt: skip
PARK = ("name_zh", "name_en", "city_adcode", "lon", "lat")
PAIRING_COLUMNS = (
    "enterprise_id", "park_id", "year", "tenure", "score_points", "match_share", "chain_points",
    "chain_with", *FIRM, *(f"park_{name}" for name in PARK), "park_region", "duty_id", "travel_km",
    "travel_h", "travel_estimated",
)  # fmt: skip


def pairing_table(plan: Plan, problem: Problem) -> pd.DataFrame:
    """Columns PAIRING_COLUMNS, in order of year, park and falling score.

    park_region: prd, east, west, north.  duty_id: of the counterpart duty in whose term the pairing
    falls (";"-joined where several), "" none.  travel_km, travel_h: from the enterprise to the park
    by road, NaN not known; travel_estimated: by great circle instead.
    """
    placed = plan.placements.sort_values(
        ["year", "park_id", "score_points", "enterprise_id"],
        ascending=[True, True, False, True],
        ignore_index=True,
    )
    world = problem.case.world
    firms = world["enterprises"].set_index("enterprise_id").reindex(placed["enterprise_id"])
    parks = world["parks"].set_index("park_id").reindex(placed["park_id"])
    regions = world["cities"].set_index("city_adcode")["region"]
    table = placed.copy()
    for name in FIRM:
        table[name] = firms[name].to_numpy()
    for name in PARK:
        table[f"park_{name}"] = parks[name].to_numpy()
    table["park_region"] = regions.reindex(table["park_city_adcode"]).to_numpy()
    table["duty_id"] = _duties(table, world["duties"])
    e = _positions(problem.enterprise_id, placed["enterprise_id"])
    p = _positions(problem.park_id, placed["park_id"])
    table["travel_km"] = problem.travel_km[e, p].astype(np.float64)
    table["travel_h"] = problem.travel_h[e, p].astype(np.float64)
    table["travel_estimated"] = problem.travel_estimated[e, p]
    return table[list(PAIRING_COLUMNS)]


def _positions(axis: tuple[str, ...], ids: pd.Series) -> np.ndarray:
    place = {name: position for position, name in enumerate(axis)}
    return np.array([place[name] for name in ids], dtype=np.int64)


def _duties(table: pd.DataFrame, duties: pd.DataFrame) -> list[str]:
    """The duties whose two cities and years fit each pairing."""
    terms: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
    ends = zip(duties["sending_adcode"], duties["receiving_adcode"], strict=True)
    term = zip(numbers(duties["from_year"]), numbers(duties["to_year"]), strict=True)
    for (sending, receiving), (first, last), duty in zip(
        ends, term, duties["duty_id"], strict=True
    ):
        terms.setdefault((str(sending), str(receiving)), []).append((first, last, str(duty)))
    cities = zip(table["city_adcode"], table["park_city_adcode"], table["year"], strict=True)
    return [
        ";".join(
            duty
            for first, last, duty in terms.get((str(sending), str(receiving)), ())
            if first <= year <= last
        )
        for sending, receiving, year in cities
    ]
