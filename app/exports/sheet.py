"""Sheet: a table on its way to a spreadsheet or a CSV file, with labels, units and marked cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

FieldKind = Literal[
    "text", "whole", "number", "fine", "points", "price", "share", "share_fine", "year"
]
"""How a figure is shown: whole; number (1 decimal); fine and points (3); price (4 significant);
share (percent, 1 decimal); share_fine (percent, 2 decimals); year."""


@dataclass(frozen=True, eq=False)
class Field:
    """One column of a sheet.

    key: ASCII name, the same in both languages.  header: label with its unit.  values: one entry
    per row; None or NaN is an empty cell.  marked: (rows,) True where the figure is an estimate.
    hint: what the column says, shown as a note on its header.  row_kinds: how each row's figure is
    shown in a workbook where rows have different units; None = all as `kind`.
    """

    key: str
    header: str
    kind: FieldKind
    values: pd.Series
    marked: npt.NDArray[np.bool_] | None = None
    width: float = 12.0
    hint: str = ""
    row_kinds: Sequence[FieldKind] | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """A named list of fields of equal length, with the lines that stand above its header."""

    name: str
    fields: Sequence[Field]
    lines: Sequence[str] = field(default=())

    def __post_init__(self) -> None:
        lengths = {len(f.values) for f in self.fields}
        if len(lengths) > 1:
            raise ValueError(f"sheet {self.name}: columns of different length {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.fields[0].values) if self.fields else 0

    def frame(self) -> pd.DataFrame:
        """The sheet as a table with its printed headers."""
        return pd.DataFrame({f.header: list(f.values) for f in self.fields}, dtype=object)
