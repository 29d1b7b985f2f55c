"""The files a user brings, loaded over the shipped world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from app.errors import AppError
from geodata.findings import Finding, blockers
from geodata.words import Lang
from geodata.world import World

Progress = Callable[[str, float | None, str], None]

DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
HEADER_WITHIN = 60
"""Rows of a sheet, from the top, among which a header named by the user is looked for."""


@dataclass(frozen=True)
class Inputs:
    """What replaces tables of the shipped world.

    files: table name -> file.  workbooks: files whose sheets say themselves what they are.  datum:
    of coordinates in all of them.  assume: enterprise column -> value for every empty cell.
    headers: header in the files -> column, where recognising goes wrong; "" leaves a column out.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    workbooks: Sequence[Path] = ()
    datum: str = "wgs84"
    assume: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        """Every file that is named."""
        return [*self.files.values(), *self.workbooks]

    def world(self, progress: Progress | None = None) -> World:
        """The shipped world with these tables in place of its own.

        Raises AppError for a file that is not there or a datum that is not known; bad content is
        told by the world's findings.
        """
        from geodata.shipped import shipped_world

        base = shipped_world()
        self.check()
        if not self.paths and not self.assume:
            return base
        from geodata.load import load_world

        named: list[tuple[str | None, Path]] = [*self.files.items()]
        named += [(None, path) for path in self.workbooks]
        world = load_world(
            base, named, datum=self.datum, assume=self.assume, mapping=self.headers,
            progress=progress,
        )  # fmt: skip
        self._check_assumed(world)
        return world

    def check(self) -> None:
        """Raise AppError for a missing file, an unknown datum, a header or column not there."""
        for path in self.paths:
            if not path.is_file():
                raise AppError("no_file", file=path)
        if self.datum not in DATUMS:
            raise AppError("unknown_datum", value=self.datum, known=", ".join(DATUMS))
        if self.headers:
            self._check_headers()

    def _check_headers(self) -> None:
        """Every header of the option stands in a file, every column in a table they may fill."""
        from geodata.headers import key
        from geodata.readers import read_file
        from geodata.tables import ALL

        tables = list(ALL) if self.workbooks else list(self.files)
        columns = sorted({c for table in tables for c in ALL[table].by_name})
        for header, column in self.headers.items():
            if column and column not in columns:
                close = get_close_matches(column, columns, n=3) or columns[:3]
                raise AppError(
                    "header_column", value=f"{header}={column}", column=column,
                    known=", ".join(close),
                )  # fmt: skip
        seen: set[str] = set()
        for path in self.paths:
            read = read_file(path)
            seen |= {key(text) for layer in read.layers for text in layer.headers}
            for grid in read.grids:
                # A header is text; figures below it need not be looked at.
                cells = (cell for row in grid.cells[:HEADER_WITHIN] for cell in row)
                seen |= {key(cell) for cell in cells if isinstance(cell, str)}
        for header, column in self.headers.items():
            if key(header) not in seen:
                raise AppError(
                    "header_unknown", value=f"{header}={column}", header=header,
                    files=", ".join(path.name for path in self.paths) or "-",
                )  # fmt: skip

    def _check_assumed(self, world: World) -> None:
        """One AppError for an assumed value that cannot stand, in place of one blocker a cell."""
        notes = world.notes
        assumed = notes[notes["rule"] == "user_assumption"]
        filled = set(zip(assumed["column"], assumed["row"], strict=True))
        for f in blockers(world.findings):
            if f.column in self.assume and (f.column, f.row) in filled:
                raise AssumptionRefused(f, self.assume[str(f.column)])


class AssumptionRefused(AppError):
    """A value of `--assume` that its column cannot hold; says why in the words of the check."""

    def __init__(self, finding: Finding, value: str):
        self.finding = finding
        super().__init__("assume_refused", value=f"{finding.column}={value}")

    def remedy(self, lang: Lang = "zh") -> str:
        """What the check of the column advises."""
        return self.finding.remedy(lang)


def assumptions(stated: Sequence[str] | None) -> dict[str, str]:
    """`COLUMN=VALUE` words as a mapping.  Raises AppError for one without column or value."""
    found = _pairs(stated, "bad_assume")
    for column, value in found.items():
        if not value:
            raise AppError("bad_assume", value=f"{column}=")
    return found


def header_map(stated: Sequence[str] | None) -> dict[str, str]:
    """`HEADER=COLUMN` words as a mapping; an empty column leaves the header out."""
    return _pairs(stated, "bad_header")


def _pairs(stated: Sequence[str] | None, code: str) -> dict[str, str]:
    found = {}
    for word in stated or ():
        left, mark, right = word.partition("=")
        if not (mark and left.strip()):
            raise AppError(code, value=word)
        found[left.strip()] = right.strip()
    return found


SHIPPED = Inputs()
"""Nothing given: the shipped world as it is."""
