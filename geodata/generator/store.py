"""Writes the synthetic tables of the shipped world: `python -m geodata.generator.store`.

The files under geodata/guangdong/synthetic/ are what users see and may copy; a test proves that the
generator still makes exactly them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.shipped import ENTERPRISES, SEED, YEARS, read_shipped
from geodata.synth import synth_world

FOLDER = Path(__file__).resolve().parents[1] / "guangdong" / "synthetic"


def synthetic_tables() -> Mapping[str, pd.DataFrame]:
    """The made-up tables of the shipped world, freshly generated; duties without the real rows."""
    parks = read_shipped("parks")
    world = synth_world(ENTERPRISES, len(parks), len(YEARS), SEED)
    tables = {name: world[name] for name in ("enterprises", "links", "park_supply", "city_quotas")}
    duties = world["duties"]
    return tables | {"duties": duties[duties["confidence"] == "synthetic"]}


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table as its CSV file holds it: text cells, "" for empty, columns without a value gone."""
    kept = table.drop(columns="source_row").dropna(axis="columns", how="all")
    return pd.DataFrame({name: [_cell(value) for value in kept[name]] for name in kept.columns})


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return str(value)


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every synthetic table as UTF-8 CSV; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, table in synthetic_tables().items():
        file = folder / f"{name}.csv"
        as_text(table).to_csv(file, index=False, lineterminator="\n", encoding="utf-8")
        files.append(file)
    return files


if __name__ == "__main__":
    for path in write():
        print(path)
