"""Sheets as people really fill them: one mistake gives one finding, usual words are understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_files import YEARS, codes, converted, frame, one, small_world, tables, text_file

from geodata.findings import Finding, Severity, blockers
from geodata.headers import find
from geodata.load import load_world
from geodata.validate import validate


def found(code: str, **given: pd.DataFrame) -> list[Finding]:
    """Findings of the checks with this code."""
    return [finding for finding in validate(tables(**given), YEARS) if finding.code == code]


def firms(**columns: Any) -> pd.DataFrame:
    """Enterprises of division 39 with these columns."""
    rows = len(next(iter(columns.values())))
    ids = [f"E{n}" for n in range(1, rows + 1)]
    return frame("enterprises", enterprise_id=ids, division=["39"] * rows, **columns)


def test_firms_of_receiving_cities_are_counted() -> None:
    """Meizhou and Shaoguan receive; Dongguan sends; an unknown city is not counted."""
    given = firms(city_adcode=["441400", "440200", "441900", None])
    (finding,) = found("city_not_sending", enterprises=given)
    assert (finding.severity, finding.values["count"]) == (Severity.DOUBT, 2)
    assert "梅州市" in finding.problem("zh")


def test_output_that_does_not_go_with_jobs() -> None:
    """100 persons suggest 10,000 wan yuan: 30 times that passes, 310,000 and 300 do not."""
    given = firms(output_wan_yuan=[300_000.0, 310_000.0, 300.0], jobs_persons=[100.0] * 3)
    large, small = found("output_unlikely", enterprises=given)
    assert (large.row, small.row) == (3, 4)
    assert "亿元" in small.problem("zh")
    assert "10000 万元" in large.problem("zh")


def test_output_that_does_not_go_with_land() -> None:
    given = firms(output_wan_yuan=[310_000.0, 290_000.0], land_mu=[30.0] * 2)
    (finding,) = found("output_unlikely", enterprises=given)
    assert finding.row == 2


@pytest.mark.parametrize(
    ("mapping", "code", "close"),
    [
        ({"产值总量": "output_wan_yuan"}, "mapping_header_unknown", "产值规模"),
        ({"产值规模": "output_wan"}, "mapping_column_unknown", "output_wan_yuan"),
    ],
)
def test_a_mapping_of_nothing_stops(
    tmp_path: Path, mapping: dict[str, str], code: str, close: str
) -> None:
    path = text_file(tmp_path / "企业.csv", "企业编号,行业代码,产值规模\nA,39,5\n")
    world = load_world(small_world(), [path], mapping=mapping)
    finding = one(world.findings, code)
    assert finding.severity is Severity.BLOCKER
    assert close in finding.remedy("zh")
    good = load_world(small_world(), [path], mapping={"产值规模": "output_wan_yuan"})
    assert not codes(good.findings) & {"mapping_header_unknown", "mapping_column_unknown"}


def test_one_unknown_header_is_one_blocker(tmp_path: Path) -> None:
    text = "城市代码,年份,指标类型,多少,单位\n440200,2016,林地指标,2,公顷\n"
    world = load_world(small_world(), [("city_quotas", text_file(tmp_path / "a.csv", text))])
    assert [f.code for f in blockers(world.findings)] == ["column_missing"]


def test_an_unknown_kind_gives_no_unit_blocker(tmp_path: Path) -> None:
    text = "城市代码,年份,指标类型,指标值,单位\n440200,2016,某某,2,公顷\n"
    world = load_world(small_world(), [("city_quotas", text_file(tmp_path / "a.csv", text))])
    assert [f.column for f in blockers(world.findings)] == ["kind"]


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("enterprises", "所在地址", "address"),
        ("enterprises", "拟投资（亿元）", "investment_wan_yuan"),
        ("enterprises", "意向搬迁年份", "earliest_year"),
        ("enterprises", "计划搬迁年份", "earliest_year"),
        ("city_quotas", "数额", "value"),
        ("park_supply", "可供用地", "land_mu"),
    ],
)
def test_usual_headers(table: str, header: str, column: str) -> None:
    match = find(table, header)
    assert match is not None
    assert match.column.name == column


def test_usual_words_and_units(tmp_path: Path) -> None:
    text = (
        "城市代码,年份,指标类型,数额,单位\n440200,2016,一般用地,2,亩\n440200,2016,园区专项,2,亩\n"
    )
    frame = converted(text_file(tmp_path / "q.csv", text), "city_quotas").frame
    assert list(frame["kind"]) == ["land_general", "land_special"]
    text = "园区编号,年份,标准厂房（万平方米）\nP1,2016,1.5\n"
    assert list(
        converted(text_file(tmp_path / "s.csv", text), "park_supply").frame["plant_m2"]
    ) == [15_000.0]


def test_lead_industries_in_words(tmp_path: Path) -> None:
    text = "园区编号,园区名称,城市代码,主导产业\nP1,甲园,440200,电子信息、机械\n"
    world = load_world(small_world(), [("parks", text_file(tmp_path / "p.csv", text))])
    assert list(world["parks"]["lead_divisions"]) == ["39;34"]
    assert "division_from_text" in codes(world.findings)


def test_empty_ids_are_made_up_and_given_ones_kept(tmp_path: Path) -> None:
    """Row 2 would be E0001, which row 3 has already."""
    text = "企业编号,行业代码,用工人数\n,39,5\nE0001,39,6\n,39,7\n"
    part = converted(text_file(tmp_path / "e.csv", text), "enterprises")
    assert list(part.frame["enterprise_id"]) == ["E0001x", "E0001", "E0003"]
    assert one(part.findings, "ids_filled").values["count"] == 2
    text = "编号,行业代码,适用范围\n,39,440000\n"
    bans = converted(text_file(tmp_path / "b.csv", text), "bans")
    assert list(bans.frame["ban_id"]) == ["B0001"]


def test_a_total_row_of_formulas_is_no_blocker(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["企业编号", "行业代码", "用工人数"],
        ["A", "39", 5],
        ["合计", None, "=SUM(C2:C2)"],
    ):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    world = load_world(small_world(), [("enterprises", path)])
    assert not blockers(world.findings)


def test_messages_hold_no_code_no_dash_and_no_power_of_ten(tmp_path: Path) -> None:
    given = firms(earliest_year=[2500.0], output_wan_yuan=[1e9], cod_t=[1e9])
    (year,) = found("above_maximum", enterprises=given)
    assert "—" not in year.problem("zh")
    assert "2100" in year.problem("zh")
    (cod,) = found("figure_too_large", enterprises=firms(output_wan_yuan=[1.2e6], cod_t=[1e9]))
    assert "e+" not in cod.problem("zh")
    text = "企业编号,行业代码,年产值（万元）\nA,24,5\n"
    world = load_world(small_world(), [("enterprises", text_file(tmp_path / "e.csv", text))])
    said = [f.problem("zh") for f in world.findings if f.code == "no_coefficient"]
    assert any("化学需氧量排放量" in text for text in said)
    assert not any("cod_t" in text for text in said)
