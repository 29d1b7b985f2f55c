"""Data sets: files as uploaded and the world made of them, checked once, kept, never changed.

A data set with blockers is a draft: it is kept with its findings, so that somebody can mend it, and
it replaces nothing.  Mending makes a new data set with the draft as its parent.

    data/<id>/files/...      as uploaded
    data/<id>/world.json, <table>.parquet, notes.parquet
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import RowMapping

from app.errors import AppError
from app.inputs import Inputs
from app.runs.database import Database, moment
from app.runs.folders import check_folder, new_folder
from app.runs.home import Home
from app.runs.ids import new_id
from app.runs.records import DEMO, DataSet, Recipe, Tick, finding_key, recipe_in
from app.runs.schema import DATA_SETS, TICKS
from app.runs.worlds import read_world, save_world
from geodata.findings import Finding, Severity, blockers
from geodata.world import World

Progress = Callable[[str, float | None, str], None]
FILES = "files"


class DataSets:
    """What `Store.data` is."""

    def __init__(self, database: Database, home: Home):
        self._database = database
        self._home = home

    def all(self, drafts: bool = False) -> list[DataSet]:
        """The demonstration data, then the newest first; `drafts`: also those with blockers."""
        query = select(DATA_SETS).order_by(DATA_SETS.c.number.desc())
        if not drafts:
            query = query.where(DATA_SETS.c.ready)
        return [demo(), *self._records(query)]

    def latest(self) -> DataSet:
        """The newest data set that can be planned with; the demonstration data if there is none."""
        kept = self.all()
        return kept[1] if len(kept) > 1 else kept[0]

    def get(self, data_id: str) -> DataSet:
        """One data set.  Raises AppError "no_data_set"."""
        if data_id == DEMO:
            return demo()
        found = self._records(select(DATA_SETS).where(DATA_SETS.c.id == data_id))
        if not found:
            raise AppError("no_data_set", value=data_id)
        return found[0]

    def add(
        self,
        recipe: Recipe,
        files: Mapping[str, Path],
        *,
        name: str,
        who: str,
        why: str = "",
        parent: str = "",
        progress: Progress | None = None,
    ) -> DataSet:
        """Make the world of a recipe, keep it with its files, and tell whether it can be used.

        files: name in the recipe -> where it lies now (copied, and may go afterwards).  Never
        raises for what the files hold: that is in the findings of the world.  Raises AppError for a
        recipe that makes no sense: a file it names is not given, an unknown table, datum, header
        column or assumed value.
        """
        data_id = new_id("d")
        if parent:
            self.get(parent)
        with new_folder(self._home.data / data_id) as folder:
            kept = _keep_files(recipe, files, folder / FILES)
            world = world_of(recipe, kept, progress)
            save_world(world, folder)
        stop = blockers(world.findings)
        doubts = [f for f in world.findings if f.severity is Severity.DOUBT]
        row: dict[str, Any] = {
            "id": data_id, "name": name, "ready": not stop, "blockers": len(stop),
            "doubts": len(doubts), "world_fingerprint": world.fingerprint,
            "synthetic": world.synthetic, "recipe": recipe.text(),
            "tables": json.dumps(_replaced(world)), "parent": parent, "who": who, "why": why,
        }  # fmt: skip
        with self._database.writing() as connection:
            created = self._database.now(connection)
            connection.execute(insert(DATA_SETS).values(row | {"created": created}))
        return self.get(data_id)

    def world(self, data_id: str) -> World:
        """The world as it was checked, findings and notes included; of drafts too.

        Raises AppError "no_data_set", or "kept_damaged" where its folder is not as it was written.
        """
        if self.get(data_id).id == DEMO:
            from geodata.shipped import shipped_world

            return shipped_world()
        folder = self._home.data / data_id
        check_folder(folder)
        return read_world(folder)

    def files(self, data_id: str) -> dict[str, Path]:
        """Name -> path of every file of the data set as it was uploaded, Shapefile parts too."""
        if self.get(data_id).id == DEMO:
            return {}
        return {path.name: path for path in sorted((self._home.data / data_id / FILES).iterdir())}

    # -- doubts --------------------------------------------------------------------------------

    def tick(self, data_id: str, finding: Finding, who: str, note: str) -> None:
        """Put on record that `who` has looked at a doubt and accepts it.

        Raises AppError "tick_blocker" for a blocker: it must be mended.
        """
        if finding.severity is Severity.BLOCKER:
            raise AppError("tick_blocker", problem=finding.code)
        self._tick(data_id, finding, who, note, ticked=True)

    def untick(self, data_id: str, finding: Finding, who: str) -> None:
        """Take a tick back; that it was there stays on record."""
        self._tick(data_id, finding, who, "", ticked=False)

    def ticks(self, data_id: str) -> dict[str, Tick]:
        """`finding_key` -> tick of every doubt that is ticked off here.

        A tick on the data set that this one mends still holds for the same doubt.
        """
        line = [data_id]
        while parent := self.get(line[-1]).parent:
            line.append(parent)
        held: dict[str, Tick] = {}
        with self._database.reading() as connection:
            for one in reversed(line):
                query = select(TICKS).where(TICKS.c.data_id == one).order_by(TICKS.c.number)
                for row in connection.execute(query).mappings():
                    held.pop(row["finding"], None)
                    if row["ticked"]:
                        held[row["finding"]] = Tick(
                            one, row["finding"], row["who"], row["note"], moment(row["at"])
                        )
        return held

    def _tick(self, data_id: str, finding: Finding, who: str, note: str, *, ticked: bool) -> None:
        self.get(data_id)
        with self._database.writing() as connection:
            connection.execute(
                insert(TICKS).values(
                    data_id=data_id, finding=finding_key(finding), ticked=ticked, who=who,
                    note=note, at=self._database.now(connection),
                )
            )  # fmt: skip

    def _records(self, query: Any) -> list[DataSet]:
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]


def demo() -> DataSet:
    """The built-in data set: the shipped world."""
    from geodata.shipped import shipped_world

    world = shipped_world()
    return DataSet(
        id=DEMO, name=world.name, ready=True, blockers=0, doubts=len(world.findings),
        world_fingerprint=world.fingerprint, synthetic=world.synthetic, recipe=Recipe(),
        tables=(), parent="", who="", why="", created=moment(0.0),
    )  # fmt: skip


def world_of(recipe: Recipe, files: Mapping[str, Path], progress: Progress | None = None) -> World:
    """The world that a recipe makes of these files (name -> path).  Raises AppError; see `add`."""
    from geodata.load import load_world
    from geodata.shipped import shipped_world
    from geodata.tables import ALL

    named = [(file.table, files[file.name]) for file in recipe.files]
    Inputs(datum=recipe.datum).check()
    for table, _ in named:
        if table is not None and table not in ALL:
            raise AppError("unknown_table", value=table, known=", ".join(ALL))
    return load_world(
        shipped_world(), named, datum=recipe.datum, assume=recipe.assume, mapping=recipe.headers,
        edits=recipe.edits, progress=progress,
    )  # fmt: skip


def _keep_files(recipe: Recipe, files: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Copies of the recipe's files, and of what lies beside a Shapefile, under their own names."""
    folder.mkdir()
    missing = [file.name for file in recipe.files if file.name not in files]
    if missing:
        raise AppError("no_file", file=", ".join(missing))
    kept = {}
    for name, source in files.items():
        if Path(name).name != name or name in ("", ".", ".."):
            raise AppError("file_name_unsafe", value=name)
        kept[name] = folder / name
        shutil.copyfile(source, kept[name])
    return kept


def _replaced(world: World) -> list[str]:
    """The tables that do not come from the shipped world."""
    from geodata.shipped import shipped_world

    shipped = shipped_world().provenance
    return [name for name in world.tables if world.provenance.get(name) != shipped.get(name)]


def _record(row: RowMapping) -> DataSet:
    return DataSet(
        id=row["id"], name=row["name"], ready=row["ready"], blockers=row["blockers"],
        doubts=row["doubts"], world_fingerprint=row["world_fingerprint"],
        synthetic=row["synthetic"], recipe=recipe_in(row["recipe"]),
        tables=tuple(json.loads(row["tables"])), parent=row["parent"], who=row["who"],
        why=row["why"], created=moment(row["created"]),
    )  # fmt: skip
