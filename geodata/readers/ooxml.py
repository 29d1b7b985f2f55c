"""The parts of an .xlsx file around its sheets: sheet list, shared texts, which styles are dates.

Read straight from the zip's XML, because the usual library gives either formulas or their stored
results, never both, and no merged cells while streaming.  Both namespaces of the format are
accepted (names are compared without them).  Structure: ECMA-376 part 1, sections 18.2-18.8.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse

MAX_PART_BYTES = 20_000_000
MAX_TEXTS = 5_000_000
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True)
class SheetEntry:
    """A worksheet: its name, the zip member that holds it, and whether people see it."""

    name: str
    member: str
    visible: bool


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return str(value)
    return None


def _xml(archive: zipfile.ZipFile, member: str) -> Any:
    if archive.getinfo(member).file_size > MAX_PART_BYTES:
        raise ValueError(f"{member} is too large")
    return fromstring(archive.read(member))


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id -> (kind, member)."""
    folder, name = posixpath.split(part)
    member = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}
    for relation in _xml(archive, member):
        target = str(relation.get("Target"))
        joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = str(relation.get("Type")).rpartition("/")[2]
        found[str(relation.get("Id"))] = (kind, posixpath.normpath(joined))
    return found


@dataclass(frozen=True)
class Workbook:
    """What a sheet's cells refer to."""

    sheets: tuple[SheetEntry, ...]
    texts: list[str]
    date_styles: frozenset[int]
    epoch: date


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Everything but the sheets.  Raises KeyError, ValueError or ParseError for anything else."""
    start = next(
        member for kind, member in _targets(archive, "").values() if kind == "officeDocument"
    )
    book = _xml(archive, start)
    targets = _targets(archive, start)
    sheets = []
    epoch = date(1899, 12, 30)
    for element in book.iter():
        if local(element.tag) == "sheet":
            kind, member = targets[str(attribute(element, "id"))]
            visible = element.get("state", "visible") == "visible"
            if kind == "worksheet":
                sheets.append(SheetEntry(str(element.get("name")), member, visible))
        elif local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true"):
            epoch = date(1904, 1, 1)
    parts = dict(targets.values())
    texts = list(_shared_texts(archive, parts["sharedStrings"])) if "sharedStrings" in parts else []
    styles = _date_styles(_xml(archive, parts["styles"])) if "styles" in parts else frozenset()
    return Workbook(tuple(sheets), texts, styles, epoch)


def _shared_texts(archive: zipfile.ZipFile, member: str) -> Iterator[str]:
    with archive.open(member) as stream:
        events = iterparse(stream, events=("start", "end"))
        _, root = next(events)
        count = 0
        for event, element in events:
            if event == "end" and local(element.tag) == "si":
                yield text_of(element)
                root.clear()  # or the tree of read texts would stay in memory
                count += 1
                if count > MAX_TEXTS:
                    raise ValueError("too many texts")


def text_of(element: Any) -> str:
    """The text of a rich or plain string; pronunciation hints are left out."""
    parts = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts.extend(t.text or "" for t in child if local(t.tag) == "t")
    return "".join(parts)


def _date_styles(styles: Any) -> frozenset[int]:
    formats: dict[int, str] = {}
    dates: set[int] = set()
    for element in styles.iter():
        name = local(element.tag)
        if name == "numFmt":
            formats[int(element.get("numFmtId"))] = str(element.get("formatCode"))
        elif name == "cellXfs":
            for position, style in enumerate(element):
                number = int(style.get("numFmtId", 0))
                if is_date_format(number, formats.get(number, "")):
                    dates.add(position)
    return frozenset(dates)


def is_date_format(number: int, code: str) -> bool:
    """Whether a number format shows a date or time."""
    if not code:
        return number in _BUILT_IN_DATES
    bare = _NOT_FORMAT.sub("", code).casefold()
    return "general" not in bare and bool(re.search("[ymdhs年月日]", bare))


def date_text(serial: float, epoch: date) -> str:
    """A day number as ISO text, with the time only if there is one."""
    moment = datetime(epoch.year, epoch.month, epoch.day) + timedelta(days=serial)
    moment = moment.replace(microsecond=0)
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat(" ")
