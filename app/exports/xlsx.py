"""pairings.xlsx: the sheets of a plan as a workbook that holds constants only.

Text of users is written as text: no formula, no link ever becomes live.  Estimated figures are in
italics on a coloured ground, as the line above the table says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.exports.sheet import Field, FieldKind, Sheet
from geodata.words import Lang

FORMATS: dict[FieldKind, str] = {
    "text": "@",
    "whole": "#,##0",
    "number": "#,##0.0",
    "fine": "#,##0.000",
    "points": "#,##0.000",
    "price": "General",
    "share": "0.0%",
    "share_fine": "0.00%",
    "year": "0",
}
ESTIMATE = {"italic": True, "font_color": "#7F4B00", "bg_color": "#FFF2CC"}
HEADER = {
    "bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#1F3A5F",
    "font_color": "#FFFFFF", "border": 1, "border_color": "#8EA1B8",
}  # fmt: skip
LINE = {"bold": True, "text_wrap": False, "font_color": "#7F4B00"}
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_000
FONTS: dict[Lang, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}


def write_workbook(sheets: Sequence[Sheet], path: Path, lang: Lang = "zh") -> Path:
    """Write `sheets` in order to `path`.

    Header rows stay in sight and carry filters.  Raises ValueError for a sheet with more rows than
    Excel can hold: nothing is cut off silently.
    """
    import xlsxwriter

    settings = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": FONTS[lang], "font_size": 10},
    }
    with xlsxwriter.Workbook(str(path), settings) as workbook:
        styles = _Styles(workbook, FONTS[lang])
        for sheet in sheets:
            _write_sheet(workbook, sheet, styles)
    return path


class _Styles:
    """Cell formats of one workbook, each made once."""

    def __init__(self, workbook: Any, font: str):
        base = {"font_name": font, "font_size": 10}
        self.header = workbook.add_format(base | HEADER)
        self.line = workbook.add_format(base | LINE)
        plain = {kind: base | {"num_format": pattern} for kind, pattern in FORMATS.items()}
        self.plain = {kind: workbook.add_format(p) for kind, p in plain.items()}
        self.marked = {kind: workbook.add_format(p | ESTIMATE) for kind, p in plain.items()}


def _write_sheet(workbook: Any, sheet: Sheet, styles: _Styles) -> None:
    if len(sheet) > MOST_ROWS:
        raise ValueError(f"sheet {sheet.name}: {len(sheet)} rows, Excel holds {MOST_ROWS}")
    page = workbook.add_worksheet(sheet.name)
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, line[:LONGEST_CELL], styles.line)
    top = len(sheet.lines)
    page.set_row(top, 45)
    for column, field in enumerate(sheet.fields):
        page.set_column(column, column, field.width)
        page.write_string(top, column, field.header, styles.header)
        if field.hint:
            page.write_comment(top, column, field.hint, {"x_scale": 1.6})
        _write_column(page, column, top + 1, field, styles)
    page.freeze_panes(top + 1, min(2, len(sheet.fields)))
    if sheet.fields:
        page.autofilter(top, 0, top + max(len(sheet), 1), len(sheet.fields) - 1)
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _write_column(page: Any, column: int, first: int, field: Field, styles: _Styles) -> None:
    size = len(field.values)
    marks: Iterable[bool] = field.marked if field.marked is not None else [False] * size
    kinds: Sequence[FieldKind] = field.row_kinds or [field.kind] * size
    text = field.kind == "text"
    cells = zip(field.values.tolist(), marks, kinds, strict=True)
    for row, (value, mark, kind) in enumerate(cells, first):
        style = (styles.marked if mark else styles.plain)[kind]
        if value is None or value != value:
            if mark:
                page.write_blank(row, column, None, style)
        elif text:
            page.write_string(row, column, shorten(str(value)), style)
        elif math.isfinite(value):
            shown = float(f"{value:.4g}") if kind == "price" else float(value)
            page.write_number(row, column, shown, style)
        else:
            page.write_string(row, column, "inf" if value > 0 else "-inf", style)


def shorten(text: str) -> str:
    """Text as it fits into one cell; a cut is shown by an ellipsis."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
