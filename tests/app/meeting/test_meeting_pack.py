"""The meeting pack is written whole or not at all, and every file in it opens again."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from app.errors import AppError
from app.exports.fingerprint import plan_fingerprint
from app.exports.json import read_plan
from app.exports.meeting import FILES, MeetingRun, Stopped, WrongCase, write_meeting_pack
from app.exports.pack import FILES as RUN_FILES
from geodata.words import LANGS, Lang, say

Pack = Callable[[Lang], Path]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize("lang", LANGS)
def test_the_folder_and_the_zip_hold_the_same_files(pack: Pack, lang: Lang) -> None:
    folder, count = pack(lang), 2 if lang == "zh" else 1
    files = snapshot(folder)
    expected = {"meeting.pptx", "report.pdf", "tasks.xlsx", "meeting-pack.zip"}
    expected |= {f"run-{i + 1}/{name}" for i in range(count) for name in RUN_FILES}
    assert set(files) == expected
    with zipfile.ZipFile(folder / "meeting-pack.zip") as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == {
            name: content for name, content in files.items() if name != "meeting-pack.zip"
        }


def test_every_run_s_files_are_its_own(pack: Pack, runs: list[MeetingRun]) -> None:
    for i, run in enumerate(runs, 1):
        folder = pack("zh") / f"run-{i}"
        assert read_plan(folder / "plan.json").placements.equals(run.plan.placements)
        parks = gpd.read_file(folder / "plan.gpkg", layer="parks").set_index("park_id")
        assert parks["firms"].to_dict() == ({"P1": 2, "P2": 1} if i == 1 else {"P1": 1, "P2": 2})
        about = gpd.read_file(folder / "plan.gpkg", layer="about")
        assert run.plan.case_fingerprint in set(about["value"])


def _words(path: Path) -> list[str]:
    """What stands on each slide, page, sheet or layer of a file; on the whole of a picture."""
    if path.suffix == ".pptx":
        return [
            "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            for slide in Presentation(str(path)).slides
        ]
    if path.suffix == ".pdf":
        return [page.extract_text().replace("\n", "") for page in PdfReader(path).pages]
    if path.suffix == ".xlsx":
        return [
            "\n".join(str(cell) for row in page.values for cell in row if cell is not None)
            for page in load_workbook(path).worksheets
        ]
    if path.suffix == ".gpkg":
        layers = [name for name, _ in pyogrio.list_layers(path) if name != "about"]
        return ["\n".join(pyogrio.read_info(path, layer=one)["layer_metadata"].values())
                for one in layers]  # fmt: skip
    return [path.read_text("utf-8")]


@pytest.mark.parametrize("lang", LANGS)
def test_every_part_of_a_run_bears_its_fingerprint_date_data_version_and_map_notes(
    pack: Pack, lang: Lang, runs: list[MeetingRun]
) -> None:
    """The fingerprint is the one by which the run store finds the run."""
    folder = pack(lang)
    run = runs[0]
    print_, data = plan_fingerprint(run.plan), run.plan.world_fingerprint
    assert run.fingerprint == print_
    notes = {"zh": "未经审图", "en": "review"}[lang]
    files = ["run-1/pairings.xlsx", "run-1/plan.gpkg"]
    if lang == "en":  # run A alone: every slide, page and sheet is about it
        files += ["meeting.pptx", "report.pdf", "tasks.xlsx"]
    for name in files:
        parts = _words(folder / name)
        assert parts
        for number, said in enumerate(parts):
            for wanted in (print_, data, "2016-09-02", notes):
                assert wanted in said, (name, number, wanted)
    both = _words(folder / "meeting.pptx")[0]
    for one in runs if lang == "zh" else runs[:1]:
        assert plan_fingerprint(one.plan) in both and one.plan.world_fingerprint in both
    for path in (folder / "run-1" / "pairings.xlsx", folder / "tasks.xlsx"):
        assert all(say("export.word.demo", lang) in said for said in _words(path)), path.name


def test_maps_bear_the_fingerprint_of_the_result(pack: Pack, runs: list[MeetingRun]) -> None:
    for number, run in enumerate(runs, 1):
        folder = pack("zh") / f"run-{number}"
        with Image.open(folder / "map.png") as picture:
            assert run.fingerprint in picture.info["Title"]
        assert run.fingerprint in (folder / "map.svg").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_workbooks_hold_constants_only(pack: Pack, lang: Lang) -> None:
    folder = pack(lang)
    for path in [folder / "tasks.xlsx", *folder.glob("run-*/pairings.xlsx")]:
        for page in load_workbook(path).worksheets:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type in "snb" and cell.hyperlink is None
    values = {
        cell.value
        for page in load_workbook(folder / "tasks.xlsx").worksheets
        for row in page.iter_rows()
        for cell in row
    }
    assert "=cmd|'/c calc'!A1" in values, "what a user typed is kept as text"


def test_no_csv_cell_starts_a_formula(pack: Pack) -> None:
    for path in pack("zh").glob("run-*/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [c for c in cells if c[:1] in "=@" and c], path.name


def test_tasks_name_runs_and_fingerprints(pack: Pack, runs: list[MeetingRun]) -> None:
    book = load_workbook(pack("zh") / "tasks.xlsx")
    assert book.sheetnames == ["任务分工 A", "任务分工 B", "方案与指纹"]
    said = [cell.value for row in book["方案与指纹"].iter_rows() for cell in row]
    assert {run.fingerprint for run in runs} <= set(said)
    assert any("演示数据" in str(cell.value) for cell in book["任务分工 A"]["A"])


def test_stopping_and_failing_leave_the_last_pack(
    runs: list[MeetingRun], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meeting.pptx").write_text("old")
    (tmp_path / "run-1").mkdir()
    (tmp_path / "run-1" / "plan.json").write_text("old")
    before, asked = snapshot(tmp_path), []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 8

    with pytest.raises(Stopped):
        write_meeting_pack(runs[:1], tmp_path, stop=stop)
    assert len(asked) == 9, "it stops where it is told to, between slides"

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("app.exports.meeting.pptx.write_slides", fails)
    with pytest.raises(OSError, match="disk full"):
        write_meeting_pack(runs[:1], tmp_path)
    assert snapshot(tmp_path) == before and {p.name for p in tmp_path.iterdir()} == {
        "meeting.pptx", "run-1",
    }  # fmt: skip


def test_a_smaller_pack_takes_the_older_runs_away_and_tells_its_progress(
    runs: list[MeetingRun], tmp_path: Path
) -> None:
    (tmp_path / "run-3").mkdir()
    (tmp_path / "run-3" / "plan.json").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    told: list[tuple[str, float | None, str]] = []
    paths = write_meeting_pack(runs[1:], tmp_path, "en", lambda *a: told.append(a))
    assert [p.name for p in paths] == [n for n in FILES if n not in ("run-2", "run-3", "run-4")]
    assert not (tmp_path / "run-3").exists() and (tmp_path / "mine.txt").read_text() == "mine"
    shares = [share for _, share, _ in told if share is not None]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == pytest.approx(1)
    assert {stage for stage, _, _ in told} == {"meeting"}
    assert {file for _, _, file in told} == {*(p.name for p in paths)}


def test_what_does_not_fit_is_refused_before_anything_is_written(
    runs: list[MeetingRun], tmp_path: Path
) -> None:
    from dataclasses import replace

    wrong = replace(runs[0], plan=replace(runs[0].plan, case_fingerprint="0" * 12))
    with pytest.raises(WrongCase):
        write_meeting_pack([wrong], tmp_path / "a")
    with pytest.raises(AppError):
        write_meeting_pack([], tmp_path / "a")
    assert not (tmp_path / "a").exists()
