"""One layer of a file that GDAL opens (GeoPackage, Shapefile) as a RawTable."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geodata.findings import Finding
from geodata.readers.geometry import points_of
from geodata.readers.raw import MAX_COLUMNS, MAX_ROWS, Cell, RawTable
from geodata.report import blocker

UNREADABLE = (
    DataLayerError, DataSourceError, FeatureError, shapely.errors.GEOSException, ValueError,
    OSError, RuntimeError,
)  # fmt: skip
"""What a broken layer may raise; a UnicodeDecodeError is a ValueError."""


def read_layer(
    path: Path,
    layer: str | None,
    file: str,
    sheet: str,
    *,
    encoding: str | None = None,
    short_names: bool = False,
) -> tuple[RawTable | None, list[Finding]]:
    """The layer with its attributes as columns and its shapes as lon/lat.

    file, sheet: what people call them.  Row numbers count features from 1, plus 1 for the header.
    Raises one of UNREADABLE if the layer is broken or not in `encoding`.
    """
    place = f"{file} / {sheet}" if sheet else file
    info = pyogrio.read_info(path, layer=layer, encoding=encoding, force_feature_count=True)
    if info["features"] > MAX_ROWS:
        return None, [blocker("too_many_rows", place, source=place, most=MAX_ROWS)]
    if len(info["fields"]) > MAX_COLUMNS:
        return None, [blocker("too_many_columns", place, source=place, most=MAX_COLUMNS)]
    frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding, fid_as_index=False)
    findings: list[Finding] = []
    lon = lat = None
    exact = False
    if "geometry" in frame.columns and info["geometry_type"] is not None:
        points = points_of(list(frame["geometry"]), info["crs"], place)
        lon, lat, exact = points.lon, points.lat, points.exact_datum
        findings.extend(points.findings)
    names = [str(name) for name in info["fields"]]
    columns = tuple([plain_cell(value) for value in frame[name]] for name in names)
    table = RawTable(
        file,
        sheet,
        tuple(names),
        columns,
        tuple(range(2, len(frame) + 2)),
        lon=lon,
        lat=lat,
        exact_datum=exact,
        short_names=short_names,
    )
    return table, findings


def plain_cell(value: object) -> Cell:
    """A value of a data frame as a plain cell; dates as ISO text, nested values as text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return None if pd.isna(value) else float(value)
    if isinstance(value, pd.Timestamp | datetime):
        whole_day = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if text.strip() else None
