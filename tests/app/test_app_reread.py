"""Plans read back: cells that would silently become another plan, and bombs, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.exports import reread
from app.exports.reread import read_placements

HEADER = "enterprise_id,park_id,year,tenure\n"


@pytest.mark.parametrize("year", ["2016.7", "inf", "nan", "later"])
def test_a_year_that_is_no_year_is_refused(tmp_path: Path, year: str) -> None:
    """2016.7 cut to 2016 would be checked as a plan nobody wrote."""
    file = tmp_path / "pairings.csv"
    file.write_text(f"{HEADER}E1,P1,{year},land\n", encoding="utf-8")
    with pytest.raises(AppError):
        read_placements(file)


def test_what_office_programs_save_as_csv_is_read(tmp_path: Path) -> None:
    file = tmp_path / "pairings.csv"
    file.write_bytes(f"{HEADER}企业一,P1,2016.0,land\n".encode("gb18030"))
    assert read_placements(file).loc[0, ["enterprise_id", "year"]].tolist() == ["企业一", 2016]


def test_more_rows_than_any_plan_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reread, "MOST_ROWS", 3)
    file = tmp_path / "pairings.csv"
    file.write_text(HEADER + "E1,P1,2016,land\n" * 4, encoding="utf-8")
    with pytest.raises(AppError):
        read_placements(file)


def test_an_archive_that_may_not_be_opened_says_why_in_the_language_asked(tmp_path: Path) -> None:
    file = tmp_path / "pairings.xlsx"
    file.write_bytes(b"not a zip")
    with pytest.raises(AppError) as caught:
        read_placements(file)
    assert "archive is damaged" in caught.value.problem("en")
    assert "压缩文件已损坏" in caught.value.problem("zh")
