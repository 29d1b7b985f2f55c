"""Reads .xlsx: every visible sheet, with merged cells, formulas and their stored results."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException

from geodata.findings import Finding
from geodata.readers.ooxml import read_workbook
from geodata.readers.raw import MAX_COLUMNS, MAX_ROWS, Grid, Read
from geodata.readers.sheet import TooLarge, read_sheet
from geodata.report import blocker, doubt

README_SHEETS = ("说明", "Read me")
LISTS_SHEET = "_lists"
"""Sheets of our own template that hold no data."""

_BROKEN = (
    KeyError, ValueError, IndexError, TypeError, StopIteration, OverflowError, EOFError,
    zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, ExpatError, DefusedXmlException,
    NotImplementedError, OSError,
)  # fmt: skip


def read_xlsx(path: Path) -> Read:
    """A grid per visible sheet that holds anything; findings for empty, hidden or broken ones.

    The archive must have passed `check_archive`.  Never raises for bad content.
    """
    name = path.name
    findings: list[Finding] = []
    grids: list[Grid] = []
    try:
        with zipfile.ZipFile(path) as archive:
            book = read_workbook(archive)
            for sheet in book.sheets:
                if sheet.name in (*README_SHEETS, LISTS_SHEET):
                    continue
                if not sheet.visible:
                    findings.append(doubt("sheet_hidden", name, value=sheet.name, source=name))
                    continue
                with archive.open(sheet.member) as stream:
                    content = read_sheet(stream, book)
                if content.cells:
                    grids.append(
                        Grid(name, sheet.name, content.cells, content.rows,
                             tuple(content.merges), content.formulas)
                    )  # fmt: skip
                else:
                    findings.append(doubt("sheet_empty", name, value=sheet.name, source=name))
    except TooLarge as error:
        most = MAX_ROWS if str(error) == "too_many_rows" else MAX_COLUMNS
        return Read(findings=(*findings, blocker(str(error), name, source=name, most=most)))
    except _BROKEN:
        return Read(findings=(*findings, blocker("xlsx_broken", name, source=name)))
    return Read(grids=tuple(grids), findings=tuple(findings))
