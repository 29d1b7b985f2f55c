"""What every reader hands over: sheets as grids of cells, layers as tables, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.findings import Finding

Cell = str | float | int | bool | None
"""A cell as read: text, number, yes/no or empty.  Dates come as ISO text ("2016-05-01")."""

MAX_FILE_BYTES = 100_000_000
MAX_ROWS = 300_000
MAX_COLUMNS = 500


@dataclass(frozen=True)
class Merge:
    """A merged block of cells: sheet rows (from 1) and columns (from 0), both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet (or text file) before anybody knows which row is the header.

    cells: one list per row that has any value; lists may differ in length.  rows: the sheet row
    number of each.  formulas: (sheet row, column from 0) -> whether the file holds a result.
    """

    file: str
    sheet: str
    cells: list[list[Cell]]
    rows: list[int]
    merges: tuple[Merge, ...] = ()
    formulas: Mapping[tuple[int, int], bool] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """File and sheet, as shown to people."""
        return f"{self.file} / {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True, eq=False)
class RawTable:
    """One table with headers, its cells still as read.

    headers[i], groups[i] (text of a merged heading above, "" if none), unit_row[i] (text of a row
    of units below the header) belong to columns[i], a list of cells aligned with rows (sheet row
    numbers); title_units stand above the header ("单位：万元、亩").  formulas: column -> sheet rows
    with a formula -> whether the file holds a result.
    lon, lat: degrees from the geometry of a layer (None without one); exact_datum: the layer's own
    reference system made them WGS84 already.  short_names: names may be cut to 10 bytes.
    """

    file: str
    sheet: str
    headers: tuple[str, ...]
    columns: tuple[list[Cell], ...]
    rows: tuple[int, ...]
    groups: tuple[str, ...] = ()
    unit_row: tuple[str, ...] = ()
    title_units: tuple[str, ...] = ()
    formulas: Mapping[int, Mapping[int, bool]] = field(default_factory=dict)
    lon: list[Cell] | None = None
    lat: list[Cell] | None = None
    exact_datum: bool = False
    short_names: bool = False

    @property
    def place(self) -> str:
        """File and sheet or layer, as shown to people."""
        return f"{self.file} / {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True, eq=False)
class Read:
    """What came out of one file: sheets, layers, and findings about the file itself."""

    grids: tuple[Grid, ...] = ()
    layers: tuple[RawTable, ...] = ()
    findings: tuple[Finding, ...] = ()
