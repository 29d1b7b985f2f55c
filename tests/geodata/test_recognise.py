"""Which table, which column, which unit, and what becomes of every kind of cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import codes, converted, one, only_table, text_file, workbook

from geodata import cells, units
from geodata.headers import find, find_cut
from geodata.readers.raw import RawTable
from geodata.recognise import guess_table, recognise
from geodata.tables import ALL

E = ALL["enterprises"]


def raw(*headers: str, file: str = "x.csv", sheet: str = "", **more: object) -> RawTable:
    empty = tuple(["x"] for _ in headers)
    return RawTable(file, sheet, headers, empty, (2,), **more)  # type: ignore[arg-type]


# ---- tables


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        (
            ("企业名称", "统一社会信用代码", "年产值", "用工人数", "拟用地", "行业代码"),
            "enterprises",
        ),
        (("supplier_name", "supplier_address"), "enterprises"),
        (("园区编号", "园区名称", "承接市", "主导产业"), "parks"),
        (("园区编号", "年份", "新增用地", "标准厂房"), "park_supply"),
        (("城市", "年份", "指标类型", "指标值", "单位"), "city_quotas"),
        (("帮扶市", "被帮扶市", "起始年份", "截止年份", "最少项目数"), "duties"),
        (("supplier_id", "buyer_id", "share"), "links"),
        (("企业编号", "季度", "阶段"), "progress"),
    ],
)
def test_tables_are_told_apart_by_their_columns(headers: tuple[str, ...], table: str) -> None:
    assert guess_table(raw(*headers))[0] == table


def test_the_name_of_the_sheet_or_file_decides_where_columns_do_not() -> None:
    assert guess_table(raw("名称", "城市", "备注x", sheet="园区"))[0] == "parks"
    assert guess_table(raw("名称", "城市", "备注x", file="企业名录.xlsx"))[0] == "enterprises"


def test_a_sheet_that_is_no_table_is_a_blocker_that_lists_its_headers() -> None:
    table, findings = guess_table(raw("颜色", "重量", "口味"))
    assert table is None
    assert "口味" in one(findings, "table_unknown").problem("zh")


def test_two_tables_that_fit_alike_are_not_guessed_between() -> None:
    """编号, 起始年份, 截止年份 may be duties as well as bans."""
    table, findings = guess_table(raw("编号", "起始年份", "截止年份"))
    assert table is None
    said = one(findings, "table_ambiguous").problem("zh")
    assert "对口帮扶" in said
    assert "禁限目录" in said


# ---- headers


@pytest.mark.parametrize(
    ("header", "column", "unit"),
    [
        ("年产值（亿元）", "output_wan_yuan", "亿元"),
        ("年产值\n(亿元)", "output_wan_yuan", "亿元"),
        ("拟用地/公顷", "land_mu", "公顷"),
        ("用地面积 ha", "land_mu", "ha"),
        ("land_ha", "land_mu", "ha"),
        ("产值万元", "output_wan_yuan", "万元"),
        ("COD排放量(kg)", "cod_t", "kg"),
        ("ＣＯＤ", "cod_t", ""),
        ("县(市、区)", "county_adcode", ""),
        ("企业名称 / Name", "name_zh", ""),
        ("*企业编号", "enterprise_id", ""),
        ("企业编号（enterprise_id）", "enterprise_id", ""),
    ],
)
def test_headers_as_people_write_them(header: str, column: str, unit: str) -> None:
    match = find("enterprises", header)
    assert match is not None
    assert (match.column.name, match.unit) == (column, unit)


@pytest.mark.parametrize("header", ["", "颜色", "产值增长率", "x" * 100, "企业名称（园区编号）x"])
def test_other_headers_are_not_forced_into_a_column(header: str) -> None:
    assert find("enterprises", header) is None


def test_shapefile_names_cut_to_ten_bytes_are_matched_by_their_beginning() -> None:
    """earliest_year -> earliest_y; 最早搬迁年份 -> 5 characters in GBK, 3 in UTF-8."""
    for header in ("earliest_y", "最早搬迁年", "最早搬"):
        match = find_cut("enterprises", header)
        assert match is not None, header
        assert match.column.name == "earliest_year"
    assert find_cut("enterprises", "earliest") is None
    assert find_cut("parks", "floor_inve") is not None


def test_unknown_columns_are_doubts_with_an_example_and_never_vanish(tmp_path: Path) -> None:
    result = converted(text_file(tmp_path / "企业.csv", "企业编号,行业代码,老板\nE1,39,张三\n"))
    finding = one(result.findings, "column_unknown")
    assert "老板" in finding.problem("zh")
    assert "张三" in finding.problem("zh")


def test_a_missing_required_column_is_a_blocker_with_the_headers_we_accept() -> None:
    found, _ = recognise(raw("园区编号", "承接市", sheet="园区"))
    assert found is not None
    finding = one(found.findings, "column_missing")
    assert finding.severity == "blocker"
    assert "产业园名称" in finding.remedy("zh")


def test_two_columns_of_one_meaning_are_a_blocker() -> None:
    found, _ = recognise(raw("企业编号", "产值", "总产值", "行业代码"), "enterprises")
    assert found is not None
    assert one(found.findings, "column_twice").value == "产值、总产值"
    assert "output_wan_yuan" not in found.columns


def test_a_weaker_header_gives_way_with_a_doubt() -> None:
    """序号 is an id only where no better one stands: 企业编号 wins, 序号 is named."""
    found, _ = recognise(raw("序号", "企业编号", "企业名称"), "enterprises")
    assert found is not None
    assert found.columns["enterprise_id"] == 1
    assert one(found.findings, "column_weaker").column == "序号"


def test_the_mapping_overrides_what_we_would_have_read() -> None:
    found, _ = recognise(
        raw("企业编号", "工厂", "产值", "备用(公顷)"), "enterprises",
        {"工厂": "name_zh", "产值": "", "备用(公顷)": "land_mu"},
    )  # fmt: skip
    assert found is not None
    assert found.columns == {"enterprise_id": 0, "name_zh": 1, "land_mu": 3}
    assert found.factors["land_mu"] == (pytest.approx(15.0), "公顷")


def test_names_go_where_their_letters_belong(tmp_path: Path) -> None:
    chinese = converted(text_file(tmp_path / "a.csv", "supplier_name,address\n东莞龙昌,东莞\n"))
    assert chinese.frame["name_zh"].tolist() == ["东莞龙昌"]
    english = converted(text_file(tmp_path / "b.csv", "公司名称,地址\nLung Cheong Ltd,Dongguan\n"))
    assert english.frame["name_en"].tolist() == ["Lung Cheong Ltd"]


def test_enterprises_without_ids_get_them_in_the_order_of_rows(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "supplier_name,supplier_address\nA,Dongguan\nB,Shenzhen\n")
    result = converted(path)
    assert result.frame["enterprise_id"].tolist() == ["E0001", "E0002"]
    assert "ids_generated" in codes(result.findings)


# ---- units


@pytest.mark.parametrize(
    ("found", "wanted", "factor"),
    [
        ("公顷", "mu", 15.0),
        ("平方米", "mu", 0.0015),
        ("平方公里", "mu", 1500.0),
        ("亿元", "wan_yuan", 1e4),
        ("元", "wan_yuan", 1e-4),
        ("千克", "t", 1e-3),
        ("万吨标煤", "tce", 1e4),
        ("万人", "persons", 1e4),
        ("吨/年", "t", 1.0),
        ("t/a", "t", 1.0),
        ("万元/公顷", "wan_yuan/mu", 1 / 15),
        ("元/㎡·月", "yuan/m2/month", 1.0),
        ("元/平方米/年", "yuan/m2/month", 1 / 12),
        ("kg/万元", "t/100m_yuan", 10.0),
        ("%", "share", 0.01),
    ],
)
def test_units_and_their_factors(found: str, wanted: str, factor: float) -> None:
    """1 ha = 15 mu; 1 mu = 2000/3 m2; 元/万元 = 1e-4; a yearly flow is the plain unit."""
    assert units.factor_between(found, wanted) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [("吨", "mu"), ("万美元", "wan_yuan"), ("吨/月", "t"), ("箱", "t"), ("", "t")],
)
def test_units_that_cannot_be_converted(found: str, wanted: str) -> None:
    assert units.factor_between(found, wanted) is None


def test_a_unit_in_the_header_converts_every_figure_and_notes_each(tmp_path: Path) -> None:
    """2 ha = 30 mu; 1.5 亿元 = 15,000 wan yuan; 250 kg = 0.25 t."""
    text = "企业编号,行业代码,拟用地（公顷）,年产值（亿元）,COD（公斤）\nE1,39,2,1.5,250\n"
    result = converted(text_file(tmp_path / "企业.csv", text))
    row = result.frame.iloc[0]
    assert (row["land_mu"], row["output_wan_yuan"], row["cod_t"]) == (30.0, 15000.0, 0.25)
    notes = result.notes.set_index("column")
    assert notes.loc["land_mu", ["row", "id", "kind", "before", "after", "rule"]].tolist() == [
        2, "E1", "converted", "2 公顷", 30.0, "unit_header",
    ]  # fmt: skip
    assert len(notes) == 3


def test_a_unit_of_another_kind_in_the_header_is_a_blocker(tmp_path: Path) -> None:
    text = "企业编号,行业代码,拟用地（吨）\nE1,39,2\n"
    result = converted(text_file(tmp_path / "企业.csv", text))
    assert one(result.findings, "unit_wrong").severity == "blocker"
    assert result.frame["land_mu"].isna().all()


def test_units_of_the_group_the_unit_row_and_the_title_count(tmp_path: Path) -> None:
    """100 kg = 0.1 t from the heading above; 3 亿元 from the unit row; 20,000 元 from the title."""
    rows = [["企业编号", "排放量（公斤）", None], [None, "COD", "氨氮"], ["E1", 100, 20]]
    group = converted(workbook(tmp_path / "a.xlsx", {"企业": rows}, {"企业": ["B1:C1"]}))
    assert group.frame[["cod_t", "nh3n_t"]].iloc[0].tolist() == [0.1, 0.02]
    row = converted(text_file(tmp_path / "企业b.csv", "企业编号,产值\n,亿元\nE1,3\n"))
    assert row.frame["output_wan_yuan"].tolist() == [30000.0]
    title = [["企业名录（单位：元）"], ["企业编号", "产值", "用工人数"], ["E1", 20000, 5]]
    above = converted(workbook(tmp_path / "c.xlsx", {"企业": title}, {"企业": ["A1:C1"]}))
    assert above.frame[["output_wan_yuan", "jobs_persons"]].iloc[0].tolist() == [2.0, 5.0]


def test_a_remark_in_the_header_that_is_no_unit_is_a_doubt(tmp_path: Path) -> None:
    text = "企业编号,年产值（2015年）\nE1,3\n"
    result = converted(text_file(tmp_path / "企业.csv", text))
    assert one(result.findings, "header_remark").value == "2015年"
    assert result.frame["output_wan_yuan"].tolist() == [3.0]


def test_quotas_are_converted_row_by_row(tmp_path: Path) -> None:
    """2 公顷 = 30 mu; 500 公斤 = 0.5 t; 吨 for forest land cannot be."""
    text = (
        "城市,年份,指标类型,指标值,单位\n"
        "韶关市,2016,林地指标,2,公顷\n440200,2016,化学需氧量,500,公斤\n440200,2017,林地指标,3,吨\n"
    )
    result = converted(text_file(tmp_path / "指标.csv", text))
    assert result.frame["value"].tolist() == [30.0, 0.5, 3.0]
    assert result.frame["unit"].tolist() == ["mu", "t", None]
    assert one(result.findings, "quota_unit").row == 4
    assert set(result.notes["rule"]) == {"unit_of_kind", "choice_word"}


# ---- cells


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        (12.5, 12.5, ""),
        ("12.5", 12.5, ""),
        ("1,234.5", 1234.5, "thousands"),
        ("1 200", 1200.0, "thousands"),
        ("１２．５", 12.5, "full_width"),
        ("约2.5", 2.5, "about"),
        ("300左右", 300.0, "about"),
        ("2.5公顷", 37.5, "unit_cell"),
        ("1500平方米", 2.25, "unit_cell"),
        ("'-5", -5.0, "apostrophe"),
        ("—", None, "empty_word"),
        ("不详", None, "empty_word"),
        (None, None, ""),
    ],
)
def test_numbers_as_people_type_them(cell: object, value: float | None, rule: str) -> None:
    got = cells.read_number(cell, E["land_mu"])  # type: ignore[arg-type]
    assert (got.value, got.rule, got.problem) == (value, rule, "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("abc", "not_number"), ("100-200", "not_number"), ("1,5", "not_number"),
        ("无", "not_number"), (True, "not_number"), ("NaN", "not_finite"), ("inf", "not_finite"),
        (float("nan"), "not_finite"), ("-Infinity", "not_finite"), ("#DIV/0!", "error"),
        ("=B2*3", "formula"), ("12吨", "unit"), ("1_000", "not_number"), ("x" * 9999, "not_number"),
    ],
)  # fmt: skip
def test_cells_that_are_no_number_are_never_guessed(cell: object, problem: str) -> None:
    got = cells.read_number(cell, E["land_mu"])  # type: ignore[arg-type]
    assert (got.value, got.problem) == (None, problem)


def test_a_unit_in_the_cell_beats_the_unit_of_the_header() -> None:
    """Header in hectares (factor 15): "3" is 45 mu, "3亩" stays 3 mu."""
    assert cells.read_number("3", E["land_mu"], 15.0).value == 45.0
    assert cells.read_number("3亩", E["land_mu"], 15.0).value == 3.0


def test_bare_multipliers_mean_yuan_or_persons() -> None:
    """3.2亿 = 3.2e8 yuan = 32,000 wan yuan; 1.2万 persons = 12,000."""
    assert cells.read_number("3.2亿", E["output_wan_yuan"]).value == pytest.approx(32000)
    assert cells.read_number("1.2万", E["jobs_persons"]).value == pytest.approx(12000)


def test_percent_becomes_a_share_without_rounding_dust() -> None:
    assert cells.read_number("35%", ALL["parks"]["forest_share"]).value == 0.35


def test_a_bound_is_used_and_doubted() -> None:
    got = cells.read_number("500以上", E["jobs_persons"])
    assert (got.value, got.problem) == (500.0, "bound")


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        (440300.0, "440300", ""), ("440300.0", "440300", "code_text"),
        ("440306000000", "440306", "adcode"), ("４４０３００", "440300", "full_width"),
        (" 440300 ", "440300", ""), ("-", None, "empty_word"),
    ],
)  # fmt: skip
def test_codes_stay_text(cell: object, value: str | None, rule: str) -> None:
    assert cells.read_code(cell, E["city_adcode"])[:2] == (value, rule)  # type: ignore[arg-type]


def test_a_credit_code_cut_by_a_spreadsheet_is_doubted() -> None:
    assert cells.read_code(9.144030019e17, E["credit_code"]).problem == "digits_lost"


@pytest.mark.parametrize("cell", ["39", 39.0, "39 计算机、通信", "C39", "C3911", "3911", "39.0"])
def test_divisions_are_their_first_two_digits(cell: object) -> None:
    assert cells.read_code(cell, E["division"]).value == "39"  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["34;39", "34、39", "34,39", "34 39", "C34/39计算机"])
def test_lists_of_divisions(cell: str) -> None:
    assert cells.read_codes(cell, ALL["parks"]["lead_divisions"]).value == "34;39"


@pytest.mark.parametrize("cell", ["2016", 2016.0, "2016年", "2016-05-01", "2016/5", "2016年5月"])
def test_years_out_of_dates(cell: object) -> None:
    assert cells.read_year(cell, E["earliest_year"]).value == 2016.0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["2016Q3", "2016年三季度", "2016年第3季度", "2016-Q3", "2016/3季度", "2016-07-01"]
)
def test_quarters(cell: str) -> None:
    assert cells.read_quarter(cell, ALL["progress"]["quarter"]).value == "2016Q3"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("否", False), ("√", True), (1.0, True), ("No", False), (True, True)],
)
def test_flags(cell: object, value: bool) -> None:
    assert cells.read_flag(cell, E["outdated_capacity"]).value is value  # type: ignore[arg-type]


def test_words_of_a_choice_in_both_languages_and_synonyms() -> None:
    column = E["trade_mode"]
    assert {cells.read_choice(w, column).value for w in ("来料加工", "supplied", "来料")} == {
        "supplied"
    }
    assert cells.read_choice("来料", column).rule == "choice_word"
    assert cells.read_choice("来料加工", column).rule == ""
    assert cells.read_choice("转口", column).problem == "not_choice"


@pytest.mark.parametrize(
    ("cell", "value", "rule", "problem"),
    [
        ("bonded_zone;seaport", "bonded_zone;seaport", "", ""),
        ("综合保税区；海港", "bonded_zone;seaport", "list", ""),
        ("保税区、rail、综保区", "bonded_zone;rail", "choice_word", ""),
        ("river port", "river_port", "", ""),
        ("无", None, "empty_word", ""),
        ("", None, "", ""),
        (None, None, "", ""),
        (3.0, None, "", "not_choices"),
        ("高铁站；海港", "seaport", "", "not_choices"),
        ("高铁站", None, "", "not_choices"),
    ],
)
def test_several_words_in_a_cell(cell: object, value: str | None, rule: str, problem: str) -> None:
    """Known words stay beside an unknown one: losing a need would be worse than keeping it."""
    got = cells.read_choices(cell, E["needs_facility"])  # type: ignore[arg-type]
    assert (got.value, got.rule, got.problem) == (value, rule, problem)


def test_an_unreadable_cell_keeps_its_original_in_the_finding(tmp_path: Path) -> None:
    """Optional land: doubt and empty; required quota value: blocker."""
    optional = converted(text_file(tmp_path / "企业.csv", "企业编号,拟用地\nE1,很多\n"))
    finding = one(optional.findings, "cell_not_number")
    assert (finding.severity, finding.row, finding.value) == ("doubt", 2, "很多")
    text = "城市,年份,指标类型,指标值,单位\n440200,2016,林地,很多,亩\n"
    required = converted(text_file(tmp_path / "指标.csv", text))
    assert one(required.findings, "cell_not_number").severity == "blocker"


def test_equal_problems_are_listed_a_thousand_times_and_counted(tmp_path: Path) -> None:
    rows = "\n".join(f"E{n},很多" for n in range(1500))
    result = converted(text_file(tmp_path / "企业.csv", f"企业编号,拟用地\n{rows}\n"))
    assert sum(f.code == "cell_not_number" for f in result.findings) == 1000
    assert one(result.findings, "many_more").values["more"] == 500


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=40)))
def test_no_cell_makes_any_reader_raise(cell: object) -> None:
    for column in E.columns:
        from geodata.convert import READERS

        got = READERS[column.kind](cell, column)  # type: ignore[arg-type]
        if isinstance(got.value, float):
            assert got.value == got.value


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3)))
def test_a_number_written_with_separators_reads_back_the_same(number: float) -> None:
    column = E["land_mu"]
    assert cells.read_number(f"{number:,.3f}", column).value == pytest.approx(number)


def test_only_table_reads_a_plain_file(tmp_path: Path) -> None:
    assert only_table(text_file(tmp_path / "a.csv", "企业编号\nE1\n")).columns == (["E1"],)


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [("113°45′36″", 113.76), ("东经113度30分", 113.5), ("113°E", 113.0), ("113.76", 113.76)],
)
def test_coordinates_in_degrees_minutes_and_seconds(cell: str, degrees: float) -> None:
    """45' 36" = 45/60 + 36/3600 = 0.76 degrees."""
    assert cells.read_number(cell, E["lon"]).value == pytest.approx(degrees)
