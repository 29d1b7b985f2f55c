"""Where enterprises and parks are: datum, usable coordinates, counties, addresses, seats.

Order for an enterprise: its own coordinates; else the county it states (the town of its address if
that lies there); else its address; else the city it states; else nowhere, with a doubt.  Every
filled cell is noted, and what only a city or nothing is known of is a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.boundaries import city_of_county, county_of
from geodata.checks.places import NEAR_COAST_KM, impossible, impossible_findings
from geodata.coordinates import to_wgs84
from geodata.findings import Finding, Severity
from geodata.gazetteer import locate
from geodata.notes import NOTE_COLUMNS, join_notes
from geodata.place_names import CITIES_WITHOUT_COUNTIES, Place, names
from geodata.report import at_rows
from geodata.tables import ALL

SAME_DATUM = ("wgs84", "cgcs2000")
PLACED = ("city_adcode", "county_adcode", "town", "lon", "lat")
"""Columns that locating fills."""


def read_datum(table: str, frame: pd.DataFrame, datum: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coordinates turned from `datum` into WGS84, with a note for each; ValueError if unknown."""
    if "lon" not in frame or datum in SAME_DATUM or frame.empty:
        return frame, join_notes([])
    lon, lat = to_wgs84(frame["lon"], frame["lat"], datum)
    turned = frame.assign(lon=lon, lat=lat)
    return turned, _notes(table, frame, turned, ("lon", "lat"), "converted", "datum", datum)


def drop_impossible(
    table: str, frame: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Coordinates that cannot be meant are emptied, so that the address may speak; each a doubt."""
    wrong = impossible(frame["lon"], frame["lat"])
    findings = list(impossible_findings(Severity.DOUBT, table, frame, wrong))
    kept = frame.assign(lon=frame["lon"].mask(wrong), lat=frame["lat"].mask(wrong))
    notes = _notes(table, frame, kept, ("lon", "lat"), "coerced", "impossible")
    return kept, notes, findings


def locate_enterprises(
    frame: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Fills city, county, town, coordinates, located_by and location_confidence where empty.

    frame: complete table with WGS84 coordinates and known codes.  Stated codes are never changed;
    an address that contradicts them is a doubt.
    """
    placed = frame.copy()
    point = (frame["lon"].notna() & frame["lat"].notna()).to_numpy()
    _from_points(placed, point)
    stated_city = [
        city if isinstance(city, str) else _city_of(county)
        for city, county in zip(placed["city_adcode"], placed["county_adcode"], strict=True)
    ]
    placed["city_adcode"] = pd.Series(stated_city, index=placed.index, dtype=object)
    found = locate([a if not p else None for a, p in zip(frame["address"], point, strict=True)])
    found.index = placed.index
    contradicted = _from_addresses(placed, found, ~point)
    stated = placed["located_by"].isin(["county", "city"]) & point
    placed["located_by"] = placed["located_by"].mask(point & ~stated, "point")
    placed["location_confidence"] = placed["location_confidence"].mask(point & ~stated, 1.0)
    matched = found["matched"].where(~pd.Series(point, index=found.index))
    notes = _notes("enterprises", frame, placed, PLACED, "located", placed["located_by"], matched)
    by = placed["located_by"]
    findings = [
        *at_rows(
            Severity.DOUBT, "address_elsewhere", "enterprises", placed, contradicted, "address",
            stated=placed["county_adcode"].where(
                placed["county_adcode"].notna(), placed["city_adcode"]
            ),
            found=found["matched"],
        ),
        *at_rows(Severity.DOUBT, "located_to_city", "enterprises", placed, by == "city", "address",
                 city=placed["city_adcode"]),
        *at_rows(Severity.DOUBT, "not_located", "enterprises", placed, by == "none", "address"),
    ]  # fmt: skip
    return placed, notes, findings


def _city_of(county: object) -> str | None:
    return city_of_county(county) if isinstance(county, str) else None


def _from_points(placed: pd.DataFrame, point: np.ndarray) -> None:
    """The county a point lies in, unless the city it states is another one."""
    rows = np.flatnonzero(point & placed["county_adcode"].isna().to_numpy())
    if not len(rows):
        return
    lon, lat = placed["lon"].to_numpy()[rows], placed["lat"].to_numpy()[rows]
    county = county_of(lon, lat, near_km=NEAR_COAST_KM)
    city = placed["city_adcode"].to_numpy(dtype=object)[rows]
    agrees = np.array(
        [
            c is not None and (s is None or s == _city_of(c))
            for c, s in zip(county, city, strict=True)
        ]
    )
    counties = placed["county_adcode"].to_numpy(dtype=object).copy()
    counties[rows[agrees]] = county[agrees]
    placed["county_adcode"] = pd.Series(counties, index=placed.index, dtype=object)


def _from_addresses(placed: pd.DataFrame, found: pd.DataFrame, without: np.ndarray) -> pd.Series:
    """Places rows without coordinates in place; gives which addresses contradict their codes."""
    columns = {name: placed[name].to_numpy(dtype=object).copy() for name in PLACED}
    by = placed["located_by"].to_numpy(dtype=object).copy()
    confidence = placed["location_confidence"].to_numpy(dtype=float).copy()
    contradicted = np.zeros(len(placed), dtype=bool)
    rows = found.to_dict("records")
    for i in np.flatnonzero(without):
        city, county = columns["city_adcode"][i], columns["county_adcode"][i]
        address = rows[i] if rows[i]["level"] != "none" else None
        if address and (
            (county and address["county_adcode"] and address["county_adcode"] != county)
            or (city and address["city_adcode"] != city)
        ):
            contradicted[i] = True
            address = None
        place = _choose(city, county, address)
        by[i], confidence[i] = place["by"], place["confidence"]
        for name in PLACED:
            if name in ("lon", "lat") or columns[name][i] is None:
                columns[name][i] = place[name]
    for name in PLACED:
        dtype = "float64" if name in ("lon", "lat") else object
        placed[name] = pd.Series(columns[name], index=placed.index, dtype=dtype)
    placed["located_by"] = pd.Series(by, index=placed.index, dtype=object)
    placed["location_confidence"] = confidence
    return pd.Series(contradicted, index=placed.index)


def _choose(city: str | None, county: str | None, address: Mapping | None) -> dict[str, object]:
    """Place of one row from what it states and what its address says (which agree)."""
    if address and (address["county_adcode"] or not county):
        taken: dict[str, object] = {name: address[name] for name in PLACED}
        # The county stated in a column is certain; the address then only adds the town.
        confidence = 1.0 if county else address["confidence"]
        by = "county" if address["county_adcode"] and address["level"] == "county" else "city"
        return taken | {"by": "county" if county else by, "confidence": confidence}
    if county and (seat := _seat(county)):
        return _at(seat, "county", county)
    if city and (seat := names().cities.get(city)):
        return _at(seat, "city", city if city in CITIES_WITHOUT_COUNTIES else None)
    nowhere = dict.fromkeys(PLACED) | {"lon": np.nan, "lat": np.nan}
    return nowhere | {"by": "none", "confidence": 0.0}


def _seat(county: str) -> Place | None:
    return names().counties.get(county) or names().cities.get(county)


def _at(seat: Place, by: str, county: str | None) -> dict[str, object]:
    return {
        "city_adcode": seat.city, "county_adcode": county, "town": None, "lon": seat.lon,
        "lat": seat.lat, "by": "city" if county in CITIES_WITHOUT_COUNTIES else by,
        "confidence": 1.0,
    }  # fmt: skip


def locate_parks(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Parks without coordinates stand at their county seat, else city seat, and say so."""
    placed = frame.copy()
    basis = placed["coord_basis"].to_numpy(dtype=object).copy()
    lon, lat = placed["lon"].to_numpy().copy(), placed["lat"].to_numpy().copy()
    missing = np.isnan(lon) | np.isnan(lat)
    for i in range(len(placed)):
        if not missing[i]:
            basis[i] = basis[i] or "park"
            continue
        seat, basis[i] = _seat_of(placed["county_adcode"].iat[i], placed["city_adcode"].iat[i])
        if seat is not None:
            lon[i], lat[i] = seat.lon, seat.lat
    placed = placed.assign(lon=lon, lat=lat)
    placed["coord_basis"] = pd.Series(basis, index=placed.index, dtype=object)
    notes = _notes("parks", frame, placed, ("lon", "lat"), "located", placed["coord_basis"])
    at_seat = pd.Series(missing & pd.notna(basis), index=placed.index)
    findings = [
        *at_rows(Severity.DOUBT, "park_at_seat", "parks", placed, at_seat, "lon",
                 name=placed["name_zh"]),
        *at_rows(Severity.DOUBT, "park_nowhere", "parks", placed, pd.isna(placed["coord_basis"]),
                 "lon", name=placed["name_zh"]),
    ]  # fmt: skip
    return placed, notes, findings


def locate_anchors(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Anchors without coordinates stand at their county seat, else city seat; each is a doubt."""
    lon, lat = frame["lon"].to_numpy().copy(), frame["lat"].to_numpy().copy()
    missing = np.isnan(lon) | np.isnan(lat)
    basis: list[str | None] = [None] * len(frame)
    for i in np.flatnonzero(missing).tolist():
        seat, basis[i] = _seat_of(frame["county_adcode"].iat[i], frame["city_adcode"].iat[i])
        if seat is not None:
            lon[i], lat[i] = seat.lon, seat.lat
    placed = frame.assign(lon=lon, lat=lat)
    stands = pd.Series(basis, index=placed.index, dtype=object)
    notes = _notes("anchors", frame, placed, ("lon", "lat"), "located", stands)
    findings = [
        finding
        for code, rows in (
            ("anchor_at_seat", stands.notna()),
            ("anchor_nowhere", stands.isna() & missing),
        )
        for finding in at_rows(
            Severity.DOUBT, code, "anchors", placed, rows, "lon", name=placed["name_zh"]
        )
    ]
    return placed, notes, findings


def _seat_of(county: object, city: object) -> tuple[Place | None, str | None]:
    """The seat of the county, else of the city, and which of them; (None, None) without both."""
    seat = names().counties.get(county) if isinstance(county, str) else None
    if seat is not None:
        return seat, "county_seat"
    seat = names().cities.get(city) if isinstance(city, str) else None
    return seat, "city_seat" if seat else None


def _notes(
    table: str,
    before: pd.DataFrame,
    after: pd.DataFrame,
    columns: tuple[str, ...],
    kind: str,
    rule: str | pd.Series,
    source: str | pd.Series = "",
) -> pd.DataFrame:
    """A note for every cell of `columns` that differs; rule and source may go row by row."""
    parts = []
    for name in columns:
        old, new = before[name], after[name]
        changed = ~((old == new).fillna(False) | (old.isna() & new.isna()))
        rows = np.flatnonzero(changed.to_numpy(dtype=bool))
        if not len(rows):
            continue
        part = {
            "table": table,
            "row": after["source_row"].to_numpy(dtype=object)[rows],
            "id": after[ALL[table].key[0]].to_numpy(dtype=object)[rows],
            "column": name,
            "kind": kind,
            "before": old.to_numpy(dtype=object)[rows],
            "after": new.to_numpy(dtype=object)[rows],
            "unit": ALL[table][name].unit,
            "rule": rule.to_numpy(dtype=object)[rows] if isinstance(rule, pd.Series) else rule,
            "source": (
                source.to_numpy(dtype=object)[rows] if isinstance(source, pd.Series) else source
            ),
        }
        parts.append(pd.DataFrame(part).reindex(columns=list(NOTE_COLUMNS)))
    return join_notes(parts)
