"""Macro paths: what the world does to every firm, year by year, with its uncertainty.

The default path ships as `data/macro.csv` with a source and a confidence for every figure; years
beyond its last row repeat that row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from simulation.faults import Problem, SimulationError

SHOCKS = ("export_demand", "wage_growth_prd", "wage_growth_ewn", "exchange", "tariff")
"""The five paths; each has a mean and `<name>_sd`."""


class MacroYear(BaseModel):
    """One year.

    export_demand: index, 2015 = 1 (processing-trade export value).  wage_growth_prd,
    wage_growth_ewn: growth of labour cost on the year before, share.  exchange: value of the yuan
    in US dollars, index, 2015 = 1.  tariff: additional foreign tariff on exports, share of value.
    <name>_sd: standard deviation of that year's figure (of its logarithm for the two indices).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    year: int
    export_demand: float
    export_demand_sd: float = 0.0
    wage_growth_prd: float = 0.0
    wage_growth_prd_sd: float = 0.0
    wage_growth_ewn: float = 0.0
    wage_growth_ewn_sd: float = 0.0
    exchange: float = 1.0
    exchange_sd: float = 0.0
    tariff: float = 0.0
    tariff_sd: float = 0.0
    changed_by: str = "default"


def macro_file() -> pd.DataFrame:
    """The shipped table with its columns source and confidence."""
    with (resources.files("simulation") / "data" / "macro.csv").open(encoding="utf-8") as text:
        return pd.read_csv(text)


@cache
def default_macro() -> tuple[MacroYear, ...]:
    """The shipped path, one MacroYear a row."""
    table = macro_file().drop(columns=["source", "confidence"])
    return tuple(MacroYear.model_validate(row) for row in table.to_dict("records"))


def macro_of(path: tuple[MacroYear, ...], year: int) -> MacroYear:
    """The figures of a year; of the last year given for later ones, of the first for earlier."""
    within = [one for one in path if one.year <= year]
    return within[-1] if within else path[0]


def edited_macro(
    path: tuple[MacroYear, ...], rows: Iterable[Mapping[str, Any]], by: str, where: str = ""
) -> tuple[MacroYear, ...]:
    """The path with some figures of some years replaced; years not yet there are added.

    Raises SimulationError with all problems: no year, unknown columns, no numbers, an index that
    is not above 0, a negative deviation.
    """
    years = {one.year: one for one in path}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        place = f"{where} macro[{number}]".strip()
        year = row.get("year")
        if isinstance(year, bool) or not isinstance(year, int):
            problems.append(Problem("macro_year", place, {"value": year}))
            continue
        base = years.get(year, macro_of(tuple(years[y] for y in sorted(years)), year))
        try:
            changed = MacroYear(**{**base.model_dump(), **row, "changed_by": by})
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                key = ".".join(map(str, detail["loc"]))
                problems.append(
                    Problem("macro_value", place, {"name": key, "value": detail["input"]})
                )
            continue
        bad = [n for n in ("export_demand", "exchange") if getattr(changed, n) <= 0]
        bad += [f"{n}_sd" for n in SHOCKS if getattr(changed, f"{n}_sd") < 0]
        bad += [n for n in SHOCKS if not math.isfinite(getattr(changed, n))]
        problems += [
            Problem("macro_value", place, {"name": n, "value": getattr(changed, n)}) for n in bad
        ]
        years[year] = changed
    if problems:
        raise SimulationError(problems)
    return tuple(years[year] for year in sorted(years))
