"""Reads GeoPackage: every layer, also those without shapes."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyogrio

from geodata.findings import Finding
from geodata.readers.raw import RawTable, Read
from geodata.readers.vector import UNREADABLE, read_layer
from geodata.report import blocker, doubt

MAX_LAYERS = 50
_STYLES = "layer_styles"


def read_geopackage(path: Path) -> Read:
    """A table per layer; findings for empty or broken ones.  Never raises for content."""
    name = path.name
    findings: list[Finding] = []
    layers: list[RawTable] = []
    try:
        with warnings.catch_warnings():
            # Odd version numbers of a file that can be read are no matter for its user.
            warnings.simplefilter("ignore", RuntimeWarning)
            names = [str(row[0]) for row in pyogrio.list_layers(path)]
            if len(names) > MAX_LAYERS:
                return Read(
                    findings=(blocker("too_many_layers", name, source=name, most=MAX_LAYERS),)
                )
            for layer in names:
                if layer == _STYLES:
                    continue
                table, found = read_layer(path, layer, name, layer)
                findings.extend(found)
                if table is not None and table.rows:
                    layers.append(table)
                elif table is not None:
                    findings.append(doubt("sheet_empty", name, value=layer, source=name))
    except UNREADABLE:
        findings.append(blocker("layer_broken", name, source=name))
    return Read(layers=tuple(layers), findings=tuple(findings))
