"""The pack: every export of one plan in one folder, swapped in only when all of it is written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from app.errors import AppError
from app.exports.material import Material
from app.exports.sheet import Sheet
from geodata.findings import Finding
from geodata.words import Lang, say
from matching.plan import Plan
from scenarios.case import Case

Progress = Callable[[str, float | None, str], None]

FILES = (
    "pairings.xlsx", "pairings.csv", "reasons.csv", "findings.csv", "notes.csv", "plan.gpkg",
    "map.png", "map.svg", "plan.json",
)  # fmt: skip
"""What a pack holds; plan.json is put in place last."""
SHEET_NOTES = 50_000
"""Most notes shown in the workbook, estimates first; notes.csv always holds all of them.  The same
for reasons, pairings first, and reasons.csv."""


class FolderBusy(AppError):
    """A file of the last pack is open elsewhere; the new pack was left in folder `kept`."""

    def __init__(self, file: Path, kept: Path):
        self.file, self.kept = file, kept
        super().__init__("folder_busy", file=file, kept=kept)


def write_pack(
    plan: Plan,
    case: Case,
    folder: Path,
    lang: Lang = "zh",
    *,
    findings: Sequence[Finding] = (),
    progress: Progress | None = None,
    day: date | None = None,
    title: str = "",
) -> list[Path]:
    """Write every file of FILES for `plan` into `folder` and return their paths.

    All files are first written beside the old ones; if anything fails the last good pack stays as
    it was.  Other files in the folder are left alone.  findings: doubts raised since the world was
    loaded.  title: the scenario's name on papers (see `Material`).  Raises FolderBusy if an old
    file cannot be replaced (open in Excel, say), OSError if the disk refuses.
    """
    material = Material(plan, case, lang, day or date.today(), tuple(findings), title)
    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        write_files(material, new, progress)
        swap_in(new, folder)
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return [folder / name for name in FILES]


def write_files(material: Material, folder: Path, progress: Progress | None = None) -> None:
    """Write every file of FILES into an existing folder, one after the other."""
    from app.exports.csv import write_csv
    from app.exports.geopackage import write_geopackage
    from app.exports.json import write_plan
    from app.exports.pairings import pairings_sheet
    from app.exports.reasons import reasons_sheet
    from app.exports.sheets import findings_sheet, notes_sheet
    from app.map.province_map import write_map

    def tell(done: float, name: str) -> None:
        if progress is not None:
            progress("exports", done, name)

    tell(0.0, "pairings.csv")
    pairings = pairings_sheet(material)
    findings, notes = findings_sheet(material), notes_sheet(material)
    reasons = reasons_sheet(material)
    write_csv(pairings, folder / "pairings.csv")
    write_csv(reasons, folder / "reasons.csv")
    write_csv(findings, folder / "findings.csv")
    write_csv(notes, folder / "notes.csv")
    tell(0.2, "pairings.xlsx")
    _write_workbook(material, folder / "pairings.xlsx", pairings, reasons, findings, notes)
    tell(0.5, "plan.gpkg")
    write_geopackage(material, folder / "plan.gpkg")
    tell(0.6, "map.png, map.svg")
    write_map(material, folder)
    tell(0.9, "plan.json")
    write_plan(material.plan, folder / "plan.json", material.case)
    tell(1.0, "")


def _write_workbook(
    material: Material, path: Path, pairings: Sheet, reasons: Sheet, findings: Sheet, notes: Sheet
) -> None:
    from app.exports.provenance import provenance_sheet, stamp, stamped
    from app.exports.sheets import first_rows, limits_sheet, summary_sheet, unmatched_sheet
    from app.exports.xlsx import write_workbook

    sheets = [
        summary_sheet(material),
        pairings,
        limits_sheet(material),
        unmatched_sheet(material),
        first_rows(reasons, SHEET_NOTES, material.lang),
        first_rows(findings, SHEET_NOTES, material.lang),
        first_rows(notes, SHEET_NOTES, material.lang),
        provenance_sheet(material),
    ]
    line = stamp(material)
    badge = say("export.word.demo", material.lang) if material.plan.synthetic else ""
    write_workbook([stamped(sheet, line, badge) for sheet in sheets], path, material.lang)


def swap_in(new: Path, folder: Path, names: Sequence[str] = FILES) -> None:
    """Put `names` of `new` in place of those of the same name in `folder`, all or none.

    names: files or folders, or paths below both; one that `new` lacks goes from `folder` as well.
    The old files step aside first; if one cannot (Windows locks a file that Excel has open), those
    that did come back and FolderBusy is raised.  `new` is removed unless that happens.
    """
    old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder))
    aside: list[str] = []
    placed: list[str] = []
    name = ""
    try:
        for name in reversed(names):
            if (folder / name).exists():
                (old / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(folder / name, old / name)
                aside.append(name)
        for name in names:
            if (new / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(new / name, folder / name)
                placed.append(name)
    except OSError as error:
        for done in placed:
            os.replace(folder / done, new / done)
        for done in aside:
            os.replace(old / done, folder / done)
        shutil.rmtree(old, ignore_errors=True)
        raise FolderBusy(folder / name, new) from error
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)
