"""Limits of cities: units that fit their kind, limits a planner expects, totals that fall."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.checks.given import Given
from geodata.checks.relations import roles
from geodata.findings import Both, Finding, Severity
from geodata.quota_units import kind_label
from geodata.report import at_rows, doubt
from geodata.tables.city_quotas import LEVEL_KINDS, PROVINCE_ADCODE, UNIT_OF_KIND
from geodata.tables.column import unit_label

EXPECTED_KINDS = ("land_general", "cod", "nh3n", "so2", "nox")
"""Quotas that the province breaks down to its cities (粤府〔2016〕98号, tasks 44 and 45)."""


def check(given: Given) -> Iterator[Finding]:
    """Wrong units (blocker); missing years or cities, falling totals, kinds on the wrong side."""
    if "city_quotas" not in given.tables:
        return
    frame = given["city_quotas"]
    wanted = frame["kind"].map(UNIT_OF_KIND)
    kinds = frame["kind"].map(kind_label, na_action="ignore")
    wrong = wanted.notna() & frame["unit"].notna() & (wanted != frame["unit"])
    yield from at_rows(
        Severity.BLOCKER, "quota_unit", "city_quotas", frame, wrong, "unit", kind=kinds,
        unit=wanted.map(_unit, na_action="ignore"),
    )  # fmt: skip
    yield from _falling(given)
    yield from _missing(given)


def _unit(unit: str) -> Both:
    return Both(unit_label(unit, "zh"), unit_label(unit, "en"))


def _falling(given: Given) -> Iterator[Finding]:
    frame = given["city_quotas"]
    level = frame[frame["kind"].isin(LEVEL_KINDS)].sort_values("year", kind="stable")
    before = level.groupby(["city_adcode", "kind"])["value"].shift()
    falls = (level["value"] < before).reindex(frame.index)
    yield from at_rows(
        Severity.DOUBT, "level_falls", "city_quotas", frame, falls, "value",
        kind=frame["kind"].map(kind_label, na_action="ignore"),
        city=frame["city_adcode"], year=frame["year"], before=before.reindex(frame.index),
    )  # fmt: skip


def _missing(given: Given) -> Iterator[Finding]:
    """Per receiving city with parks: kinds without any row, and planning years without a row.

    A quota of the whole province for a kind counts as stated for every city.
    """
    if not {"cities", "parks"} <= given.tables.keys() or not given.years:
        return
    role = roles(given)
    receiving = role[role.isin(["receiving", "both"])].index
    cities = sorted(set(receiving) & set(given["parks"]["city_adcode"].dropna()))
    frame = given["city_quotas"].dropna(subset=["city_adcode", "kind", "year"])
    stated: dict[tuple[str, str], set[int]] = {}
    for city, kind, year in zip(frame["city_adcode"], frame["kind"], frame["year"], strict=True):
        stated.setdefault((city, kind), set()).add(int(year))
    table = given["cities"]
    named = zip(table["city_adcode"], table["name_zh"], table["name_en"], strict=True)
    names = {code: Both(str(zh), str(en)) for code, zh, en in named}
    for kind in EXPECTED_KINDS:
        province = stated.get((PROVINCE_ADCODE, kind), set())
        for city in cities:
            have = stated.get((city, kind), set()) | province
            lacking = [str(year) for year in given.years if year not in have]
            if lacking:
                code = "quota_missing" if not have else "quota_year_missing"
                yield doubt(
                    code, "city_quotas", column="kind", value=kind, city=names.get(city, city),
                    kind=kind_label(kind), years=", ".join(lacking),
                )  # fmt: skip
