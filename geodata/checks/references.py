"""References between tables, and administrative codes that must exist on the map."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.boundaries import CITY_REGION, city_of_county, counties
from geodata.checks.given import Given
from geodata.findings import Both, Finding, Severity
from geodata.report import at_rows, label_of
from geodata.tables import ALL
from geodata.tables.bans import REGIONS
from geodata.tables.city_quotas import PROVINCE_ADCODE
from geodata.tables.column import Column

WITHOUT_COUNTIES = ("441900", "442000")
"""Dongguan and Zhongshan have towns only; their own code stands for the county."""


def check(given: Given) -> Iterator[Finding]:
    """Unknown ids, unknown adcodes, counties of another city, scopes of bans."""
    for name, table in ALL.items():
        if name not in given.tables or given[name].empty:
            continue
        for column in table.columns:
            if column.refers and not column.refers.startswith("industries."):
                yield from _reference(given, name, column)
        if "county_adcode" in table.by_name:
            yield from _counties(name, given[name])
    yield from _cities(given)
    yield from _scopes(given)


def _reference(given: Given, name: str, column: Column) -> Iterator[Finding]:
    other, _, key = str(column.refers).partition(".")
    if other not in given.tables:
        return
    frame = given[name]
    known = {*given[other][key].dropna(), *column.refers_also}
    unknown = frame[column.name].notna() & ~frame[column.name].isin(known)
    code = "adcode_unknown" if key.endswith("adcode") else "reference_unknown"
    values = {"label": label_of(column), "other": label_of(ALL[other])}
    yield from at_rows(Severity.BLOCKER, code, name, frame, unknown, column.name, **values)


def _counties(name: str, frame: pd.DataFrame) -> Iterator[Finding]:
    county = frame["county_adcode"]
    known = {*counties()["adcode"], *WITHOUT_COUNTIES}
    unknown = county.notna() & ~county.isin(known)
    label = label_of(ALL[name]["county_adcode"])
    other = {"label": label, "other": Both("广东省的县区", "counties of Guangdong")}
    yield from at_rows(
        Severity.BLOCKER, "adcode_unknown", name, frame, unknown, "county_adcode", **other
    )
    city = county.map(lambda code: city_of_county(code) if isinstance(code, str) else None)
    elsewhere = county.isin(known) & frame["city_adcode"].notna() & (city != frame["city_adcode"])
    yield from at_rows(
        Severity.BLOCKER, "county_elsewhere", name, frame, elsewhere, "county_adcode",
        city=frame["city_adcode"], belongs=city,
    )  # fmt: skip


def _cities(given: Given) -> Iterator[Finding]:
    if "cities" not in given.tables:
        return
    frame = given["cities"]
    code = frame["city_adcode"]
    unknown = code.notna() & ~code.isin(list(CITY_REGION))
    label = label_of(ALL["cities"]["city_adcode"])
    other = {"label": label, "other": Both("广东省的地级以上市", "cities of Guangdong")}
    yield from at_rows(
        Severity.BLOCKER, "adcode_unknown", "cities", frame, unknown, "city_adcode", **other
    )
    region = code.map(CITY_REGION)
    differs = region.notna() & frame["region"].notna() & (region != frame["region"])
    yield from at_rows(
        Severity.DOUBT, "region_differs", "cities", frame, differs, "region", region=region
    )


def _scopes(given: Given) -> Iterator[Finding]:
    """A ban's scope is the province, a region, a city or a park."""
    if "bans" not in given.tables:
        return
    frame = given["bans"]
    known = {PROVINCE_ADCODE, *REGIONS, *CITY_REGION}
    if "parks" in given.tables:
        known |= set(given["parks"]["park_id"].dropna())
    unknown = frame["scope"].notna() & ~frame["scope"].isin(known)
    yield from at_rows(Severity.BLOCKER, "ban_scope_unknown", "bans", frame, unknown, "scope")
