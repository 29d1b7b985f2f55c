"""Every format in: what stands in the file arrives as it stands, with the rows people see."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from made_files import codes, one, only_table, text_file, workbook

from geodata.headers import known_anywhere
from geodata.readers import read_file
from geodata.readers.csv import sniff
from geodata.readers.header import to_table
from geodata.readers.ooxml import is_date_format
from geodata.readers.sheet import column_of

TEXT = "企业编号,企业名称,产值（万元）\nE1,东莞龙昌玩具,1200\nE2,深圳喆骉电子,800\n"


def columns(path: Path) -> dict[str, list[object]]:
    raw = only_table(path)
    return dict(zip(raw.headers, raw.columns, strict=True))


# ---- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_unicode_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    raw = only_table(text_file(tmp_path / "企业.csv", TEXT, encoding))
    assert raw.headers == ("企业编号", "企业名称", "产值（万元）")
    assert raw.columns[1] == ["东莞龙昌玩具", "深圳喆骉电子"]
    assert raw.rows == (2, 3)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_csv_in_gbk_is_read_and_said_to_be_guessed(tmp_path: Path, encoding: str) -> None:
    read = read_file(text_file(tmp_path / "企业.csv", TEXT, encoding))
    assert codes(read.findings) == {"encoding_guessed"}
    assert read.grids[0].cells[2][1] == "深圳喆骉电子"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter)
    assert sniff(text) == delimiter
    assert columns(text_file(tmp_path / "a.csv", text))["企业名称"][0] == "东莞龙昌玩具"


def test_a_comma_inside_quotes_is_no_delimiter(tmp_path: Path) -> None:
    text = 'id;name;address\n1;"A, B and C";"x, y, z"\n2;"D, E";"u, v, w"\n'
    assert columns(text_file(tmp_path / "a.csv", text))["address"] == ["x, y, z", "u, v, w"]


def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """Row 1 header, row 2 has a line break inside a cell, row 3 is empty, so E3 stands in row 4."""
    text = '企业编号,备注\nE1,"两行\n文字"\n,\nE3,x\n'
    raw = only_table(text_file(tmp_path / "a.csv", text))
    assert raw.rows == (2, 4)
    assert raw.columns[1] == ["两行\n文字", "x"]


def test_a_line_that_names_the_delimiter_counts_as_a_row(tmp_path: Path) -> None:
    raw = only_table(text_file(tmp_path / "a.csv", "sep=;\n企业编号;备注\nE1;x\n"))
    assert raw.rows == (3,)


def test_a_row_longer_than_the_header_is_a_blocker(tmp_path: Path) -> None:
    """An unquoted comma in the address would shift every later column."""
    text = "企业编号,地址,产值\nE1,东莞,100\nE2,东莞,长安镇,200\n"
    (grid,) = read_file(text_file(tmp_path / "a.csv", text)).grids
    _, findings = to_table(grid, known_anywhere)
    assert one(findings, "row_too_long").row == 3


# ---- workbooks


def test_xlsx_cells_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["企业编号", "产值", "落后产能", "备注", "最早年份"])
    book.active.append([440300, 12.5, True, " 空 格 ", date(2016, 5, 1)])
    book.save(path)
    assert columns(path) == {
        "企业编号": [440300.0], "产值": [12.5], "落后产能": [True], "备注": [" 空 格 "],
        "最早年份": ["2016-05-01"],
    }  # fmt: skip


def test_xlsx_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    """Two title rows, an empty row, the header in row 4, an empty row between the data."""
    rows = [["2016年企业名录"], ["单位：万元"], [], ["企业编号", "产值"], ["E1", 5], [], ["E2", 7]]
    raw = only_table(workbook(tmp_path / "a.xlsx", {"企业": rows}, {"企业": ["A1:B1"]}))
    assert raw.headers == ("企业编号", "产值")
    assert raw.rows == (5, 7)
    assert raw.title_units == ("万元",)


def test_merged_header_cells_over_two_rows(tmp_path: Path) -> None:
    """企业编号 is merged downwards, 排放量（公斤） sideways above its two columns."""
    rows = [
        ["企业编号", "企业名称", "排放量（公斤）", None],
        [None, None, "COD", "氨氮"],
        ["E1", "甲", 100, 20],
    ]
    merges = {"企业": ["A1:A2", "B1:B2", "C1:D1"]}
    raw = only_table(workbook(tmp_path / "a.xlsx", {"企业": rows}, merges))
    assert raw.headers == ("企业编号", "企业名称", "COD", "氨氮")
    assert raw.groups == ("", "", "排放量（公斤）", "排放量（公斤）")
    assert raw.rows == (3,)


def test_two_header_rows_without_merging_are_joined(tmp_path: Path) -> None:
    """As text export leaves it: the heading stands only above the first of its columns."""
    text = "企业编号,企业名称,排放量（公斤）,\n,,COD,氨氮\nE1,甲,100,20\n"
    raw = only_table(text_file(tmp_path / "a.csv", text))
    assert raw.headers == ("企业编号", "企业名称", "COD", "氨氮")
    assert raw.groups == ("", "", "排放量（公斤）", "排放量（公斤）")
    assert raw.columns[2] == ["100"]


def test_a_row_of_units_below_the_header_is_no_data(tmp_path: Path) -> None:
    text = "企业编号,产值,拟用地\n,亿元,公顷\nE1,2,3\n"
    raw = only_table(text_file(tmp_path / "a.csv", text))
    assert raw.unit_row == ("", "亿元", "公顷")
    assert raw.rows == (3,)


def test_a_second_header_row_with_column_names_is_no_data(tmp_path: Path) -> None:
    text = "企业编号,企业名称,产值\nenterprise_id,name_zh,output_wan_yuan\nE1,甲,2\n"
    assert only_table(text_file(tmp_path / "a.csv", text)).rows == (3,)


def test_totals_and_remarks_are_left_out_with_a_doubt(tmp_path: Path) -> None:
    text = "企业编号,企业名称,产值\nE1,甲,2\n合计,,2\n注：产值为上年数,,\n"
    (grid,) = read_file(text_file(tmp_path / "a.csv", text)).grids
    raw, findings = to_table(grid, known_anywhere)
    assert raw is not None
    assert raw.rows == (2,)
    assert one(findings, "total_row").row == 3
    assert one(findings, "remark_row").row == 4


def test_merged_text_among_data_stands_for_all_rows_but_a_figure_does_not(tmp_path: Path) -> None:
    """A city merged over two enterprises is theirs; a merged output would be counted twice."""
    rows = [["企业编号", "所在市", "产值"], ["E1", "东莞市", 300], ["E2", None, None]]
    path = workbook(tmp_path / "a.xlsx", {"企业": rows}, {"企业": ["B2:B3", "C2:C3"]})
    raw, findings = to_table(read_file(path).grids[0], known_anywhere)
    assert raw is not None
    assert raw.columns[1] == ["东莞市", "东莞市"]
    assert raw.columns[2] == [300.0, None]
    assert one(findings, "merged_text").value == "东莞市"
    assert one(findings, "merged_figure").row == 2


def test_formulas_give_their_stored_results_and_are_remembered(tmp_path: Path) -> None:
    """xlsxwriter stores a result (7), openpyxl none."""
    import xlsxwriter

    with_result = tmp_path / "with.xlsx"
    book = xlsxwriter.Workbook(str(with_result))
    sheet = book.add_worksheet("企业")
    sheet.write_row(0, 0, ["企业编号", "产值"])
    sheet.write(1, 0, "E1")
    sheet.write_formula(1, 1, "=3+4", None, 7)
    book.close()
    raw = only_table(with_result)
    assert raw.columns[1] == [7.0]
    assert raw.formulas == {1: {2: True}}

    without = tmp_path / "without.xlsx"
    other = openpyxl.Workbook()
    other.active.append(["企业编号", "产值"])
    other.active.append(["E1", "=3+4"])
    other.save(without)
    raw = only_table(without)
    assert raw.columns[1] == [None]
    assert raw.formulas == {1: {2: False}}


def test_all_visible_sheets_are_read_and_the_others_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "企业名录"
    book.active.append(["企业编号", "产值"])
    book.create_sheet("空表")
    book.create_sheet("草稿").sheet_state = "hidden"
    book.create_sheet("园区").append(["园区编号", "园区名称"])
    book.save(path)
    read = read_file(path)
    assert [grid.sheet for grid in read.grids] == ["企业名录", "园区"]
    assert one(read.findings, "sheet_empty").value == "空表"
    assert one(read.findings, "sheet_hidden").value == "草稿"


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [(14, "", True), (0, "", False), (164, "yyyy年m月", True), (165, '0.0"day"', False),
     (166, "[Red]0.00", False), (167, "General", False), (168, "[h]:mm", True)],
)  # fmt: skip
def test_date_formats_are_told_from_number_formats(number: int, code: str, expected: bool) -> None:
    assert is_date_format(number, code) is expected


def test_column_letters() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "AMJ")] == [0, 25, 26, 1023]
    with pytest.raises(ValueError, match="column"):
        column_of("1")


def test_the_wrong_ending_is_a_doubt_and_the_content_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"企业": [["企业编号"], ["E1"]]})
    wrong = path.rename(tmp_path / "a.csv")
    read = read_file(wrong)
    assert codes(read.findings) == {"ending_wrong"}
    assert read.grids[0].cells[1] == ["E1"]


# ---- layers


def layer(names: list[str] | None = None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "企业编号": ["E1", "E2"],
            "企业名称": names or ["东莞龙昌", "深圳喆骉"],
            "产值": [5.0, None],
        },
        geometry=gpd.points_from_xy([113.75, 114.05], [23.02, 22.54]),
        crs="EPSG:4326",
    )


def test_geopackage_layers_become_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer().to_file(path, layer="企业名录", driver="GPKG")
    other = layer().drop(columns="geometry").rename(columns={"企业编号": "园区编号"})
    gpd.GeoDataFrame(other).to_file(path, layer="园区", driver="GPKG")
    first, second = read_file(path).layers
    assert (first.sheet, second.sheet) == ("企业名录", "园区")
    assert first.columns[1] == ["东莞龙昌", "深圳喆骉"]
    assert first.columns[2] == [5.0, None]
    assert first.lon == pytest.approx([113.75, 114.05])
    assert not first.exact_datum
    assert second.lon is None


def zipped_shapefile(folder: Path, frame: gpd.GeoDataFrame, encoding: str, cpg: bool) -> Path:
    frame.to_file(folder / "qy.shp", encoding=encoding)
    path = folder / "qy.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob("qy.*")):
            if part.suffix != ".zip" and (cpg or part.suffix != ".cpg"):
                archive.write(part, f"数据/{part.name}")
    return path


@pytest.mark.parametrize(("encoding", "cpg"), [("GB18030", False), ("UTF-8", True), ("GBK", True)])
def test_shapefile_zip_in_any_encoding(tmp_path: Path, encoding: str, cpg: bool) -> None:
    """Without .cpg the driver alone would give Latin-1 mojibake."""
    frame = layer().rename(columns={"企业编号": "id", "企业名称": "name", "产值": "output"})
    read = read_file(zipped_shapefile(tmp_path, frame, encoding, cpg))
    (raw,) = read.layers
    assert raw.columns[1] == ["东莞龙昌", "深圳喆骉"]
    assert raw.lat == pytest.approx([23.02, 22.54])
    assert raw.short_names
    assert codes(read.findings) == (set() if cpg else {"shapefile_no_cpg"})


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_a_field_name_cut_within_a_character_spoils_nothing(tmp_path: Path, encoding: str) -> None:
    """10 bytes hold 3 1/3 Chinese characters in UTF-8; "a" and 5 of them are 11 bytes in GBK."""
    frame = layer().rename(
        columns={"企业名称": "企业名称全称" if encoding == "UTF-8" else "a企业名称全"}
    )
    (raw,) = read_file(zipped_shapefile(tmp_path, frame, encoding, cpg=True)).layers
    assert raw.headers[1] == ("企业名" if encoding == "UTF-8" else "a企业名称")
    assert raw.columns[1] == ["东莞龙昌", "深圳喆骉"]


def test_shapefile_with_a_lying_cpg_is_read_all_the_same(tmp_path: Path) -> None:
    frame = layer().rename(columns={"企业编号": "id", "企业名称": "name", "产值": "output"})
    frame.to_file(tmp_path / "qy.shp", encoding="GB18030")
    (tmp_path / "qy.cpg").write_text("UTF-8")
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("qy.*"):
            archive.write(part, part.name)
    read = read_file(path)
    assert read.layers[0].columns[1] == ["东莞龙昌", "深圳喆骉"]
    assert codes(read.findings) == {"shapefile_wrong_cpg"}


def test_a_bare_shp_takes_the_parts_beside_it_and_misses_them_if_gone(tmp_path: Path) -> None:
    layer().rename(columns={"企业编号": "id", "企业名称": "name", "产值": "output"}).to_file(
        tmp_path / "qy.shp", encoding="UTF-8"
    )
    assert read_file(tmp_path / "qy.shp").layers[0].columns[0] == ["E1", "E2"]
    (tmp_path / "qy.dbf").unlink()
    finding = one(read_file(tmp_path / "qy.shp").findings, "shapefile_parts")
    assert ".dbf" in finding.problem("en")


def geojson(path: Path, features: list[dict], crs: str | None = None) -> Path:
    content: dict = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def feature(shape: object, **properties: object) -> dict:
    geometry = shapely.geometry.mapping(shape) if shape is not None else None
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_with_differing_properties_and_missing_shapes(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        [feature(shapely.Point(113.75, 23.02), id="E1", tags=["a", "b"]), feature(None, id="E2")],
    )
    raw = read_file(path).layers[0]
    assert raw.headers == ("id", "tags")
    assert raw.columns[1] == ["a;b", None]
    assert raw.lon == [113.75, None]


def test_projected_layers_become_true_wgs84_degrees(tmp_path: Path) -> None:
    """CGCS2000 zone 38 (EPSG:4526): easting 38500000 is the meridian of 114 degrees."""
    path = geojson(
        tmp_path / "a.geojson", [feature(shapely.Point(38500000, 2500000), id="E1")], "EPSG:4526"
    )
    raw = read_file(path).layers[0]
    assert raw.lon == pytest.approx([114.0], abs=1e-6)
    assert raw.exact_datum


def test_cgcs2000_degrees_leave_the_datum_to_the_user(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson", [feature(shapely.Point(113.75, 23.02), id="E1")],
        "urn:ogc:def:crs:EPSG::4490",
    )  # fmt: skip
    raw = read_file(path).layers[0]
    assert raw.lon == pytest.approx([113.75])
    assert not raw.exact_datum


def test_areas_give_a_point_inside_them_and_say_so(tmp_path: Path) -> None:
    """A C-shaped area: its centroid (1.2, 1) would lie outside it."""
    ring = [(0, 0), (3, 0), (3, 0.2), (0.2, 0.2), (0.2, 1.8), (3, 1.8), (3, 2), (0, 2)]
    area = shapely.Polygon(ring)
    read = read_file(geojson(tmp_path / "a.geojson", [feature(area, id="P1")]))
    raw = read.layers[0]
    assert raw.lon is not None
    assert raw.lat is not None
    assert area.covers(shapely.Point(raw.lon[0], raw.lat[0]))
    assert codes(read.findings) == {"shape_not_point"}


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_a_shapefile_without_prj_in_metres_is_a_blocker(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["E1"]})
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([500000], [2500000]))
    read = read_file(zipped_shapefile(tmp_path, points, "UTF-8", True))
    assert codes(read.findings) == {"crs_missing_projected"}
    assert read.layers[0].lon == [None]
