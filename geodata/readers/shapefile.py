"""Reads Shapefiles, zipped or beside each other; texts by .cpg, else UTF-8, else GB18030.

Field names of a Shapefile are cut to 10 bytes (5 Chinese characters in GBK, 3 in UTF-8); they are
matched by their beginning later.
"""

from __future__ import annotations

import codecs
import shutil
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath

from geodata.findings import Finding
from geodata.readers.archive import member_name
from geodata.readers.raw import RawTable, Read
from geodata.readers.vector import UNREADABLE, read_layer
from geodata.report import blocker, doubt

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
NEEDED = (".shp", ".dbf")
_CODE_PAGES = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030",
               "65001": "utf-8", "utf8": "utf-8", "54936": "gb18030"}  # fmt: skip

_DBF_START, _DBF_FIELD, _DBF_NAME, _DBF_END = 32, 32, 11, 0x0D
"""dBase III header: fields begin at byte 32, 32 bytes each, 11 of them the name; 0x0D ends them."""


def read_shapefile_zip(path: Path) -> Read:
    """Every Shapefile in the archive (which must have passed `check_archive`)."""
    findings: list[Finding] = []
    layers: list[RawTable] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = _unpack(path, Path(folder))
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
            return Read(findings=(blocker("archive_broken", path.name, source=path.name),))
        for shp, title in found:
            table, problems = _read(shp, path.name, title)
            findings.extend(problems)
            layers.extend([table] if table is not None else [])
    return Read(layers=tuple(layers), findings=tuple(findings))


def read_shapefile(path: Path) -> Read:
    """A bare .shp with its .dbf and other parts beside it, in either case of letters."""
    with tempfile.TemporaryDirectory() as folder:
        for part in path.parent.iterdir():
            if part.stem == path.stem and part.suffix.lower() in PARTS:
                shutil.copyfile(part, Path(folder) / f"layer{part.suffix.lower()}")
        table, findings = _read(Path(folder) / "layer.shp", path.name, path.stem)
    return Read(layers=(table,) if table is not None else (), findings=tuple(findings))


def _unpack(path: Path, folder: Path) -> list[tuple[Path, str]]:
    """Writes the parts of each Shapefile under names of our own; gives .shp path and its title."""
    groups: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            inside = PurePosixPath(member_name(member))
            if inside.suffix.lower() in PARTS and "__MACOSX" not in inside.parts:
                groups[str(inside.with_suffix(""))][inside.suffix.lower()] = member
        found = []
        for number, (stem, parts) in enumerate(sorted(groups.items())):
            if ".shp" not in parts and ".dbf" not in parts:
                continue
            for suffix, member in parts.items():
                target = folder / f"layer{number}{suffix}"
                with archive.open(member) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
            found.append((folder / f"layer{number}.shp", PurePosixPath(stem).name))
    return found


def _read(shp: Path, file: str, title: str) -> tuple[RawTable | None, list[Finding]]:
    missing = [suffix for suffix in NEEDED if not shp.with_suffix(suffix).is_file()]
    if missing:
        return None, [blocker("shapefile_parts", file, value=title, source=file,
                              missing=" ".join(missing))]  # fmt: skip
    findings: list[Finding] = []
    declared = _declared_encoding(shp.with_suffix(".cpg"))
    if declared is None:
        findings.append(doubt("shapefile_no_cpg", file, value=title, source=file))
    header = _dbf_header(shp.with_suffix(".dbf"))
    for encoding in dict.fromkeys([declared, "utf-8", "gb18030"]):
        if encoding is None:
            continue
        _write_whole_names(shp.with_suffix(".dbf"), header, encoding)
        try:
            table, found = read_layer(shp, None, file, title, encoding=encoding, short_names=True)
        except UnicodeDecodeError:
            continue
        except UNREADABLE:
            break
        if encoding != declared and declared is not None:
            findings.append(
                doubt("shapefile_wrong_cpg", file, value=declared, source=file, used=encoding)
            )
        return table, findings + found
    return None, [*findings, blocker("layer_broken", file, value=title, source=file)]


def _dbf_header(dbf: Path) -> bytes:
    """The part before the records, with the names of the fields."""
    with dbf.open("rb") as file:
        start = file.read(12)
        size = int.from_bytes(start[8:10], "little") if len(start) == 12 else 0
        return start + file.read(max(size - 12, 0))


def _write_whole_names(dbf: Path, header: bytes, encoding: str) -> None:
    """Put the header back without pieces of characters at the end of field names.

    "园区名称" has 12 bytes in UTF-8: cut to 10, its last character is a single byte, and the whole
    file would count as not being UTF-8.  Writes into our own copy only.
    """
    whole = bytearray(header)
    for at in range(_DBF_START, len(whole) - _DBF_FIELD + 1, _DBF_FIELD):
        if whole[at] == _DBF_END:
            break
        name = bytes(whole[at : at + _DBF_NAME]).split(b"\0")[0]
        try:
            kept = codecs.getincrementaldecoder(encoding)().decode(name).encode(encoding)
        except UnicodeError:
            continue
        whole[at : at + _DBF_NAME] = kept.ljust(_DBF_NAME, b"\0")
    with dbf.open("r+b") as file:
        file.write(whole)


def _declared_encoding(cpg: Path) -> str | None:
    if not cpg.is_file():
        return None
    text = cpg.read_bytes()[:40].decode("ascii", "replace").strip().casefold()
    text = text.removeprefix("ansi ").removeprefix("oem ")
    try:
        return codecs.lookup(_CODE_PAGES.get(text, text)).name
    except LookupError:
        return None
