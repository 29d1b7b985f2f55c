"""Columns of the outlook's sheets: headers in words, figures in the format of their unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from app.exports.sheet import Field, FieldKind
from app.outlook.words import unit_word
from geodata.words import Lang, say

KIND_OF_UNIT: Mapping[str, FieldKind] = {
    "share": "share_fine", "wan_yuan": "whole", "persons": "whole", "projects": "number",
    "enterprises": "number", "mu": "number", "m2": "whole", "t": "number", "tce": "whole",
}  # fmt: skip


def column(
    key: str, values: Iterable[object], lang: Lang, kind: FieldKind = "text", width: float = 12.0,
    hint: str = "", **said: object,
) -> Field:  # fmt: skip
    """A column labelled by `outlook.column.<key>`."""
    dtype = object if kind == "text" else float
    header = say(f"outlook.column.{key}", lang, **said)
    return Field(key, header, kind, pd.Series(list(values), dtype=dtype), width=width, hint=hint)


def figures(
    table: pd.DataFrame, keys: Mapping[str, str], lang: Lang, units: Sequence[str],
    width: float = 13.0,
) -> list[Field]:  # fmt: skip
    """Columns of figures whose rows have different units: column of `table` -> key of its label."""
    kinds = [KIND_OF_UNIT[unit] for unit in units]
    return [
        Field(
            name, say(f"outlook.column.{key}", lang), "fine", table[name].astype(float),
            width=width, row_kinds=kinds,
        )
        for name, key in keys.items()
    ]  # fmt: skip


def unit_column(units: Iterable[str], lang: Lang) -> Field:
    """The unit of each row in words; shares are printed in per cent, which says itself."""
    return column("unit", (unit_word(unit, lang) for unit in units), lang, width=12)
