"""Reads GeoJSON by itself: no driver gets a say in what a text file from outside may open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from geodata.findings import Finding
from geodata.readers.geometry import points_of
from geodata.readers.raw import MAX_COLUMNS, MAX_ROWS, Cell, RawTable, Read
from geodata.report import blocker, doubt

DEFAULT_CRS = "OGC:CRS84"
"""RFC 7946 section 4: coordinates are WGS84 degrees unless an older `crs` member says otherwise."""


def read_geojson(path: Path) -> Read:
    """The features as one table; never raises for bad content."""
    name = path.name
    broken = Read(findings=(blocker("geojson_broken", name, source=name),))
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return broken
    if not isinstance(content, Mapping):
        return broken
    features = content.get("features") if content.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not all(isinstance(f, Mapping) for f in features):
        return broken
    if len(features) > MAX_ROWS:
        return Read(findings=(blocker("too_many_rows", name, source=name, most=MAX_ROWS),))
    if not features:
        return Read(findings=(doubt("sheet_empty", name, value=name, source=name),))
    properties = [f.get("properties") if isinstance(f.get("properties"), Mapping) else {}
                  for f in features]  # fmt: skip
    headers = list(dict.fromkeys(str(key) for each in properties for key in each))
    if len(headers) > MAX_COLUMNS:
        return Read(findings=(blocker("too_many_columns", name, source=name, most=MAX_COLUMNS),))
    shapes, findings = _shapes(features, name)
    points = points_of(shapes, _crs(content), name)
    table = RawTable(
        name,
        "",
        tuple(headers),
        tuple([_cell(each.get(header)) for each in properties] for header in headers),
        tuple(range(2, len(features) + 2)),
        lon=points.lon,
        lat=points.lat,
        exact_datum=points.exact_datum,
    )
    return Read(layers=(table,), findings=(*findings, *points.findings))


def _shapes(
    features: list[Mapping[str, Any]], name: str
) -> tuple[list[shapely.Geometry | None], list[Finding]]:
    shapes: list[shapely.Geometry | None] = []
    findings = []
    for number, feature in enumerate(features, start=2):
        geometry = feature.get("geometry")
        try:
            shapes.append(None if geometry is None else shape(geometry))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError,
                OverflowError, shapely.errors.ShapelyError):  # fmt: skip
            shapes.append(None)
            findings.append(doubt("shape_broken", name, number, source=name))
    return shapes, findings


def _crs(content: Mapping[str, Any]) -> str:
    """The reference system; the legacy form is {"type": "name", "properties": {"name": "..."}}."""
    declared = content.get("crs")
    if isinstance(declared, Mapping) and isinstance(declared.get("properties"), Mapping):
        return str(declared["properties"].get("name") or DEFAULT_CRS)
    return DEFAULT_CRS


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return str(value)
    if isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return ";".join(str(v) for v in value) or None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if text.strip() else None
