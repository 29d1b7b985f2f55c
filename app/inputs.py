"""The files a user brings, loaded over the shipped world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import AppError
from geodata.world import World

Progress = Callable[[str, float | None, str], None]

DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")


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
        return load_world(base, named, datum=self.datum, assume=self.assume, progress=progress)

    def check(self) -> None:
        """Raise AppError for a missing file or an unknown datum."""
        for path in self.paths:
            if not path.is_file():
                raise AppError("no_file", file=path)
        if self.datum not in DATUMS:
            raise AppError("unknown_datum", value=self.datum, known=", ".join(DATUMS))


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


def tables_given(**paths: Path | None) -> dict[str, Path]:
    """Table name -> file, of those that were given; `supply` and `quotas` are short names."""
    names = {"supply": "park_supply", "quotas": "city_quotas"}
    return {names.get(name, name): path for name, path in paths.items() if path is not None}
