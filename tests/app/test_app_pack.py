"""A pack is written whole or not at all; the last good one survives every failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.exports import pack
from app.exports.json import read_plan
from app.exports.pack import FILES, FolderBusy, swap_in, write_pack
from geodata.words import LANGS, Lang
from matching.plan import Plan
from scenarios.case import Case


def left_over(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("lang", LANGS)
def test_every_file_is_there_and_the_progress_is_told(
    plan: Plan, case: Case, tmp_path: Path, lang: Lang
) -> None:
    told: list[tuple[str, float | None, str]] = []
    paths = write_pack(plan, case, tmp_path / "out", lang, progress=lambda *a: told.append(a))
    assert [p.name for p in paths] == list(FILES) and all(p.stat().st_size for p in paths)
    assert not left_over(tmp_path / "out")
    assert [stage for stage, _, _ in told] == ["exports"] * len(told)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told if done is not None)
    assert read_plan(paths[-1]).case_fingerprint == plan.case_fingerprint


def fill(folder: Path, mark: str, names: tuple[str, ...] = FILES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(mark)


def test_a_failed_run_leaves_the_last_good_results(
    plan: Plan, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "old")
    (tmp_path / "notes of mine.txt").write_text("mine")

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("app.exports.geopackage.write_geopackage", fails)
    with pytest.raises(OSError, match="disk full"):
        write_pack(plan, case, tmp_path, "zh")
    assert all((tmp_path / name).read_text() == "old" for name in FILES)
    assert not left_over(tmp_path)


def test_an_interrupt_while_writing_leaves_the_last_good_results(
    plan: Plan, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "old")

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.map.province_map.write_map", pressed)
    with pytest.raises(KeyboardInterrupt):
        write_pack(plan, case, tmp_path, "zh")
    assert all((tmp_path / name).read_text() == "old" for name in FILES)
    assert not left_over(tmp_path)


def test_a_swap_takes_all_new_files_and_no_others(tmp_path: Path) -> None:
    """A file that the new pack lacks goes as well: old and new never stand side by side."""
    out, new = tmp_path / "out", tmp_path / "out" / ".new"
    fill(out, "old")
    fill(new, "new", FILES[1:])
    (out / "notes of mine.txt").write_text("mine")
    swap_in(new, out)
    assert not (out / FILES[0]).exists()
    assert all((out / name).read_text() == "new" for name in FILES[1:])
    assert (out / "notes of mine.txt").read_text() == "mine" and not left_over(out)


@pytest.mark.parametrize("locked", ["pairings.xlsx", "plan.json", "map.png"])
@pytest.mark.parametrize("moment", ["aside", "into place"])
def test_a_locked_file_rolls_everything_back(
    locked: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel holds one file open: all old files are back, the new ones are kept and named."""
    out, new = tmp_path / "out", tmp_path / "out" / ".new"
    fill(out, "old")
    fill(new, "new")
    really = os.replace

    def refuse(source: Path, target: Path) -> None:
        stuck = source if moment == "aside" else target
        if Path(stuck) == out / locked and Path(source).read_text() == (
            "old" if moment == "aside" else "new"
        ):
            raise PermissionError(13, "in use", str(stuck))
        really(source, target)

    monkeypatch.setattr(pack.os, "replace", refuse)
    with pytest.raises(FolderBusy) as busy:
        swap_in(new, out)
    assert all((out / name).read_text() == "old" for name in FILES)
    assert all((new / name).read_text() == "new" for name in FILES)
    assert locked in busy.value.problem("zh") and str(new) in busy.value.remedy("en")
