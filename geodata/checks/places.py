"""Coordinates: possible at all, in Guangdong, in the county they claim, and in which datum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.boundaries import county_of
from geodata.checks.given import Given
from geodata.coordinates import SWAPPED, likely_datum, likely_swapped
from geodata.findings import Finding, Severity
from geodata.report import at_rows

CHINA_BOX = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of everything that may stand in a Chinese table, degrees."""

NEAR_COAST_KM = 5.0
"""Points this close to the generalised coast or border count as inside the province."""

TABLES = ("enterprises", "parks", "facilities", "anchors", "cities")
IN_GUANGDONG = ("enterprises", "parks", "anchors", "cities")


def impossible(lon: pd.Series, lat: pd.Series) -> pd.Series:
    """(n,) whether a coordinate pair cannot be meant: one missing, 0/0, beyond the globe or China.

    Rows without any coordinate are not impossible, only empty.
    """
    west, south, east, north = CHINA_BOX
    inside = lon.between(west, east) & lat.between(south, north)
    return (lon.notna() | lat.notna()) & ~inside


def check(given: Given) -> Iterator[Finding]:
    """Impossible pairs (blocker), places outside the province or the claimed county (doubts)."""
    for table in TABLES:
        if table not in given.tables or given[table].empty:
            continue
        frame = given[table]
        wrong = impossible(frame["lon"], frame["lat"])
        yield from impossible_findings(Severity.BLOCKER, table, frame, wrong)
        if table in IN_GUANGDONG:
            yield from _outside(table, frame, ~wrong & frame["lon"].notna(), given.datum)


def impossible_findings(
    severity: Severity, table: str, frame: pd.DataFrame, wrong: pd.Series
) -> Iterator[Finding]:
    """A finding per impossible pair; a swapped pair is called so."""
    swapped = pd.Series(likely_swapped(frame["lon"], frame["lat"]), index=frame.index) & wrong
    values = {"lat": frame["lat"]}
    yield from at_rows(severity, "coordinates_swapped", table, frame, swapped, "lon", **values)
    yield from at_rows(
        severity, "coordinates_impossible", table, frame, wrong & ~swapped, "lon", **values
    )


def _outside(table: str, frame: pd.DataFrame, placed: pd.Series, datum: str) -> Iterator[Finding]:
    # Seats and towns stand for rows without own coordinates: nothing to check there.
    if "located_by" in frame:
        placed = placed & ~frame["located_by"].isin(["county", "city", "none"])
    if "coord_basis" in frame:
        placed = placed & ~frame["coord_basis"].isin(["county_seat", "city_seat"])
    rows = np.flatnonzero(placed.to_numpy())
    if not len(rows):
        return
    lon = frame["lon"].to_numpy(dtype=float)[rows]
    lat = frame["lat"].to_numpy(dtype=float)[rows]
    actual = county_of(lon, lat, near_km=NEAR_COAST_KM)
    claim = frame["city_adcode"].to_numpy(dtype=object)[rows]
    if "county_adcode" in frame:
        county = frame["county_adcode"].to_numpy(dtype=object)[rows]
        claim = np.where(pd.notna(county), county, claim)
    likely = likely_datum(lon, lat, claim, declared=datum)
    claimed = pd.notna(claim)
    outside = pd.isna(actual)
    elsewhere = claimed & ~outside & (likely != datum)
    by_datum = elsewhere & pd.notna(likely) & (likely != SWAPPED)
    part = frame.iloc[rows]
    values = {
        "lat": part["lat"],
        "claim": pd.Series(claim, index=part.index),
        "actual": pd.Series(actual, index=part.index),
        "likely": pd.Series(likely, index=part.index),
        "datum": datum,
    }
    # a park elsewhere would be planned for; an enterprise elsewhere is only not ours to send
    severity = Severity.BLOCKER if table == "parks" else Severity.DOUBT
    yield from at_rows(severity, "outside_guangdong", table, part, outside, "lon", **values)
    yield from at_rows(
        Severity.DOUBT, "outside_county_datum", table, part, by_datum, "lon", **values
    )
    yield from at_rows(
        Severity.DOUBT, "outside_county", table, part, elsewhere & ~by_datum, "lon", **values
    )
