"""CSV files that Excel opens with Chinese intact and without running anything.

Text cells whose first visible character could start a formula get a leading apostrophe; numbers
stay numbers, so a negative figure survives.  `unguard` takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import numpy as np

from app.exports.sheet import Field, Sheet

STARTS = frozenset("=+-@\t\r\n")
GUARD = "'"


def guard(text: str) -> str:
    """`text`, with an apostrophe in front if a spreadsheet might take it for a formula.

    The first character that is not a space decides; a tab or line break counts as visible.  A text
    that already starts with an apostrophe gets one more, so that `unguard` is exact.
    """
    if text[:1].isalnum():
        return text
    first = next((c for c in text if c in STARTS or not _unseen(c)), "")
    return GUARD + text if starts_formula(first) or text.startswith(GUARD) else text


def starts_formula(character: str) -> bool:
    """Whether a character, half or full width, may start a formula."""
    return bool(character) and unicodedata.normalize("NFKC", character)[:1] in STARTS


def _unseen(character: str) -> bool:
    """Whether a character leaves no mark: any space, control or zero-width sign."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text.removeprefix(GUARD)


def _cells(field: Field) -> list[str]:
    values = field.values.tolist()
    if field.kind == "text":
        return ["" if v is None or v != v else guard(str(v)) for v in values]
    if field.kind == "year" or (field.kind == "whole" and field.values.dropna().mod(1).eq(0).all()):
        return ["" if np.isnan(v) else f"{v:.0f}" for v in map(float, values)]
    if field.kind == "price":
        return ["" if np.isnan(v) else f"{v:.4g}" for v in map(float, values)]
    digits = {"points": 6, "share": 6, "share_fine": 6, "fine": 6}.get(field.kind, 4)
    return ["" if np.isnan(v) else f"{round(v, digits):.15g}" for v in map(float, values)]


def write_csv(sheet: Sheet, path: Path) -> Path:
    """Write a sheet (header and rows, without the lines above) to `path` as UTF-8 with BOM."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guard(field.header) for field in sheet.fields])
        writer.writerows(zip(*(_cells(field) for field in sheet.fields), strict=True))
    return path
