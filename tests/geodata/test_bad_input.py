"""Whatever a user uploads, the answer is findings in both languages, never a traceback."""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import codes, one, small_world, text_file, workbook

from geodata.findings import blockers, findings_table
from geodata.load import load_world
from geodata.readers import archive, read_file
from geodata.world import World

ENTERPRISES = "企业编号,行业代码,年产值（万元）,COD（吨）\n"


def load(path: Path, table: str | None = None) -> World:
    """The world after loading; every finding can be said, and the table of findings built."""
    world = load_world(small_world(), [(table, path)])
    codes(world.findings)
    for lang in ("zh", "en"):
        assert len(findings_table(world.findings, lang)) == len(world.findings)  # type: ignore[arg-type]
    return world


def stops(path: Path, table: str | None = None) -> set[str]:
    """Codes of the blockers of a file."""
    return {finding.code for finding in blockers(load(path, table).findings)}


# ---- files that are no tables


def no_file(folder: Path) -> Path:
    return folder / "gone.csv"


def a_folder(folder: Path) -> Path:
    return folder


def nothing(folder: Path) -> Path:
    return text_file(folder / "a.csv", "")


def blank_lines(folder: Path) -> Path:
    return text_file(folder / "a.csv", "\n \n,,\n")


def garbage_csv(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_bytes(random.Random(1).randbytes(5000))
    return path


def garbage_xlsx(folder: Path) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(random.Random(2).randbytes(5000))
    return path


def garbage_gpkg(folder: Path) -> Path:
    path = folder / "a.gpkg"
    head = b"SQLite format 3\x00".ljust(68, b"\0") + b"GPKG"
    path.write_bytes(head + random.Random(3).randbytes(5000))
    return path


def other_database(folder: Path) -> Path:
    path = folder / "a.db"
    path.write_bytes(b"SQLite format 3\x00".ljust(5000, b"\0"))
    return path


def garbage_geojson(folder: Path) -> Path:
    return text_file(folder / "a.geojson", '{"type": "FeatureCollection", "features": [')


def deep_geojson(folder: Path) -> Path:
    return text_file(folder / "a.geojson", '{"a":' * 50_000)


def old_xls(folder: Path) -> Path:
    path = folder / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    return path


def locked_xlsx(folder: Path) -> Path:
    path = folder / "a.xlsx"
    marker = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + marker + b"\0" * 500)
    return path


def cut_xlsx(folder: Path) -> Path:
    path = workbook(folder / "a.xlsx", {"企业": [["企业编号"], ["E1"]]})
    path.write_bytes(path.read_bytes()[:-200])
    return path


def xlsx_with_broken_sheet(folder: Path) -> Path:
    whole = workbook(folder / "whole.xlsx", {"企业": [["企业编号"], ["E1"]]})
    path = folder / "a.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:150] if "sheet1" in name else content)
    return path


def xlsx_with_entities(folder: Path) -> Path:
    """A billion laughs inside a sheet."""
    whole = workbook(folder / "whole.xlsx", {"企业": [["企业编号"], ["E1"]]})
    path = folder / "a.xlsx"
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb if "sheet1" in name else source.read(name))
    return path


def web_page(folder: Path) -> Path:
    return text_file(folder / "a.xls", "<html><table><tr><td>1</td></tr></table></html>")


def zip_of_text(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("企业.csv", "企业编号\nE1\n")
    return path


def not_a_zip(folder: Path) -> Path:
    return text_file(folder / "a.zip", "nothing")


def broken_shapefile(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for suffix in (".shp", ".dbf", ".shx"):
            target.writestr(f"a{suffix}", random.Random(4).randbytes(300))
    return path


def open_quote(folder: Path) -> Path:
    return text_file(folder / "a.csv", '企业编号,企业名称\nE1,"甲\nE2,乙\n')


def empty_workbook(folder: Path) -> Path:
    return workbook(folder / "a.xlsx", {"企业": []})


CASES: dict[Callable[[Path], Path], str] = {
    no_file: "file_missing",
    a_folder: "file_is_folder",
    nothing: "file_empty",
    blank_lines: "file_empty",
    garbage_csv: "not_text",
    garbage_xlsx: "xlsx_broken",
    garbage_gpkg: "layer_broken",
    other_database: "format_unknown",
    garbage_geojson: "geojson_broken",
    deep_geojson: "geojson_broken",
    old_xls: "xls_old",
    locked_xlsx: "xlsx_password",
    cut_xlsx: "archive_broken",
    xlsx_with_broken_sheet: "xlsx_broken",
    xlsx_with_entities: "xlsx_broken",
    web_page: "format_unknown",
    zip_of_text: "archive_unknown",
    not_a_zip: "archive_broken",
    broken_shapefile: "layer_broken",
    open_quote: "csv_broken",
    empty_workbook: "nothing_in_file",
}


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    assert stops(path) == {CASES[make]}
    assert stops(path, "enterprises") == {CASES[make]}


def test_a_device_is_not_read() -> None:
    assert codes(read_file(Path(os.devnull)).findings) == {"file_unreadable"}


# ---- size


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """A sparse file: reading it would show as time and memory, refusing it does not."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    finding = one(read_file(path).findings, "file_too_large")
    assert "100 MB" in finding.problem("zh")


def zipped(path: Path, members: dict[str, bytes | int]) -> Path:
    """A zip; an int stands for that many zero bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            with target.open(name, "w", force_zip64=True) as out:
                for _ in range(content // 1_000_000 if isinstance(content, int) else 0):
                    out.write(bytes(1_000_000))
                out.write(content if isinstance(content, bytes) else b"")
    return path


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.csv"])
def test_a_zip_bomb_is_refused_by_its_directory(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 MB of zeros in 60 kB, whatever the file is called; no member is ever opened."""
    path = zipped(tmp_path / name, {"xl/worksheets/sheet1.xml": 60_000_000})
    assert path.stat().st_size < 200_000

    def refuse(*_: object) -> None:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    assert codes(read_file(path).findings) == {"archive_bomb"}


def test_archives_with_too_much_in_total_or_too_many_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 3_000_000)
    large = zipped(tmp_path / "a.zip", {"a.shp": 4_000_000})
    assert codes(read_file(large).findings) == {"archive_bomb"}
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    many = zipped(tmp_path / "b.zip", {f"{n}.shp": b"x" for n in range(4)})
    assert codes(read_file(many).findings) == {"archive_members"}
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 100)
    assert codes(read_file(many).findings) == {"archive_members"}


@pytest.mark.parametrize("member", ["../a.shp", "/etc/a.shp", "C:\\a.shp", "x\\..\\..\\a.shp"])
def test_archives_that_point_outside_are_refused(tmp_path: Path, member: str) -> None:
    path = zipped(tmp_path / "a.zip", {member: b"x", "a.dbf": b"x"})
    assert codes(read_file(path).findings) == {"archive_path"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_too_many_rows_and_columns_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geodata.readers import csv, sheet

    for module in (csv, sheet):
        monkeypatch.setattr(module, "MAX_ROWS", 20)
        monkeypatch.setattr(module, "MAX_COLUMNS", 10)
    rows: list[list[object]] = [["企业编号"], *[[f"E{n}"] for n in range(30)]]
    assert stops(workbook(tmp_path / "a.xlsx", {"企业": rows})) == {"too_many_rows"}
    wide: list[list[object]] = [[f"c{n}" for n in range(12)], ["x"] * 12]
    assert stops(workbook(tmp_path / "b.xlsx", {"企业": wide})) == {"too_many_columns"}
    lines = "\n".join(str(row[0]) for row in rows)
    assert stops(text_file(tmp_path / "a.csv", lines)) == {"too_many_rows"}
    assert stops(text_file(tmp_path / "b.csv", ",".join("c" * 12))) == {"too_many_columns"}


# ---- tables with something wrong in them


def test_missing_columns(tmp_path: Path) -> None:
    path = text_file(tmp_path / "指标.csv", "城市,年份,指标值\n440200,2016,5\n")
    world = load(path, "city_quotas")
    missing = [f for f in blockers(world.findings) if f.code == "column_missing"]
    assert {f.column for f in missing} == {"kind", "unit"}
    assert len(blockers(world.findings)) == 2


def test_wrong_units(tmp_path: Path) -> None:
    text = "企业编号,行业代码,拟用地（吨）,年产值（万美元）\nE1,39,5,6\n"
    findings = blockers(load(text_file(tmp_path / "企业.csv", text)).findings)
    assert [(f.code, f.column) for f in findings] == [
        ("unit_wrong", "land_mu"), ("unit_wrong", "output_wan_yuan"),
    ]  # fmt: skip


def test_duplicate_ids(tmp_path: Path) -> None:
    path = text_file(tmp_path / "企业.csv", ENTERPRISES + "E1,39,5,1\nE1,39,6,1\n")
    assert stops(path) == {"duplicate_key"}


def test_negative_quotas(tmp_path: Path) -> None:
    text = "城市,年份,指标类型,指标值,单位\n韶关市,2016,化学需氧量,-5,吨\n"
    assert stops(text_file(tmp_path / "指标.csv", text)) == {"below_minimum"}


def test_impossible_coordinates(tmp_path: Path) -> None:
    """Enterprises and parks can be placed otherwise (doubt); facilities cannot (blocker)."""
    text = "企业编号,行业代码,经度,纬度\nE1,39,999,0\n"
    assert "coordinates_impossible" in codes(load(text_file(tmp_path / "企业.csv", text)).findings)
    port = "设施编号,设施类型,设施名称,经度,纬度\nF1,海港,某港,0,0\n"
    assert stops(text_file(tmp_path / "口岸.csv", port)) == {"coordinates_impossible"}


def test_unknown_adcode(tmp_path: Path) -> None:
    text = "园区编号,园区名称,承接市\nQ1,甲园,999999\nQ2,乙园,火星市\n"
    findings = blockers(load(text_file(tmp_path / "园区.csv", text)).findings)
    assert [(f.code, f.value) for f in findings] == [
        ("adcode_unknown", "999999"), ("adcode_unknown", "火星市"),
    ]  # fmt: skip


def test_kilograms_for_tonnes(tmp_path: Path) -> None:
    """1 亿元 of division 39 has about 10 t COD; 10,000 is kilograms."""
    path = text_file(tmp_path / "企业.csv", ENTERPRISES + "E1,39,10000,10000\n")
    finding = one(load(path).findings, "figure_in_smaller_unit")
    assert (finding.row, finding.column, finding.severity) == (2, "cod_t", "doubt")


def test_nan_and_infinity(tmp_path: Path) -> None:
    path = text_file(tmp_path / "企业.csv", ENTERPRISES + "E1,39,NaN,inf\nE2,39,-Infinity,1\n")
    findings = [f for f in load(path).findings if f.code == "cell_not_finite"]
    assert [(f.row, f.column) for f in findings] == [
        (2, "output_wan_yuan"), (3, "output_wan_yuan"), (2, "cod_t"),
    ]  # fmt: skip


def test_formulas(tmp_path: Path) -> None:
    """A stored result is used with a doubt; without one the file cannot be trusted."""
    path = tmp_path / "企业.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("企业名录")
    sheet.write_row(0, 0, ["企业编号", "行业代码", "年产值"])
    sheet.write_row(1, 0, ["E1", "39"])
    sheet.write_formula(1, 2, "=1000*3", None, 3000)
    book.close()
    world = load(path)
    assert world["enterprises"]["output_wan_yuan"].tolist() == [3000.0]
    assert one(world.findings, "formula_used").values["count"] == 1

    other = openpyxl.Workbook()
    other.active.title = "企业名录"
    other.active.append(["企业编号", "行业代码", "年产值"])
    other.active.append(["E1", "39", "=1000*3"])
    other.save(path)
    assert stops(path) == {"formula_without_result"}
    text = text_file(tmp_path / "企业.csv", ENTERPRISES + "E1,39,=1000*3,=HYPERLINK(1)\n")
    assert sum(f.code == "cell_formula" for f in load(text).findings) == 2


def test_our_own_protection_against_formulas_is_taken_off_again(tmp_path: Path) -> None:
    text = "企业编号,行业代码,备注\nE1,39,'=1+1\nE2,39,'tis\n"
    world = load(text_file(tmp_path / "企业.csv", text))
    assert world["enterprises"]["note"].tolist() == ["=1+1", "'tis"]
    assert world.notes["rule"].tolist().count("apostrophe") == 1


def test_gbk_merged_headers_and_empty_sheets_load(tmp_path: Path) -> None:
    gbk = text_file(tmp_path / "企业.csv", ENTERPRISES + "E1,39,5,1\n", "gbk")
    assert "encoding_guessed" in codes(load(gbk).findings)
    rows = [["企业编号", "行业代码", "排放量（公斤）"], [None, None, "COD"], ["E1", 39, 500]]
    merged = workbook(tmp_path / "a.xlsx", {"企业": rows, "空": []}, {"企业": ["A1:A2", "B1:B2"]})
    world = load(merged)
    assert world["enterprises"]["cod_t"].tolist() == [0.5]
    assert one(world.findings, "sheet_empty").value == "空"


# ---- anything at all


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.binary(max_size=400), ending=st.sampled_from(["csv", "xlsx", "gpkg", "zip", "json"])
)
def test_no_bytes_make_the_reader_raise(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    codes(read_file(path).findings)


CELLS = st.one_of(
    st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans(),
    st.sampled_from(["39", "440300", "东莞市", "-5", "2.5公顷", "inf", "=A1", "无", "是",
                     "2016Q3"]),
    st.text(max_size=12).filter(lambda s: not s.startswith("=")),
)  # fmt: skip
HEADERS = st.lists(
    st.sampled_from(
        ["企业编号", "企业名称", "地址", "城市", "县区", "经度", "纬度", "行业代码",
         "年产值（亿元）", "拟用地",
         "COD（kg）", "贸易方式", "最早搬迁年份", "落后产能", "信用等级", "怪列"]
    ),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_cells_make_loading_raise(tmp_path: Path, data: st.DataObject) -> None:
    headers = data.draw(HEADERS)
    width = len(headers)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5))
    path = workbook(tmp_path / "企业名录.xlsx", {"企业名录": [headers, *rows]})
    load(path, "enterprises")


def test_merged_blocks_over_everything_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geodata.readers import header

    monkeypatch.setattr(header, "MAX_MERGED_CELLS", 5)
    rows = [["企业编号", "产值"], ["E1", 5], ["E2", None], ["E3", None], ["E4", None]]
    path = workbook(tmp_path / "a.xlsx", {"企业": rows}, {"企业": ["B2:B5", "A1:B1"]})
    assert stops(path) == {"too_many_merges"}


@pytest.mark.parametrize("seed", range(20))
def test_a_workbook_with_flipped_bytes_never_raises(tmp_path: Path, seed: int) -> None:
    rows = [["企业编号", "行业代码", "产值"], *[[f"E{n}", 39, n] for n in range(20)]]
    path = workbook(tmp_path / "a.xlsx", {"企业名录": rows})
    content = bytearray(path.read_bytes())
    draw = random.Random(seed)
    for _ in range(30):
        content[draw.randrange(len(content))] = draw.randrange(256)
    path.write_bytes(bytes(content))
    codes(read_file(path).findings)


def test_a_line_of_millions_of_cells_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "a," * 3_000_000)
    assert codes(read_file(path).findings) == {"too_many_columns"}
