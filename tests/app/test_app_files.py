"""What stands in the files: no live formula, visible marks, and the same plan read back."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.exports.csv import GUARD, guard, starts_formula, unguard, write_csv
from app.exports.geopackage import write_geopackage
from app.exports.json import TABLES, plan_in, read_document, read_plan, write_plan
from app.exports.material import Material
from app.exports.pairings import pairings_sheet
from app.exports.reread import read_placements
from app.exports.sheet import Field, Sheet
from app.exports.xlsx import LONGEST_CELL, write_workbook
from matching.plan import Plan
from scenarios.case import Case


def same(first: Plan, second: Plan) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    for name in ("status", "objective", "method", "scenario", "case_fingerprint", "seconds",
                 "world_fingerprint", "synthetic", "enterprises", "eligible_placements", "solver",
                 "settings", "certificate"):  # fmt: skip
        assert getattr(first, name) == getattr(second, name), name
    assert first.bound == second.bound or (np.isnan(first.bound) and np.isnan(second.bound))


# plan.json


def test_a_plan_is_read_back_equal(plan: Plan, case: Case, tmp_path: Path) -> None:
    same(plan, read_plan(write_plan(plan, tmp_path / "plan.json", case)))


def test_a_plan_without_bound_and_placements_is_read_back_equal(plan: Plan, tmp_path: Path) -> None:
    empty = replace(
        plan, bound=float("nan"), placements=plan.placements.iloc[:0], terms=plan.terms.iloc[:0],
        limits=plan.limits.assign(bound=np.inf, headroom=np.inf),
    )  # fmt: skip
    same(empty, read_plan(write_plan(empty, tmp_path / "plan.json")))


def test_the_file_is_plain_json_in_a_fixed_order(plan: Plan, case: Case, tmp_path: Path) -> None:
    def refuse(word: str) -> Any:
        raise AssertionError(f"{word} is not JSON")

    first = write_plan(plan, tmp_path / "a.json", case).read_text("utf-8")
    second = write_plan(plan, tmp_path / "b.json", case).read_text("utf-8")
    assert first == second
    document = json.loads(first, parse_constant=refuse)
    keys = [key for key in document if key != "tables"]
    assert keys == sorted(keys)
    assert document["case"]["policy"]["size"] == "output"
    assert document["case"]["world"]["provenance"] == {"enterprises": "firms.xlsx"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "plan_not_json"),
        (b"{", "plan_not_json"),
        (b"[]", "plan_other_file"),
        (b'{"schema": "doubletransfer.plan", "version": 99}', "plan_version"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_reason(
    content: bytes, code: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(AppError) as refused:
        read_plan(file)
    assert refused.value.code == code
    assert refused.value.remedy("zh") and refused.value.remedy("en")


def test_a_damaged_plan_is_refused(plan: Plan, tmp_path: Path) -> None:
    document = read_document(write_plan(plan, tmp_path / "plan.json"))
    del document["tables"]["limits"]
    with pytest.raises(AppError) as refused:
        plan_in(document)
    assert refused.value.code == "plan_damaged"


def test_a_plan_that_lacks_a_column_is_refused_with_its_name(plan: Plan, tmp_path: Path) -> None:
    without = replace(plan, placements=plan.placements.drop(columns="chain_points"))
    document = read_document(write_plan(without, tmp_path / "plan.json"))
    with pytest.raises(AppError) as refused:
        plan_in(document)
    assert refused.value.code == "plan_damaged"
    assert "placements: chain_points" in refused.value.problem("en")


# CSV


def test_formulas_are_guarded_and_figures_are_not(material: Material, tmp_path: Path) -> None:
    """Names and products of users get an apostrophe; a negative figure stays a number."""
    negative = material.plan.placements.assign(score_points=[-1.5, 0.0, 1.0])
    changed = replace(material, plan=replace(material.plan, placements=negative))
    file = write_csv(pairings_sheet(changed), tmp_path / "pairings.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    header = rows[0]
    cells = {row[header.index("企业编号")]: dict(zip(header, row, strict=True)) for row in rows[1:]}
    assert cells["E2"]["企业名称"] == "'=HYPERLINK(1)"
    assert cells["E2"]["主要产品"] == "'-2+3"
    assert cells["E1"]["计入目标的分值（分）"] == "-1.5"


@given(st.text())
def test_no_guarded_text_can_start_a_formula_and_none_is_lost(text: str) -> None:
    guarded = guard(text)
    visible = guarded.lstrip(" \u00a0\u3000\ufeff\u200b")
    assert not visible or not starts_formula(visible[0]) or guarded[0] == GUARD
    assert unguard(guarded) == text


@pytest.mark.parametrize(
    "start", ["=", " =", "＝", "\t=", "\r", "\n=", "\u3000@", "\u200b=", "－1"]
)
def test_every_dangerous_start_is_guarded(start: str) -> None:
    assert guard(start + "cmd") == GUARD + start + "cmd"


# Excel


def test_the_workbook_holds_constants_only(material: Material, tmp_path: Path) -> None:
    file = write_workbook([pairings_sheet(material)], tmp_path / "pairings.xlsx")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = archive.read("xl/sharedStrings.xml").decode()
    assert not re.search(r"<f[ >]", xml) and "hyperlink" not in xml.lower()
    assert not [name for name in names if "externalLink" in name]
    assert "=HYPERLINK(1)" in shared and "@cmd" not in xml


def test_estimates_can_be_seen_and_headers_stay_in_sight(
    material: Material, tmp_path: Path
) -> None:
    sheet = pairings_sheet(material)
    book = openpyxl.load_workbook(write_workbook([sheet], tmp_path / "pairings.xlsx"))
    page = book["推荐配对"]
    top = len(sheet.lines) + 1
    header = [cell.value for cell in page[top]]
    column = header.index("拟用地（亩）") + 1
    estimated, stated = page.cell(top + 1, column), page.cell(top + 2, column)
    assert estimated.value == 40 and estimated.font.italic and not stated.font.italic
    assert estimated.fill.fgColor.rgb == "FFFFF2CC" != stated.fill.fgColor.rgb
    assert "估算" in page.cell(top - 1, 1).value
    assert page.freeze_panes == f"C{top + 1}"
    assert page.auto_filter.ref.startswith(f"A{top}:")
    assert page.cell(top + 1, header.index("匹配得分") + 1).number_format == "0.0%"


def test_a_sheet_longer_than_excel_is_refused_and_a_long_text_cut(tmp_path: Path) -> None:
    text = Sheet("s", [Field("a", "a", "text", pd.Series(["x" * 40_000, "\x00\x0b"]))])
    book = openpyxl.load_workbook(write_workbook([text], tmp_path / "a.xlsx"))
    assert len(book["s"]["A2"].value) == LONGEST_CELL and book["s"]["A2"].value.endswith("…")
    long = Sheet("s", [Field("a", "a", "text", pd.Series(["x"]).repeat(1_048_001))])
    with pytest.raises(ValueError, match="1048001"):
        write_workbook([long], tmp_path / "b.xlsx")


# GeoPackage


def test_layers_hold_the_plan(material: Material, tmp_path: Path) -> None:
    """Flows: Shenzhen-P1 two firms, Dongguan-P2 one; E4 has no place and an empty point."""
    file = write_geopackage(material, tmp_path / "plan.gpkg")
    layers = dict(pyogrio.list_layers(file))
    assert set(layers) == {"parks", "enterprises", "flows", "counties", "about"}
    flows = pyogrio.read_dataframe(file, layer="flows")
    assert flows[["from_city", "park_id", "firms"]].to_numpy().tolist() == [
        ["440300", "P1", 2], ["441900", "P2", 1],
    ]  # fmt: skip
    assert flows.crs.to_epsg() == 4326
    np.testing.assert_allclose(
        list(flows.geometry.iloc[0].coords), [(114.06, 22.55), (114.70, 23.74)]
    )
    parks = pyogrio.read_dataframe(file, layer="parks").set_index("park_id")
    assert parks["firms"].to_dict() == {"P1": 2, "P2": 1}
    assert parks.loc["P1", "land_mu"] == 40 and parks.loc["P1", "plant_m2"] == 3000
    firms = pyogrio.read_dataframe(file, layer="enterprises").set_index("firm_id")
    assert firms["placed"].to_dict() == {"E1": 1, "E2": 1, "E3": 1, "E4": 0}
    assert firms.geometry["E4"] is None and firms.loc["E4", "reason"] == "park_land"
    counties = pyogrio.read_dataframe(file, layer="counties").set_index("adcode")
    assert len(counties) == 124
    assert counties.loc["441602", "firms_in"] == 2 and counties.loc["440306", "firms_out"] == 1
    about = pyogrio.read_dataframe(file, layer="about")
    assert material.plan.case_fingerprint in about["value"].tolist()


def test_field_names_survive_a_shapefile(material: Material, tmp_path: Path) -> None:
    file = write_geopackage(material, tmp_path / "plan.gpkg")
    for layer in ("parks", "enterprises", "flows", "counties"):
        for name in pyogrio.read_info(file, layer=layer)["fields"]:
            assert name.isascii() and len(name) <= 10


# What was written is read again


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["json", "xlsx", "csv"])
def test_placements_are_read_back_from_every_format(
    material: Material, lang: str, kind: str, tmp_path: Path
) -> None:
    said = replace(material, lang=lang)  # type: ignore[arg-type]
    file = tmp_path / f"plan.{kind}"
    if kind == "json":
        write_plan(said.plan, file)
    elif kind == "xlsx":
        write_workbook([pairings_sheet(said)], file)
    else:
        write_csv(pairings_sheet(said), file)
    columns = ["enterprise_id", "park_id", "year", "tenure"]
    found = read_placements(file).sort_values("enterprise_id")[columns].to_numpy().tolist()
    assert found == [
        ["E1", "P1", 2016, "land"], ["E2", "P1", 2017, "plant"], ["E3", "P2", 2016, "land"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["企业编号", "园区编号"]], "pairings_columns"),
        ([["企业编号", "园区编号", "落户年份", "用地方式"], ["E1", "P1", "soon", "购地"]],
         "pairings_cell"),
        ([["企业编号", "园区编号", "落户年份", "用地方式"], ["", "P1", "2016", "购地"]],
         "pairings_id"),
    ],
)  # fmt: skip
def test_an_edited_table_that_cannot_be_read_says_where(
    rows: list[list[str]], code: str, tmp_path: Path
) -> None:
    file = tmp_path / "pairings.csv"
    file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8-sig")
    with pytest.raises(AppError) as refused:
        read_placements(file)
    assert refused.value.code == code


def test_other_files_and_broken_workbooks_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"not a zip")
    for file, code in ((broken, "pairings_unreadable"), (tmp_path / "x.doc", "pairings_kind")):
        with pytest.raises(AppError) as refused:
            read_placements(file)
        assert refused.value.code == code
