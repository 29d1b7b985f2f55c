"""The world that ships with the product, and reading its CSV files.

`guangdong-2016` is real where it can be (cities, counties, parks, counterpart relations,
facilities, anchors, bans, division coefficients) and synthetic where nothing is published
(enterprises, their links, supply of parks, quotas, minimum projects).  See docs/WORLD.md.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import pandas as pd

from geodata.tables import ALL
from geodata.tables.column import Table
from geodata.world import World

NAME = "guangdong-2016"
YEARS = (2016, 2017, 2018, 2019, 2020)
SEED = 2016
ENTERPRISES = 3000
REAL = ("parks", "duties", "bans", "facilities", "anchors", "cities", "industries")
SYNTHETIC = ("enterprises", "links", "park_supply", "city_quotas", "duties")
FLAGS = {"true": True, "false": False}


def read_shipped(table: str, *, synthetic: bool = False) -> pd.DataFrame:
    """One CSV file of the shipped world as a complete table (see `geodata.tables`).

    synthetic: the made-up rows (geodata/guangdong/synthetic/), else the real ones.  Raises
    FileNotFoundError if there is no such file, ValueError if a cell does not fit its column.
    """
    folder = resources.files("geodata") / "guangdong"
    file = (folder / "synthetic" if synthetic else folder) / f"{table}.csv"
    with file.open("r", encoding="utf-8") as text:
        frame = pd.read_csv(text, dtype=str, keep_default_na=False)
    return ALL[table].complete(typed(frame, ALL[table]))


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A frame of text cells ("" = empty) with the types that `table` declares."""
    columns: dict[str, pd.Series] = {}
    for name in frame.columns:
        cells = frame[name].astype(object)
        kind = table[name].dtype
        if kind == "float64":
            columns[name] = pd.to_numeric(cells.where(cells != "", None))
        elif kind == "boolean":
            unknown = set(cells.str.lower()) - {*FLAGS, ""}
            if unknown:
                raise ValueError(f"{table.name}.{name}: {sorted(unknown)} are not true or false")
            columns[name] = cells.str.lower().map(FLAGS).astype("boolean")
        else:
            columns[name] = cells.where(cells != "", None)
    return pd.DataFrame(columns, index=frame.index)


def stack(table: str, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two frames of the same table as one, rows numbered anew."""
    both = pd.concat([first, second], ignore_index=True)
    return ALL[table].complete(both.drop(columns="source_row"))


@cache
def _shipped() -> World:
    tables = {name: table.empty() for name, table in ALL.items()}
    provenance = dict.fromkeys(tables, "empty")
    for name in REAL:
        tables[name] = read_shipped(name)
        provenance[name] = f"{NAME}: geodata/guangdong/{name}.csv"
    for name in SYNTHETIC:
        made = read_shipped(name, synthetic=True)
        place = f"geodata/guangdong/synthetic/{name}.csv (synthetic, seed {SEED})"
        if name in REAL:
            tables[name] = stack(name, tables[name], made)
            provenance[name] += f" + {place}"
        else:
            tables[name] = made
            provenance[name] = f"{NAME}: {place}"
    return World(name=NAME, years=YEARS, tables=tables, synthetic=True, provenance=provenance)


def shipped_world(name: str = NAME) -> World:
    """The shipped world.  Its tables are shared between calls: replace them, never edit in place.

    Raises KeyError for a name other than "guangdong-2016".
    """
    if name != NAME:
        raise KeyError(f"no shipped world {name!r}; there is {NAME!r}")
    return _shipped()
