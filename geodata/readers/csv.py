"""Reads delimited text: UTF-8 with or without mark, UTF-16 with mark, GBK/GB18030; , ; tab |."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from geodata.findings import Finding
from geodata.readers.raw import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Read
from geodata.report import blocker, doubt

DELIMITERS = (",", "\t", ";", "|")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SNIFFED_LINES = 30
_LONGEST_CELL = 1_000_000
_LONGEST_LINE = 4_000_000


def read_csv(path: Path) -> Read:
    """One grid, or findings: not text, encoding unknown, too long, quotes never closed."""
    name = path.name
    text, findings = _decode(path.read_bytes(), name)
    if text is None:
        return Read(findings=tuple(findings))
    if not text.strip():
        return Read(findings=(*findings, blocker("file_empty", name, source=name)))
    if max(map(len, text.splitlines())) > _LONGEST_LINE:
        return Read(findings=(*findings, _too_wide(name)))
    skipped = 0
    if hint := re.match(r"sep=(.)\r?\n", text):
        delimiter, text, skipped = hint[1], text[hint.end() :], 1
    else:
        delimiter = sniff(text)
    csv.field_size_limit(_LONGEST_CELL)
    cells: list[list[Cell]] = []
    rows: list[int] = []
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, line in enumerate(lines, start=1 + skipped):
            if len(line) > MAX_COLUMNS:
                return Read(findings=(*findings, _too_wide(name)))
            if not any(cell.strip() for cell in line):
                continue
            if len(cells) > MAX_ROWS:
                return Read(findings=(*findings, _too_long(name)))
            cells.append([cell if cell.strip() else None for cell in line])
            rows.append(number)
    except csv.Error as error:
        row = rows[-1] + 1 if rows else 1
        return Read(findings=(*findings, blocker("csv_broken", name, row, value=error)))
    if not cells:
        return Read(findings=(*findings, blocker("file_empty", name, source=name)))
    return Read(grids=(Grid(name, "", cells, rows),), findings=tuple(findings))


def _too_wide(name: str) -> Finding:
    return blocker("too_many_columns", name, source=name, most=MAX_COLUMNS)


def _too_long(name: str) -> Finding:
    return blocker("too_many_rows", name, source=name, most=MAX_ROWS)


def _decode(content: bytes, name: str) -> tuple[str | None, list[Finding]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = [("utf-16", False)]
    else:
        tries = [("utf-8-sig", False), ("gb18030", True)]
    for encoding, guessed in tries:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        doubts = [doubt("encoding_guessed", name, source=name)] if guessed else []
        return text, doubts
    return None, [blocker("not_text", name, source=name)]


def sniff(text: str) -> str:
    """The delimiter that cuts the first lines into most cells, the same number in most lines."""
    first = text[:200_000].splitlines()[:_SNIFFED_LINES]

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(line) for line in csv.reader(first, delimiter=delimiter) if line]
        except csv.Error:
            return (0.0, 0)
        usual = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] > 1 else ","
