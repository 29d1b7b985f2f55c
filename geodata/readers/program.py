"""Programs that come as data: told by their first bytes, whatever they are called.

Nothing here is ever run; but whoever passes a file on to a colleague must not pass on a program.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

HEAD_BYTES = 512
_BINARY = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"\x00asm", b"L\x00\x00\x00\x01\x14\x02\x00", b"dex\n",
)  # fmt: skip
"""Linux, macOS (four orders of bytes), universal binary or Java class, WebAssembly, Windows
shortcut, Android."""
_WINDOWS = b"MZ"
_SCRIPT = re.compile(rb"(?i)#!\s*[/\w]|<\?php|@echo\s+o(?:n|ff)\b|<script\b|<%|<job\b")
"""How scripts begin that a system starts by themselves: Unix, PHP, Windows batch and host."""
_RUNNABLE = frozenset((
    ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse",
    ".wsf", ".hta", ".lnk", ".jar", ".sh",
))  # fmt: skip


def is_program(head: bytes) -> bool:
    """Whether a file that begins like this is a program or a script.

    "MZ" alone may begin the name of a firm; a Windows program has zero bytes soon after it.
    """
    if head.startswith(_BINARY):
        return True
    if head.startswith(_WINDOWS):
        return b"\x00" in head
    return _SCRIPT.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")) is not None


def program_in(path: Path) -> bool:
    """Whether the file is a program or a script.  Raises OSError."""
    with path.open("rb") as file:
        return is_program(file.read(HEAD_BYTES))


def program_member(path: Path) -> str | None:
    """The first member of a zip that is a program, by its name or its first bytes; None if none is.

    For archives that `check_archive` lets pass: only the beginning of each member is unpacked.
    """
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            if PurePosixPath(member.filename).suffix.lower() in _RUNNABLE:
                return member.filename
            with archive.open(member) as file:
                if is_program(file.read(HEAD_BYTES)):
                    return member.filename
    return None
