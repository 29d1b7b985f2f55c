"""A table that comes from no file (demonstration data, shipped tables) made a file of one's own.

The copy says row for row what the table says, marks of made-up figures included, so the badge of
demonstration data stays; what is put right in it afterwards is an edit like any other.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from app.runs.data_sets import DataSets
from app.runs.records import DataSet, RecipeFile
from geodata.tables import ALL
from geodata.world import World

SAME_DATUM = ("wgs84", "cgcs2000")
"""Datums under which coordinates of a copy, which are WGS84, are read back as they are."""


def copyable(found: DataSet, world: World) -> list[str]:
    """Tables with rows that come from none of the data set's own files.

    Where its files hold coordinates of a shifted datum, tables with coordinates are left out: one
    datum counts for all files of a data set.
    """
    plain = found.recipe.datum in SAME_DATUM
    return [
        name
        for name, table in ALL.items()
        if name not in found.tables and name in world.tables and len(world[name])
        and (plain or "lon" not in table.by_name)
    ]  # fmt: skip


def own_copy(
    data: DataSets, found: DataSet, table: str, *, name: str, who: str, why: str = ""
) -> DataSet:
    """A new data set in which `table` is a file, as `found` has it.  Raises AppError, OSError."""
    frame = data.world(found.id)[table]
    columns = [c.name for c in ALL[table].columns if not c.produced]
    files = data.files(found.id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.csv"
        if path.name in files:
            path = path.with_name(f"{table}-{found.id}.csv")
        frame[columns].to_csv(path, index=False, encoding="utf-8-sig")
        recipe = replace(found.recipe, files=(*found.recipe.files, RecipeFile(path.name, table)))
        return data.add(
            recipe, {**files, path.name: path}, name=name, who=who, why=why, parent=found.id
        )
