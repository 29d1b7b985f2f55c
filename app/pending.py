"""Uploaded files on their way to a data set: what they are taken for, corrected by the planner.

Headless.  Nothing of it counts before `Store.data.add` has checked and kept it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.runs.home import Home
from app.runs.records import Edit, Recipe, RecipeFile
from app.runs.uploads import Accepted, accept
from geodata.findings import Finding

INCOMING = "incoming"


@dataclass(frozen=True)
class Pending:
    """folder: where the files lie until they are kept.  files: name -> path, parts of Shapefiles
    included.  refused: files that cannot be read, with the reason.  parent: data set they mend.
    """

    folder: Path
    files: Mapping[str, Path]
    recipe: Recipe
    refused: tuple[Finding, ...] = ()
    parent: str = ""

    def with_table(self, file: str, table: str | None) -> Pending:
        """Another table for one file; None leaves it to recognising."""
        files = tuple(
            RecipeFile(one.name, table) if one.name == file else one for one in self.recipe.files
        )
        return replace(self, recipe=replace(self.recipe, files=files))

    def with_headers(self, headers: Mapping[str, str]) -> Pending:
        """Headers corrected by the planner: header -> column, "" = not used."""
        merged = {**self.recipe.headers, **headers}
        return replace(self, recipe=replace(self.recipe, headers=merged))

    def with_datum(self, datum: str) -> Pending:
        """Another datum of the coordinates in all files."""
        return replace(self, recipe=replace(self.recipe, datum=datum))

    def with_assumed(self, column: str, value: str) -> Pending:
        """An assumed value for empty cells of an enterprise column; "" takes it back."""
        return replace(self, recipe=assuming(self.recipe, column, value))

    def drop(self) -> None:
        """Delete the files; they are kept elsewhere, or not wanted."""
        shutil.rmtree(self.folder, ignore_errors=True)


def receive(home: Home, files: Iterable[tuple[str, bytes | BinaryIO]]) -> Pending:
    """Take uploaded files in, those that may be; see `app.runs.uploads.accept`."""
    incoming = home.root / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=incoming))
    taken: Accepted = accept(files, folder)
    tables = [one for one in taken.uploads if one.kind != "part"]
    return Pending(
        folder,
        {one.name: one.path for one in taken.uploads},
        Recipe(files=tuple(RecipeFile(one.name) for one in tables)),
        taken.findings,
    )


def assuming(recipe: Recipe, column: str, value: str) -> Recipe:
    """A recipe with another assumed value for empty cells of a column; "" takes it back."""
    kept = {name: said for name, said in recipe.assume.items() if name != column}
    return replace(recipe, assume=kept | ({column: value} if value else {}))


def edited(recipe: Recipe, edits: Iterable[Edit]) -> Recipe:
    """A recipe with more cells put right; of two edits of one cell the later one holds."""
    kept = {(e.table, e.row, e.column, e.source): e for e in (*recipe.edits, *edits)}
    return replace(recipe, edits=tuple(kept.values()))
