"""Columns of clean tables as plain numpy arrays, with one meaning of "empty" for each kind."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from matching.rows import Floats, Ints

YES, NO, UNKNOWN = 1, 0, -1


def numbers(column: pd.Series) -> Floats:
    """(n,) float64, NaN where empty."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def texts(column: pd.Series) -> npt.NDArray[np.object_]:
    """(n,) str, "" where empty."""
    cells = zip(column.to_numpy(dtype=object), column.isna().to_numpy(), strict=True)
    return np.array(
        ["" if empty else str(cell).strip() for cell, empty in cells], dtype=object
    ).reshape(len(column))


def flags(column: pd.Series) -> npt.NDArray[np.int8]:
    """(n,) YES, NO or UNKNOWN (empty)."""
    values = column.astype("boolean").astype("Int8")
    return values.to_numpy(dtype=np.int8, na_value=UNKNOWN).astype(np.int8)


def lists(column: pd.Series) -> list[frozenset[str]]:
    """The ";"-separated codes of each cell; empty cells give empty sets."""
    return [
        frozenset(code.strip() for code in cell.replace("；", ";").split(";") if code.strip())
        for cell in texts(column)
    ]


def positions(wanted: Iterable[object], axis: Iterable[object]) -> Ints:
    """(n,) index of each wanted value on the axis, -1 where it is not there."""
    place = {value: index for index, value in enumerate(axis)}
    return np.array([place.get(value, -1) for value in wanted], dtype=np.int64)
