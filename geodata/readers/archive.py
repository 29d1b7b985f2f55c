"""Zip files are looked at before anything in them is unpacked (an .xlsx is a zip as well).

Refused, by reading only the directory at the end of the file: bombs (sizes and ratios below),
thousands of members, names that point outside the folder, passwords, broken archives.  Python's
zipfile never unpacks more of a member than its declared size, so a false size cannot exceed these.
"""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from geodata.findings import Finding
from geodata.report import blocker

MAX_MEMBERS = 2_000
MAX_DIRECTORY_BYTES = 4_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 200.0
RATIO_COUNTS_FROM_BYTES = 20_000_000


def check_archive(path: Path) -> list[Finding]:
    """Why this zip may not be opened; an empty list if it may.  Reads only its directory."""
    name = path.name
    size = _directory_bytes(path)
    if size is None:
        return [blocker("archive_broken", name, source=name)]
    if size > MAX_DIRECTORY_BYTES:
        return [blocker("archive_members", name, source=name, most=MAX_MEMBERS)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return [blocker("archive_broken", name, source=name)]
    if len(members) > MAX_MEMBERS:
        return [blocker("archive_members", name, source=name, most=MAX_MEMBERS)]
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_COUNTS_FROM_BYTES and ratio > MAX_RATIO):
        megabytes = round(unpacked / 1e6)
        return [blocker("archive_bomb", name, source=name, mb=megabytes, ratio=round(ratio))]
    if outside := [m.filename for m in members if _points_outside(m.filename)]:
        return [blocker("archive_path", name, value=outside[0], source=name)]
    if any(member.flag_bits & 0x1 for member in members):
        return [blocker("archive_encrypted", name, source=name)]
    return []


def _points_outside(member: str) -> bool:
    parts = re.split(r"[/\\]", member)
    return member.startswith(("/", "\\")) or ".." in parts or bool(re.match(r"[A-Za-z]:", member))


def _directory_bytes(path: Path) -> int | None:
    """Length of the zip's directory as its end record states it; None without such a record."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        start = max(0, length - 65_557 - 20)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or at + 22 > len(tail):
            return None
        size: int = struct.unpack_from("<I", tail, at + 12)[0]
        locator = tail[at - 20 : at] if at >= 20 else b""
        if locator[:4] == b"PK\x06\x07":
            where: int = struct.unpack_from("<Q", locator, 8)[0]
            if where + 56 > length:
                return None
            file.seek(where)
            record = file.read(56)
            size = struct.unpack_from("<Q", record, 40)[0]
    return size


def member_name(member: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is tried as GB18030, as Windows writes it."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
