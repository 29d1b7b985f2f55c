"""Made-up minimum numbers of projects on the real counterpart relations."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geodata.generator.margins import sending_weights
from geodata.tables import ALL

# Part of a sending city's enterprises that its counterpart cities are owed over USUAL_YEARS years.
OWED_SHARE = 0.25
USUAL_YEARS = 5


def make_duties(
    relations: pd.DataFrame, cities: pd.DataFrame, enterprises: int, years: Sequence[int]
) -> pd.DataFrame:
    """Table duties: for each relation inside `years` one row with a minimum, id "SD-" + its id.

    relations: real rows (without minimum).  A sending city owes OWED_SHARE of the enterprises
    expected there (`sending_weights`), shared equally by its counterpart cities of that year and
    spread evenly over the years; rounded down, at least 1.  Dates are cut to the horizon, because
    earlier projects are not in the enterprise table.

    Example: 1,000 enterprises, 10 % of them in Foshan, whose one counterpart is Yunfu: 25 projects
    in five years; 5 for the relation that ends in 2016 and 20 for that of 2017-2020.
    """
    table = relations.drop(columns="source_row").copy()
    table["from_year"] = table["from_year"].clip(lower=min(years))
    table["to_year"] = table["to_year"].clip(upper=max(years))
    table = table[table["from_year"] <= table["to_year"]]
    expected = enterprises * table["sending_adcode"].map(sending_weights(cities)).astype("float64")
    partners = table.groupby(["sending_adcode", "from_year"])["duty_id"].transform("size")
    length = table["to_year"] - table["from_year"] + 1
    owed = OWED_SHARE * expected / partners * length / USUAL_YEARS
    table["min_projects"] = (owed + 1e-9).floordiv(1.0).clip(lower=1.0)
    table["source"] = "synthetic minimum on the relation " + table["duty_id"]
    table["duty_id"] = "SD-" + table["duty_id"]
    table["confidence"] = "synthetic"
    return ALL["duties"].complete(table)
