"""The whole meeting pack in one folder, swapped in only when all of it is written."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.errors import AppError
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.run import MOST_RUNS, MeetingRun, check_runs
from app.exports.pack import FolderBusy, swap_in, write_files
from geodata.words import Lang

Progress = Callable[[str, float | None, str], None]
SLIDES, REPORT, TASKS, ZIP = "meeting.pptx", "report.pdf", "tasks.xlsx", "meeting-pack.zip"
RUN_FOLDERS = tuple(f"run-{i + 1}" for i in range(MOST_RUNS))
FILES = (SLIDES, REPORT, TASKS, *RUN_FOLDERS, ZIP)
"""What a pack may hold in its folder; the zip is put in place last."""
COMPRESSED = (".pptx", ".xlsx", ".png", ".zip")


class Stopped(AppError):
    """The user stopped the work; the last pack is as it was."""

    def __init__(self) -> None:
        super().__init__("meeting_stopped")


def write_meeting_pack(
    runs: Sequence[MeetingRun],
    folder: Path,
    lang: Lang = "zh",
    progress: Progress | None = None,
    day: date | None = None,
    *,
    stop: Callable[[], bool] | None = None,
) -> list[Path]:
    """Write slides, report, task list, every run's files and a zip of all; return their paths.

    runs: one to four; the first is the reference of comparisons.  progress hears ("meeting", share
    0..1, file).  stop is asked between files, slides and pages; True raises Stopped.  All is
    written beside the old pack, which stays as it was if anything fails; other files in the folder
    are left alone, folders of runs that the new pack has not go.  Raises AppError for no or too
    many runs, WrongCase where a plan or an outcome does not belong to its case, FolderBusy if an
    old file cannot be replaced, OSError if the disk refuses.
    """
    check_runs(runs)
    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    scratch = Path(tempfile.mkdtemp(prefix="doubletransfer-"))
    try:
        _write(Meeting(runs, lang, day or date.today()), new, scratch, _Teller(progress, stop))
        names = [name for name in FILES if (new / name).exists()]
        swap_in(new, folder, FILES)
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return [folder / name for name in names]


class _Teller:
    """Passes progress on and looks whether to stop."""

    def __init__(self, progress: Progress | None, stop: Callable[[], bool] | None):
        self.progress, self.stop = progress, stop

    def part(self, low: float, high: float, file: str) -> Callable[[float], None]:
        """A callable that maps 0..1 of one file to low..high of the whole."""

        def tell(share: float) -> None:
            if self.stop is not None and self.stop():
                raise Stopped
            if self.progress is not None:
                self.progress("meeting", low + (high - low) * min(max(share, 0.0), 1.0), file)

        tell(0.0)
        return tell


def _write(meeting: Meeting, new: Path, scratch: Path, teller: _Teller) -> None:
    """Every file of the pack into `new`; what is only needed on the way into `scratch`."""
    from app.exports.meeting.content.task_tables import tasks_sheet
    from app.exports.meeting.pdf import write_report
    from app.exports.meeting.pptx import write_slides
    from app.exports.provenance import stamped
    from app.exports.xlsx import write_workbook
    from app.map.wide_map import write_wide_map

    count = len(meeting.runs)
    maps = []
    for i, material in enumerate(meeting.materials):
        tell = teller.part(0.15 * i / count, 0.15 * (i + 1) / count, SLIDES)
        maps.append(write_wide_map(material, scratch / f"map-{i}.png"))
        tell(1.0)
    meeting = replace(meeting, maps=maps)
    write_slides(meeting, new / SLIDES, teller.part(0.15, 0.3, SLIDES))
    write_report(meeting, new / REPORT, teller.part(0.3, 0.5, REPORT))
    teller.part(0.5, 0.52, TASKS)
    sheets = [
        tasks_sheet(material, meeting.sheet_name(i)) for i, material in enumerate(meeting.materials)
    ]
    lines = [*(meeting.footer(i) for i in range(count)), meeting.footer_all]
    sheets = [
        stamped(sheet, line)
        for sheet, line in zip([*sheets, meeting.about_sheet()], lines, strict=True)
    ]
    write_workbook(sheets, new / TASKS, meeting.lang)
    for i, material in enumerate(meeting.materials):
        name = RUN_FOLDERS[i]
        (new / name).mkdir()
        tell = teller.part(0.52 + 0.43 * i / count, 0.52 + 0.43 * (i + 1) / count, name)
        write_files(material, new / name, _passed(tell))
    _zip(new, teller.part(0.95, 1.0, ZIP), meeting.day)


def _passed(tell: Callable[[float], None]) -> Progress:
    """`tell` as the progress of the exports that write one run's files."""
    return lambda stage, share, file: tell(share or 0.0)


def _zip(folder: Path, tell: Callable[[float], None], day: date) -> None:
    """All files of the folder as meeting-pack.zip in it, dated by the pack's day."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    with zipfile.ZipFile(folder / ZIP, "w") as archive:
        for i, file in enumerate(files):
            tell(i / len(files))
            info = zipfile.ZipInfo(
                file.relative_to(folder).as_posix(),
                (max(day.year, 1980), day.month, day.day, 0, 0, 0),
            )
            stored = file.suffix in COMPRESSED
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, file.read_bytes())
    tell(1.0)
