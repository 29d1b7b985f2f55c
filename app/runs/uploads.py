"""Uploads: what comes through a browser, bounded, named safely, and looked at before it is kept.

Nothing is unpacked here.  A file is told by its content, not by its ending, with the readers' own
eyes; what they would refuse is refused at once, all files in one go, each with its remedy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from geodata.findings import Finding, blockers
from geodata.readers import SUFFIXES, chosen_reader
from geodata.readers.program import program_in
from geodata.readers.raw import MAX_FILE_BYTES
from geodata.report import blocker

MAX_FILES = 40
MAX_TOTAL_BYTES = 300_000_000
MAX_NAME = 120
PIECE = 1 << 20
PARTS = (".dbf", ".shx", ".prj", ".cpg")
"""What belongs to a .shp beside it; none of them is a table of its own."""
KINDS = {
    "read_csv": "csv", "read_xlsx": "xlsx", "read_geopackage": "gpkg", "read_shapefile": "shp",
    "read_shapefile_zip": "zip", "read_geojson": "geojson",
}  # fmt: skip
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


@dataclass(frozen=True)
class Upload:
    """One accepted file.  name: safe, unique in its folder.  original: as the user's machine called
    it.  kind: csv, xlsx, gpkg, shp, zip (of Shapefiles), geojson, or part (of a Shapefile)."""

    name: str
    original: str
    path: Path
    bytes: int
    sha256: str
    kind: str


@dataclass(frozen=True)
class Accepted:
    """uploads: what can be read further.  findings: a blocker for each file that was refused."""

    uploads: tuple[Upload, ...]
    findings: tuple[Finding, ...]


def accept(files: Iterable[tuple[str, bytes | BinaryIO]], folder: Path) -> Accepted:
    """Write the uploaded files (name, content) into `folder` under safe names, those that may be.

    Refused: more than MAX_FILES, MAX_FILE_BYTES or more in one, more than MAX_TOTAL_BYTES in all,
    archives that unpack to too much or point outside (`readers.archive`), programs and scripts
    whatever they are called (`readers.program`), what no reader knows.
    Reads each content once and never more of it than the limits allow.  Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    uploads: list[Upload] = []
    findings: list[Finding] = []
    total = 0
    for number, (original, content) in enumerate(files):
        shown = _shown(original)
        if number >= MAX_FILES:
            findings.append(blocker("upload_too_many", shown, source=shown, most=MAX_FILES))
            break
        path = _free(folder, safe_name(original))
        most = min(MAX_FILE_BYTES, MAX_TOTAL_BYTES - total + 1)
        size, digest = _write(content, path, most)
        if size >= most:
            path.unlink()
            findings.append(_too_large(shown, most))
            continue
        kind, problems = _kind(path)
        if problems:
            path.unlink()
            findings += problems
            continue
        total += size
        uploads.append(Upload(path.name, original, path, size, digest, kind))
    return Accepted(tuple(uploads), tuple(findings))


def safe_name(original: str) -> str:
    """A file name without folders, control characters and what Windows does not allow.

    Chinese names stay as they are.  Example: r"..\\..\\企业名录?.xlsx" -> "企业名录_.xlsx"
    """
    text = unicodedata.normalize("NFC", original).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join("_" if unicodedata.category(c).startswith("C") else c for c in text)
    text = re.sub(r'[<>:"|?*]', "_", text).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if dot and stem:
        text = f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
    text = text[:MAX_NAME]
    if not text or RESERVED.fullmatch(text):
        text = f"file_{text}"
    return text


def _free(folder: Path, name: str) -> Path:
    """A path in `folder` that no file has yet, whatever the case of its letters."""
    taken = {path.name.lower() for path in folder.iterdir()}
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot and stem else (name, "")
    candidate, number = name, 2
    while candidate.lower() in taken:
        candidate, number = f"{stem}-{number}{ending}", number + 1
    return folder / candidate


def _write(content: bytes | BinaryIO, path: Path, most: int) -> tuple[int, str]:
    """Bytes written (at most `most`) and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        if isinstance(content, bytes | bytearray | memoryview):
            pieces: Iterable[bytes] = [bytes(content[:most])]
        else:
            pieces = iter(lambda: content.read(PIECE), b"")
        for piece in pieces:
            piece = piece[: most - size]
            size += len(piece)
            digest.update(piece)
            file.write(piece)
            if size >= most:
                break
    return size, digest.hexdigest()


def _kind(path: Path) -> tuple[str, list[Finding]]:
    """What a file is by its content, or why it is refused."""
    if path.suffix.lower() in PARTS:
        if program_in(path):
            return "", [blocker("file_is_program", path.name, source=path.name)]
        return "part", []
    chosen = chosen_reader(path)
    if isinstance(chosen, tuple):
        return "", blockers(chosen)
    assert chosen in SUFFIXES
    return KINDS[chosen.__name__], []


def _too_large(shown: str, most: int) -> Finding:
    if most == MAX_FILE_BYTES:
        megabytes = MAX_FILE_BYTES // 1_000_000
        return blocker("file_too_large", shown, source=shown, mb=f"≥ {megabytes}", most=megabytes)
    return blocker("upload_total", shown, source=shown, most=MAX_TOTAL_BYTES // 1_000_000)


def _shown(original: str) -> str:
    return safe_name(original)
