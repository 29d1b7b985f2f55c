"""A cell put right on screen counts as if the sheet had said so, and the file stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.editing import Edit
from geodata.findings import blockers
from geodata.load import load_world
from geodata.shipped import shipped_world
from geodata.world import World

SHEET = """企业编号,企业名称,所在市,行业代码,产值（亿元）,用地（亩）
A1,甲厂,深圳市,39,0.8,40
A2,乙厂,东莞市,24,0.9,三十多
A3,丙厂,佛山市,21,0.1,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "名录.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def load(sheet: Path, *edits: Edit) -> World:
    return load_world(shipped_world(), {"enterprises": sheet}, edits=edits)


def test_an_unreadable_cell_is_mended_and_its_finding_goes(sheet: Path) -> None:
    """Row 3 says "thirty or so"; a planner writes 35.  Its estimate and its finding go."""
    before = load(sheet)
    assert any(f.row == 3 and f.column == "land_mu" for f in before.findings)
    after = load(sheet, Edit("enterprises", 3, "land_mu", "35"))
    assert after["enterprises"]["land_mu"].iloc[1] == 35.0
    assert not any(
        f.row == 3 and f.column == "land_mu" and f.code.startswith("cell_") for f in after.findings
    )
    notes = after.notes[(after.notes["row"] == 3) & (after.notes["column"] == "land_mu")]
    assert notes["rule"].tolist() == ["user_edit"] and notes["after"].tolist() == [35.0]
    assert sheet.read_text("utf-8") == SHEET


def test_an_edit_is_in_the_unit_of_the_table_whatever_the_sheet_says(sheet: Path) -> None:
    """The column is in 100 million yuan: 0.8 = 8,000 wan yuan; the edit says 8,500 wan yuan."""
    world = load(sheet, Edit("enterprises", 2, "output_wan_yuan", "8500"))
    assert world["enterprises"]["output_wan_yuan"].tolist() == [8500.0, 9000.0, 1000.0]


def test_an_edit_may_fill_a_column_that_the_sheet_has_not(sheet: Path) -> None:
    world = load(sheet, Edit("enterprises", 4, "jobs_persons", "120"))
    assert world["enterprises"]["jobs_persons"].iloc[2] == 120
    assert world["enterprises"]["jobs_persons"].iloc[0] != 120


def test_an_edit_is_made_before_places_are_looked_up_and_gaps_estimated(sheet: Path) -> None:
    world = load(
        sheet,
        Edit("enterprises", 2, "city_adcode", "惠州市"),
        Edit("enterprises", 2, "land_mu", ""),
    )
    assert world["enterprises"]["city_adcode"].iloc[0] == "441300"
    estimated = world.notes[world.notes["kind"] == "estimated"]
    assert ((estimated["row"] == 2) & (estimated["column"] == "land_mu")).any()


def test_of_two_edits_of_a_cell_the_later_one_holds(sheet: Path) -> None:
    edits = [Edit("enterprises", 2, "land_mu", text) for text in ("10", "11")]
    assert load(sheet, *edits)["enterprises"]["land_mu"].iloc[0] == 11.0


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("parks", 2, "name_zh", "x"), "edit_no_table"),
        (Edit("enterprises", 99, "land_mu", "1"), "edit_no_row"),
        (Edit("enterprises", 2, "land_mux", "1"), "edit_no_column"),
        (Edit("enterprises", 2, "located_by", "point"), "edit_no_column"),
        (Edit("enterprises", 2, "land_mu", "viel"), "edit_unreadable"),
    ],
)
def test_an_edit_that_cannot_be_made_stops_the_data_set(sheet: Path, edit: Edit, code: str) -> None:
    world = load(sheet, edit)
    stop = [f for f in blockers(world.findings) if f.code == code]
    assert len(stop) == 1
    assert all(stop[0].problem(lang) and stop[0].remedy(lang) for lang in ("zh", "en"))


def test_a_row_that_several_files_have_must_be_named_with_its_file(
    sheet: Path, tmp_path: Path
) -> None:
    other = tmp_path / "二册.csv"
    other.write_text(SHEET.replace("A", "B"), encoding="utf-8")
    files = {"enterprises": [sheet, other]}
    edit = Edit("enterprises", 2, "land_mu", "77")
    world = load_world(shipped_world(), files, edits=[edit])
    assert any(f.code == "edit_which_file" for f in blockers(world.findings))
    named = Edit("enterprises", 2, "land_mu", "77", source=other.name)
    firms = load_world(shipped_world(), files, edits=[named])["enterprises"]
    assert firms.set_index("enterprise_id")["land_mu"].loc[["A1", "B1"]].tolist() == [40.0, 77.0]
