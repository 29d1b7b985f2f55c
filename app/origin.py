"""Which data a file of results was made from, as the file itself or the plan beside it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import AppError
from geodata.words import LANGS, say

PLAN = "plan.json"


@dataclass(frozen=True)
class Origin:
    """scenario, world_fingerprint: of the plan.  files: table -> where its rows came from."""

    scenario: str
    world_fingerprint: str
    files: Mapping[str, str] = field(default_factory=dict)

    def own_files(self, shipped: Mapping[str, str]) -> list[str]:
        """ "table: file" of every table that is not as `shipped` says, by table."""
        return [
            f"{table}: {place}"
            for table, place in sorted(self.files.items())
            if place != shipped.get(table)
        ]


def origin_of(path: Path) -> Origin | None:
    """The origin of plan.json, pairings.xlsx or pairings.csv; None where nothing tells it.

    A workbook tells its fingerprint itself; the plan.json beside it adds the files if it is of the
    same data.  A CSV file has only the plan.json beside it.
    """
    beside = _of_plan(path if path.suffix.lower() == ".json" else path.with_name(PLAN))
    if path.suffix.lower() != ".xlsx":
        return beside
    own = _of_workbook(path)
    if own is None or (beside and beside.world_fingerprint == own.world_fingerprint):
        return beside
    return own


def _of_plan(path: Path) -> Origin | None:
    from app.exports.json import read_document

    if not path.is_file():
        return None
    try:
        document: dict[str, Any] = read_document(path)
    except AppError:
        return None
    world = document.get("case", {}).get("world", {})
    return Origin(
        str(document.get("scenario", "")), str(document.get("world_fingerprint", "")),
        dict(world.get("provenance", {})),
    )  # fmt: skip


def _of_workbook(path: Path) -> Origin | None:
    """From the sheet of scenario and provenance: its lines are group, item and value."""
    from openpyxl import load_workbook

    sheets = {say("export.sheet.provenance", lang) for lang in LANGS}
    wanted = {
        (say(f"export.group.{group}", lang), say(f"export.item.{item}", lang)): item
        for lang in LANGS
        for group, item in (("scenario", "scenario"), ("answer", "world_fingerprint"))
    }
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        found = {
            wanted[row[0], row[1]]: str(row[2])
            for page in book.worksheets
            if page.title in sheets
            for row in page.iter_rows(values_only=True, max_col=3)
            if len(row) == 3 and (row[0], row[1]) in wanted
        }
    finally:
        book.close()
    if "world_fingerprint" not in found:
        return None
    return Origin(found.get("scenario", ""), found["world_fingerprint"])
