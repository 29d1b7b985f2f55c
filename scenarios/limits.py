"""What the levers on yearly limits share: city quotas (rows) and park supply (cells).

Nothing is silent: every place, kind and year that a planner names must be found in the table, or
the error says which one is not.  `set` makes missing rows; `change` and `add` cannot, because
without a row there is no limit to change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.tables.city_quotas import PROVINCE_ADCODE, UNIT_OF_KIND
from scenarios.amounts import Amount
from scenarios.case import Case
from scenarios.edits import table, with_cells, with_rows, without_rows
from scenarios.faults import Fault, ScenarioError, wrong
from scenarios.scopes import (
    CITY_LEVELS,
    PARK_LEVELS,
    Atlas,
    Place,
    receiving,
    sending_by_role,
    texts,
)

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def floats(column: pd.Series) -> Floats:
    """A number column as float64 with NaN for empty cells."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def known_years(case: Case, amount: Amount, also: Floats) -> None:
    """Raise ScenarioError for a named year that is neither planned nor in the table."""
    planned = {*case.world.years, *also[~np.isnan(also)].astype(int).tolist()}
    faults = [
        Fault("unknown_year", amount.operation or "years", values={"value": year},
              known=tuple(str(year) for year in case.world.years))
        for year in amount.named_years or () if year not in planned
    ]  # fmt: skip
    if faults:
        raise ScenarioError(faults)


def change_quotas(
    case: Case, kinds: Sequence[str], where: Sequence[str], amount: Amount, *, lift: bool = False
) -> Case:
    """City quotas of `kinds` in `where` changed by `amount`, or their rows removed (`lift`).

    Flows (land, forest, sea, fund) are changed year by year; levels (emissions, energy, labour) are
    totals up to the year, so -10 % in 2018 lowers the total admitted up to 2018 and no other year.
    Raises ScenarioError: unknown place, unknown year, nothing touched, result below 0.
    """
    places = Atlas(case.world).places(where, CITY_LEVELS)
    known_years(case, amount, floats(table(case, "city_quotas")["year"]))
    if amount.operation == "set":
        case = with_rows(case, "city_quotas", _missing_quotas(case, kinds, places, amount))
    frame = table(case, "city_quotas")
    city, kind = texts(frame["city_adcode"]), texts(frame["kind"])
    chosen = np.isin(kind, list(kinds)) & _in_cities(city, places)
    year = floats(frame["year"])
    old = floats(frame["value"])
    if lift:
        years = amount.years
        spoken = chosen if years is None else chosen & np.isin(year, years)
        new = old
    else:
        new, spoken = amount.move(old, np.where(chosen, year, np.nan))
        spoken &= chosen
        new = np.where(spoken, new, old)
    _all_found(
        spoken,
        {"where": {p.said: _in_cities(city, [p]) for p in places},
         "kind": {k: kind == k for k in kinds},
         "years": {str(y): year == y for y in amount.named_years or ()}},
    )  # fmt: skip
    if lift:
        return without_rows(case, "city_quotas", spoken)
    _units_agree(frame, spoken, amount)
    _not_below_zero(new, spoken, [f"{c} {k}" for c, k in zip(city, kind, strict=True)], year)
    return with_cells(case, "city_quotas", spoken, "value", new[spoken])


def change_supply(
    case: Case, column: str, where: Sequence[str], amount: Amount, key: str = "where"
) -> Case:
    """New supply (`column` of park_supply, per park and year) in `where` changed by `amount`.

    Raises ScenarioError as `change_quotas` does.
    """
    places = Atlas(case.world).places(where, PARK_LEVELS, key)
    known_years(case, amount, floats(table(case, "park_supply")["year"]))
    if amount.operation == "set":
        case = with_rows(case, "park_supply", _missing_supply(case, places, amount))
    frame = table(case, "park_supply")
    park, year = texts(frame["park_id"]), floats(frame["year"])
    chosen = _in_parks(park, places)
    old = floats(frame[column])
    new, spoken = amount.move(old, np.where(chosen, year, np.nan))
    spoken &= chosen
    _all_found(
        spoken,
        {key: {p.said: _in_parks(park, [p]) for p in places},
         "years": {str(y): year == y for y in amount.named_years or ()}},
    )  # fmt: skip
    _not_below_zero(new, spoken, [f"{p} {column}" for p in park], year)
    return with_cells(case, "park_supply", spoken, column, new[spoken])


def _in_cities(city: npt.NDArray[np.object_], places: Sequence[Place]) -> Flags:
    return np.isin(city, [code for place in places for code in place.cities])


def _in_parks(park: npt.NDArray[np.object_], places: Sequence[Place]) -> Flags:
    return np.isin(park, [code for place in places for code in place.parks])


def _years_set(case: Case, amount: Amount) -> tuple[int, ...]:
    return case.world.years if amount.named_years is None else amount.named_years


def _missing_quotas(
    case: Case, kinds: Sequence[str], places: Sequence[Place], amount: Amount
) -> list[dict[str, object]]:
    """Rows that `set` needs and the table lacks; a region gives rows to those it concerns only."""
    frame = table(case, "city_quotas")
    there = set(
        zip(texts(frame["city_adcode"]), floats(frame["year"]), texts(frame["kind"]), strict=True)
    )
    rows: dict[tuple[str, float, str], dict[str, object]] = {}
    for kind in kinds:
        concerned = sending_by_role(case.world) if kind == "fund_out" else receiving(case)
        for place in places:
            for city in place.cities:
                wide = place.level in ("all", "region")
                if wide and (city == PROVINCE_ADCODE or city not in concerned):
                    continue
                for year in _years_set(case, amount):
                    key = (city, float(year), kind)
                    if key not in there:
                        rows[key] = {"city_adcode": city, "year": float(year), "kind": kind,
                                     "value": np.nan, "unit": UNIT_OF_KIND[kind]}  # fmt: skip
    return list(rows.values())


def _missing_supply(case: Case, places: Sequence[Place], amount: Amount) -> list[dict[str, object]]:
    frame = table(case, "park_supply")
    there = set(zip(texts(frame["park_id"]), floats(frame["year"]), strict=True))
    wanted = [
        (park, float(year))
        for park in dict.fromkeys(park for place in places for park in place.parks)
        for year in _years_set(case, amount)
    ]
    return [{"park_id": park, "year": year} for park, year in wanted if (park, year) not in there]


def _all_found(spoken: Flags, named: dict[str, dict[str, Flags]]) -> None:
    """Raise ScenarioError for everything named that meets no row with a figure."""
    if not spoken.any():
        said = " · ".join("/".join(parts) for parts in named.values() if parts)
        raise wrong("nothing_touched", next(iter(named)), value=said)
    faults = [
        Fault("nothing_touched", key, values={"value": said})
        for key, parts in named.items()
        for said, rows in parts.items()
        if not (spoken & rows).any()
    ]
    if faults:
        raise ScenarioError(faults)


def _units_agree(frame: pd.DataFrame, spoken: Flags, amount: Amount) -> None:
    """A number may only be set or added in the unit the row is kept in."""
    if amount.operation == "change":
        return
    for kind, unit in zip(texts(frame["kind"])[spoken], texts(frame["unit"])[spoken], strict=True):
        if unit != UNIT_OF_KIND.get(kind, unit):
            raise wrong("unit_differs", amount.operation or "", kind=kind, unit=unit,
                        expected=UNIT_OF_KIND[kind])  # fmt: skip


def _not_below_zero(new: Floats, spoken: Flags, what: Sequence[str], year: Floats) -> None:
    for row in np.flatnonzero(spoken & (new < 0)):
        raise wrong("below_zero", "add", what=what[int(row)], year=f"{year[row]:.0f}",
                    value=f"{new[row]:g}")  # fmt: skip
