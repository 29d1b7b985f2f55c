"""diff: what really differs between two cases, as a table of effective inputs.

    what              where          year  unit  before  after
    policy.size                      <NA>        output  jobs
    weight.labour                    <NA>        1.0     2.0
    quota.cod         441400         2018  t     80.0    56.0
    duty.min_projects 441900>440200  <NA>  projects 20.0 40.0
    ban               441400         <NA>        None    division 17

A figure stands as matching reads it: duties times the multiplier, a rule's mode whether said or
usual, receiving cities whether by role or by order.  before or after is None where there is no row
(no limit).  Columns that only say where a figure comes from (source, confidence) are no inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from geodata.tables import ALL as TABLES
from geodata.tables.city_quotas import UNIT_OF_KIND
from scenarios.case import Case
from scenarios.edits import PROVENANCE, differing, table
from scenarios.limits import floats
from scenarios.pinning import table_pins
from scenarios.policy import RULES, TERMS, Pin
from scenarios.scopes import receiving, texts

COLUMNS = ("what", "where", "year", "unit", "before", "after")
SUPPLY_UNITS = {"land_mu": "mu", "plant_m2": "m2", "forest_mu": "mu", "sea_mu": "mu"}
DUTY_UNITS = {"min_projects": "projects", "min_investment_wan_yuan": "wan_yuan"}
POLICY_UNITS = {
    "discount_rate": "share",
    "chain_bonus": "points",
    "chain_same_city": "share",
    "chain_within_hour": "share",
    "land_floor_share": "share",
    "duty_multiplier": "factor",
    "duty_price_points": "points",
    "share_price_points": "points",
    "concentration_ceiling": "share",
    "departures_ceiling": "share",
    "support_rate_in": "share",
    "support_rate_out": "share",
    "anchor_limit_h": "h",
    "max_road_h": "h",
}
BEHAVIOUR_UNITS = {
    "plant_rent_factor": "factor",
    "direct_power_yuan_per_kwh": "yuan/kwh",
    "equipment_award_share": "share",
    "training_wan_yuan_per_job": "wan_yuan",
    "fast_lane": "share",
    "fiscal_share": "share",
    "quota_growth": "share",
    "duty_effort": "share",
}
APART = frozenset({"weights", "rules", "receiving_cities", "minimum_shares", "pins", "forbids",
                   "reference", "behaviour"})  # fmt: skip
"""Policy fields that are told entry by entry."""
SPECIAL = frozenset({"city_quotas", "park_supply", "duties", "bans", "pins"})


class Line(NamedTuple):
    """One difference."""

    what: str
    where: str
    year: int | None
    unit: str
    before: Any
    after: Any


Key = tuple[str, str, int | None, str]
Inputs = dict[Key, Any]


def diff(case_a: Case, case_b: Case) -> pd.DataFrame:
    """Effective inputs that differ from `case_a` to `case_b`; no line where nothing differs.

    Returns a DataFrame[what, where, year, unit, before, after]: what is a dotted name (label:
    `scenarios.describe.what_label`), where a code or "", year Int64 or <NA>.
    """
    lines: list[Line] = []
    for read in (_general, _behaviour, _weights, _rules, _receiving, _shares, _quotas, _supply,
                 _duties, _bans, _pins):  # fmt: skip
        lines += _compare(read(case_a), read(case_b))
    for name in TABLES:
        if name not in SPECIAL:
            lines += _cells(name, table(case_a, name), table(case_b, name))
    columns = {
        name: pd.Series([line[i] for line in lines], dtype="Int64" if name == "year" else object)
        for i, name in enumerate(COLUMNS)
    }
    return pd.DataFrame(columns)


def _compare(before: Inputs, after: Inputs) -> Iterator[Line]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield Line(*key, _plain(old), _plain(new))


def _general(case: Case) -> Inputs:
    inputs: Inputs = {
        ("seed", "", None, ""): case.seed,
        ("years", "", None, ""): ", ".join(map(str, case.world.years)),
    }
    for field in type(case.policy).model_fields:
        if field not in APART:
            unit = POLICY_UNITS.get(field, "")
            inputs[f"policy.{field}", "", None, unit] = getattr(case.policy, field)
    return inputs


def _behaviour(case: Case) -> Inputs:
    return {
        (f"behaviour.{field}", "", None, BEHAVIOUR_UNITS.get(field, "")): value
        for field, value in case.policy.behaviour
    }


def _weights(case: Case) -> Inputs:
    return {(f"weight.{term}", "", None, ""): case.policy.weights[term] for term in TERMS}


def _rules(case: Case) -> Inputs:
    return {(f"rule.{rule}", "", None, ""): case.policy.mode(rule) for rule in RULES}


def _receiving(case: Case) -> Inputs:
    return {("receiving", city, None, ""): True for city in receiving(case)}


def _shares(case: Case) -> Inputs:
    inputs: Inputs = {}
    for one in case.policy.minimum_shares:
        inputs["minimum_share.share", one.scope, None, "share"] = one.share
        inputs["minimum_share.mode", one.scope, None, ""] = one.mode
    return inputs


def _quotas(case: Case) -> Inputs:
    frame = table(case, "city_quotas")
    rows = zip(texts(frame["kind"]), texts(frame["city_adcode"]), floats(frame["year"]),
               texts(frame["unit"]), floats(frame["value"]), strict=True)  # fmt: skip
    return {
        (f"quota.{kind}", city, _int(year), unit or UNIT_OF_KIND.get(kind, "")): value
        for kind, city, year, unit, value in rows
        if value == value
    }


def _supply(case: Case) -> Inputs:
    frame = table(case, "park_supply")
    inputs: Inputs = {}
    for column, unit in SUPPLY_UNITS.items():
        rows = zip(texts(frame["park_id"]), floats(frame["year"]), floats(frame[column]),
                   strict=True)  # fmt: skip
        for park, year, value in rows:
            if value == value:
                inputs[f"supply.{column}", park, _int(year), unit] = value
    return inputs


def _duties(case: Case) -> Inputs:
    """Relations of the planning years by pair; minima as they count, added up over a pair."""
    frame = table(case, "duties")
    inputs: Inputs = {}
    pairs = [f"{a}>{b}" for a, b in zip(texts(frame["sending_adcode"]),
                                        texts(frame["receiving_adcode"]), strict=True)]  # fmt: skip
    starts, ends = floats(frame["from_year"]), floats(frame["to_year"])
    periods = [_period(start, end) for start, end in zip(starts, ends, strict=True)]
    on = case.policy.mode("duty") != "off"
    planned = (starts <= max(case.world.years)) & (ends >= min(case.world.years))
    minima = {column: floats(frame[column]) for column in DUTY_UNITS}
    for row, (pair, period) in enumerate(zip(pairs, periods, strict=True)):
        if not planned[row]:
            continue
        relation = ("duty.relation", pair, None, "")
        known = {*(inputs.get(relation) or "").split("; "), period} - {""}
        inputs[relation] = "; ".join(sorted(known))
        for column, unit in DUTY_UNITS.items():
            value = minima[column][row] * case.policy.duty_multiplier
            if on and value == value:
                key = (f"duty.{column}", pair, None, unit)
                inputs[key] = inputs.get(key, 0.0) + value
    return inputs


def _bans(case: Case) -> Inputs:
    frame = table(case, "bans")
    inputs: Inputs = {}
    rows = zip(texts(frame["division"]), texts(frame["product_keyword"]), texts(frame["scope"]),
               floats(frame["from_year"]), floats(frame["to_year"]), strict=True)  # fmt: skip
    for division, keyword, scope, start, end in rows:
        said = [division, f"“{keyword}”" if keyword else "", _period(start, end)]
        inputs[f"ban.{' '.join(part for part in said if part)}", scope, None, ""] = True
    return inputs


def _pins(case: Case) -> Inputs:
    """Pins and forbids of the policy and of the table together, one entry per enterprise."""
    inputs: Inputs = {}
    groups = {
        "pin": [*case.policy.pins, *table_pins(case, "pin")],
        "forbid": [*case.policy.forbids, *table_pins(case, "forbid")],
        "reference": [*case.policy.reference],
    }
    for what, pins in groups.items():
        said: dict[str, set[str]] = {}
        for pin in pins:
            said.setdefault(pin.enterprise_id, set()).add(_placement(pin))
        for enterprise in sorted(said):
            inputs[what, enterprise, None, ""] = "; ".join(sorted(said[enterprise]))
    return inputs


def _placement(pin: Pin) -> str:
    parts = (pin.park_id, str(pin.year or ""), pin.tenure or "")
    return " ".join(part for part in parts if part)


def _cells(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Line]:
    """Differences of a table, cell by cell; a row that came or went is one line."""
    if before is after:
        return
    declared = TABLES[name]
    a, b = _keyed(name, before), _keyed(name, after)
    for key in a.index.difference(b.index, sort=False):
        yield Line(name, key, None, "", True, None)
    for key in b.index.difference(a.index, sort=False):
        yield Line(name, key, None, "", None, True)
    both = a.index.intersection(b.index, sort=False)
    a, b = a.loc[both], b.loc[both]
    for column in declared.columns:
        if column.name in PROVENANCE or column.name in declared.key:
            continue
        changed = differing(a[column.name], b[column.name])
        for key, old, new in zip(both[changed], a[column.name][changed], b[column.name][changed],
                                 strict=True):  # fmt: skip
            what = f"{name}.{column.name}"
            yield Line(what, key, None, column.unit, _plain(old), _plain(new))


def _keyed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table indexed by its key as text (parts joined by ">"); doubles are numbered."""
    parts = [texts(frame[column]) for column in TABLES[name].key]
    keys = pd.Series([">".join(row) for row in zip(*parts, strict=True)], dtype=object)
    again = keys.groupby(keys).cumcount()
    keys = keys.where(again == 0, keys + "#" + (again + 1).astype(str))
    return frame.set_axis(pd.Index(keys, dtype=object), axis=0)


def _plain(value: Any) -> Any:
    """A cell as plain Python, None for empty."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def _int(year: float) -> int | None:
    return int(year) if year == year else None


def _period(start: float, end: float) -> str:
    if start != start and end != end:
        return ""
    first, last = ("" if y != y else f"{y:.0f}" for y in (start, end))
    return f"{first}-{last}"
