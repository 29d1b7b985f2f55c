"""Readers: one file per format; which one reads a file is decided by its content.

Nothing here raises for what a user uploads: whatever is wrong comes back as findings.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from geodata.findings import Finding
from geodata.readers.archive import check_archive
from geodata.readers.csv import read_csv
from geodata.readers.geojson import read_geojson
from geodata.readers.geopackage import read_geopackage
from geodata.readers.program import HEAD_BYTES, is_program, program_member
from geodata.readers.raw import MAX_FILE_BYTES, Grid, RawTable, Read
from geodata.readers.shapefile import read_shapefile, read_shapefile_zip
from geodata.readers.xlsx import read_xlsx
from geodata.report import blocker, doubt

Reader = Callable[[Path], Read]

SUFFIXES: dict[Reader, tuple[str, ...]] = {
    read_csv: (".csv", ".txt", ".tsv"),
    read_xlsx: (".xlsx", ".xlsm"),
    read_geopackage: (".gpkg",),
    read_shapefile_zip: (".zip",),
    read_shapefile: (".shp",),
    read_geojson: (".geojson", ".json"),
}
"""Reader -> the endings its files usually have."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
"""Application ids of GeoPackage (OGC 12-128, clause 1.1.1.1.1), at byte 68 of the file."""
_SHP = b"\x00\x00\x27\x0a"


def read_file(path: Path) -> Read:
    """Everything in one file, or the finding that says why it cannot be read.

    Files of MAX_FILE_BYTES or more, and archives that unpack to too much, are refused unread.
    """
    path = Path(path)
    name = path.name or str(path)
    try:
        reader = _admitted(path)
        if isinstance(reader, Read):
            return reader
        read = reader(path)
    except Exception:
        # The readers name what they know; a broken file may still make a library raise anything,
        # and whoever uploads it must get a finding, not a traceback.
        return Read(findings=(blocker("file_unreadable", name, source=name),))
    if path.suffix.lower() not in SUFFIXES[reader] and (read.grids or read.layers):
        right = SUFFIXES[reader][0]
        ending = doubt("ending_wrong", name, value=path.suffix, source=name, right=right)
        return Read(read.grids, read.layers, (*read.findings, ending))
    return read


def chosen_reader(path: Path) -> Reader | tuple[Finding, ...]:
    """The reader for a file by its content, without reading it; else why `read_file` refuses it."""
    path = Path(path)
    try:
        reader = _admitted(path)
    except Exception:
        name = path.name or str(path)
        return (blocker("file_unreadable", name, source=name),)
    return reader.findings if isinstance(reader, Read) else reader


def _admitted(path: Path) -> Reader | Read:
    """The reader for a file that is there and not too large, or the findings that say why not."""
    name = path.name or str(path)
    if path.is_dir():
        return Read(findings=(blocker("file_is_folder", name, source=name),))
    if not path.exists():
        return Read(findings=(blocker("file_missing", name, source=name),))
    if not path.is_file():
        return Read(findings=(blocker("file_unreadable", name, source=name),))
    size = path.stat().st_size
    if size == 0:
        return Read(findings=(blocker("file_empty", name, source=name),))
    if size >= MAX_FILE_BYTES:
        most = MAX_FILE_BYTES // 1_000_000
        large = blocker("file_too_large", name, source=name, mb=size // 1_000_000, most=most)
        return Read(findings=(large,))
    return _choose(path)


def _choose(path: Path) -> Reader | Read:
    """The reader for this content, or the findings that say why there is none."""
    name = path.name
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_program(head):
        return Read(findings=(blocker("file_is_program", name, source=name),))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _choose_zip(path)
    if head.startswith(_OLE):
        encrypted = _OLE_ENCRYPTED in path.read_bytes()
        code = "xlsx_password" if encrypted else "xls_old"
        return Read(findings=(blocker(code, name, source=name),))
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] in _GEOPACKAGE:
            return read_geopackage
        return Read(findings=(blocker("format_unknown", name, source=name),))
    if head.startswith(_SHP):
        return read_shapefile
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"{"):
        return read_geojson
    if text.startswith(b"<"):
        return Read(findings=(blocker("format_unknown", name, source=name),))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return Read(findings=(blocker("xlsx_broken", name, source=name),))
    if path.suffix.lower() in (".gpkg", ".shp"):
        return Read(findings=(blocker("layer_broken", name, source=name),))
    if path.suffix.lower() == ".zip":
        return Read(findings=(blocker("archive_broken", name, source=name),))
    if path.suffix.lower() in (".geojson", ".json"):
        return Read(findings=(blocker("geojson_broken", name, source=name),))
    return read_csv


def _choose_zip(path: Path) -> Reader | Read:
    findings = check_archive(path)
    if findings:
        return Read(findings=tuple(findings))
    if (program := program_member(path)) is not None:
        return Read(findings=(blocker("archive_program", path.name, value=program,
                                      source=path.name),))  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
    if "[Content_Types].xml" in members and any(m.startswith("xl/") for m in members):
        return read_xlsx
    if any(PurePosixPath(member).suffix.lower() in (".shp", ".dbf") for member in members):
        return read_shapefile_zip
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return Read(findings=(blocker("xlsx_broken", path.name, source=path.name),))
    return Read(findings=(blocker("archive_unknown", path.name, source=path.name),))


__all__ = ["SUFFIXES", "Grid", "RawTable", "Read", "chosen_reader", "read_file"]
