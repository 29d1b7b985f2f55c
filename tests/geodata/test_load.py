"""From files to a world: what is replaced, emptied, filled, and that all of it is told."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from made_files import DATA, codes, frame, one, small_world, text_file, workbook

from geodata.coordinates import from_wgs84
from geodata.findings import blockers
from geodata.load import load_world
from geodata.shipped import shipped_world
from geodata.synth import synth_world
from geodata.tables import ALL

FIRMS = "企业编号,企业名称,地址,行业代码,年产值（亿元）\nA1,甲,东莞市长安镇,39,1\nA2,乙,,24,2\n"
PARKS = "园区编号,园区名称,承接市,县区\n"


def firms_file(folder: Path, text: str = FIRMS) -> Path:
    return text_file(folder / "企业名录.csv", text)


def test_a_file_replaces_its_table_and_nothing_else(tmp_path: Path) -> None:
    base = small_world()
    world = load_world(base, [firms_file(tmp_path)])
    assert world["enterprises"]["enterprise_id"].tolist() == ["A1", "A2"]
    assert world["parks"].equals(base["parks"])
    assert world.years == base.years
    assert world.provenance["enterprises"] == "企业名录.csv"
    assert base["enterprises"]["enterprise_id"].tolist() == ["E1", "E2"]
    assert set(world.tables) == set(ALL)


def test_links_pins_and_progress_of_other_enterprises_are_emptied(tmp_path: Path) -> None:
    """The new list even has an enterprise called E1: it is another one."""
    world = load_world(small_world(), [firms_file(tmp_path, FIRMS.replace("A1", "E1"))])
    assert len(world["links"]) == len(world["pins"]) == 0
    told = [f.table for f in world.findings if f.code == "rows_of_replaced_table"]
    assert told == ["links", "pins"]


def test_supply_stays_for_parks_of_the_same_id_and_name_only(tmp_path: Path) -> None:
    supply = frame("park_supply", park_id=["P1", "P2"], year=[2016.0] * 2, land_mu=[1.0, 2.0])
    base = small_world(
        parks=frame("parks", park_id=["P1", "P2"], name_zh=["甲园", "乙园"],
                    city_adcode=["440200"] * 2),
        park_supply=supply,
    )  # fmt: skip
    path = text_file(tmp_path / "园区.csv", PARKS + "P1,甲园,韶关市,浈江区\nP2,丙园,韶关市,\n")
    world = load_world(base, [path])
    assert world["park_supply"]["park_id"].tolist() == ["P1"]
    stale = [f for f in world.findings if f.code == "rows_of_replaced_table"]
    assert [(f.table, f.values["count"]) for f in stale] == [("park_supply", 1)]


def test_several_files_and_pairs_and_mappings(tmp_path: Path) -> None:
    one_file = firms_file(tmp_path)
    other = text_file(tmp_path / "第二批企业.csv", "企业编号,行业代码\nB1,39\n")
    base = small_world()
    by_list = load_world(base, [one_file, other])
    by_pairs = load_world(base, [("enterprises", one_file), ("enterprises", other)])
    by_mapping = load_world(base, {"enterprises": [one_file, other]})
    assert by_list["enterprises"]["enterprise_id"].tolist() == ["A1", "A2", "B1"]
    assert by_list["enterprises"]["source"].tolist() == ["企业名录.csv"] * 2 + ["第二批企业.csv"]
    assert by_list.fingerprint == by_pairs.fingerprint == by_mapping.fingerprint


def test_a_workbook_fills_every_table_it_holds(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "全部.xlsx",
        {
            "企业名录": [["企业编号", "行业代码"], ["A1", 39]],
            "园区": [["园区编号", "园区名称", "承接市"], ["Q1", "新园", "韶关市"]],
            "会议记录": [["时间", "内容", "出席"], ["上午", "讨论", "全体"]],
        },
    )
    world = load_world(small_world(), [path])
    assert world["enterprises"]["division"].tolist() == ["39"]
    assert world["parks"]["city_adcode"].tolist() == ["440200"]
    assert one(world.findings, "table_unknown").severity == "doubt"


def test_naming_the_table_picks_the_sheet_that_is_it(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        {
            "说明文字": [["时间", "内容"], ["上午", "讨论"]],
            "Sheet2": [["企业编号", "企业名称", "行业代码"], ["A1", "甲", 39]],
        },
    )
    world = load_world(small_world(), {"enterprises": path})
    assert world["enterprises"]["enterprise_id"].tolist() == ["A1"]
    assert "sheet_unused" in codes(world.findings)


def test_a_header_alone_empties_the_table_and_says_so(tmp_path: Path) -> None:
    path = text_file(tmp_path / "指定.csv", "企业编号,园区编号,类型\n")
    world = load_world(small_world(), {"pins": path})
    assert len(world["pins"]) == 0
    assert "table_empty_replaces" in codes(world.findings)


def test_a_header_alone_of_enterprises_stops_the_run(tmp_path: Path) -> None:
    """Otherwise a plan of nobody would replace the last good results."""
    path = text_file(tmp_path / "企业.csv", "企业编号,企业名称,行业代码\n")
    world = load_world(small_world(), {"enterprises": path})
    assert "table_empty_replaces" in codes(blockers(world.findings))


# ---- places


def test_addresses_towns_and_seats(tmp_path: Path) -> None:
    """By town of the address, by stated county, by stated city, not at all."""
    text = (
        "企业编号,行业代码,地址,城市,县区\n"
        "A1,39,东莞市长安镇乌沙,,\nA2,39,,深圳,宝安区\nA3,39,,东莞市,\nA4,39,某某路一号,,\n"
    )
    world = load_world(small_world(), [firms_file(tmp_path, text)])
    table = world["enterprises"].set_index("enterprise_id")
    assert table["located_by"].tolist() == ["county", "county", "city", "none"]
    assert table.loc["A1", ["city_adcode", "town"]].tolist() == ["441900", "长安镇"]
    assert table.loc["A2", ["city_adcode", "county_adcode"]].tolist() == ["440300", "440306"]
    assert table.loc["A3", ["lon", "lat"]].notna().all()
    assert table.loc["A4", ["lon", "lat"]].isna().all()
    assert one(world.findings, "not_located").row == 5
    assert one(world.findings, "located_to_city").row == 4
    located = world.notes[world.notes["kind"] == "located"]
    assert set(located["id"]) == {"A1", "A2", "A3"}


def test_points_get_their_county_and_keep_what_is_stated(tmp_path: Path) -> None:
    text = (
        "企业编号,行业代码,经度,纬度,城市\nA1,39,113.7468,23.0237,\nA2,39,113.7468,23.0237,深圳\n"
    )
    world = load_world(small_world(), [firms_file(tmp_path, text)])
    table = world["enterprises"]
    assert table["city_adcode"].tolist() == ["441900", "440300"]
    assert table["county_adcode"].tolist() == ["441900", None]
    assert table["located_by"].tolist() == ["point", "point"]
    assert one(world.findings, "outside_county").row == 3


def test_the_declared_datum_is_removed_and_noted(tmp_path: Path) -> None:
    lon, lat = from_wgs84([113.7468], [23.0237], "bd09")
    text = f"企业编号,行业代码,经度,纬度\nA1,39,{lon[0]:.9f},{lat[0]:.9f}\n"
    world = load_world(small_world(), [firms_file(tmp_path, text)], datum="百度")
    assert world["enterprises"]["lon"].iat[0] == pytest.approx(113.7468, abs=1e-7)
    notes = world.notes[world.notes["rule"] == "datum"]
    assert notes["column"].tolist() == ["lon", "lat"]
    assert set(notes["source"]) == {"bd09"}


def test_layers_with_an_exact_system_ignore_the_declared_datum(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"企业编号": ["A1"], "行业代码": ["39"]},
        geometry=gpd.points_from_xy([113.7468], [23.0237]), crs="EPSG:4326",
    )  # fmt: skip
    points.to_crs("EPSG:4526").to_file(tmp_path / "p.gpkg", layer="企业", driver="GPKG")
    points.to_file(tmp_path / "d.gpkg", layer="企业", driver="GPKG")
    exact = load_world(small_world(), [tmp_path / "p.gpkg"], datum="gcj02")
    declared = load_world(small_world(), [tmp_path / "d.gpkg"], datum="gcj02")
    assert exact["enterprises"]["lon"].iat[0] == pytest.approx(113.7468, abs=1e-6)
    assert abs(declared["enterprises"]["lon"].iat[0] - 113.7468) > 0.003


def test_impossible_coordinates_give_way_to_the_address(tmp_path: Path) -> None:
    text = "企业编号,行业代码,地址,经度,纬度\nA1,39,东莞市长安镇,0,0\nA2,39,东莞市,23.02,113.75\n"
    world = load_world(small_world(), [firms_file(tmp_path, text)])
    assert one(world.findings, "coordinates_impossible").severity == "doubt"
    assert one(world.findings, "coordinates_swapped").row == 3
    assert world["enterprises"]["town"].tolist() == ["长安镇", None]
    assert world["enterprises"]["lon"].between(113, 114).all()


def test_an_address_against_the_stated_county_is_a_doubt(tmp_path: Path) -> None:
    text = "企业编号,行业代码,地址,城市,县区\nA1,39,东莞市长安镇,深圳市,宝安区\n"
    world = load_world(small_world(), [firms_file(tmp_path, text)])
    assert one(world.findings, "address_elsewhere").row == 2
    assert world["enterprises"]["county_adcode"].tolist() == ["440306"]


def test_old_codes_and_codes_of_the_wrong_level(tmp_path: Path) -> None:
    """445121 潮安县 became 445103; 440300 is a city; 440399 never was a county."""
    text = "企业编号,行业代码,县区\nA1,39,445121\nA2,39,440300\nA3,39,440399\n"
    base = shipped_world()
    world = load_world(base, [firms_file(tmp_path, text)])
    table = world["enterprises"]
    assert table["county_adcode"].tolist() == ["445103", None, None]
    assert table["city_adcode"].tolist() == ["445100", "440300", None]
    assert one(world.findings, "place_unknown").row == 4
    assert {"renamed_code", "city_of_county"} <= set(world.notes["rule"])


def test_parks_without_coordinates_stand_at_the_seat_and_say_so(tmp_path: Path) -> None:
    text = PARKS + "Q1,甲园,韶关市,浈江区\nQ2,乙园,韶关市,\n"
    world = load_world(small_world(), [text_file(tmp_path / "园区.csv", text)])
    table = world["parks"]
    assert table["coord_basis"].tolist() == ["county_seat", "city_seat"]
    assert table["lat"].between(24.7, 24.9).all()
    assert [f.row for f in world.findings if f.code == "park_at_seat"] == [2, 3]


def test_anchors_are_read_placed_and_checked_like_the_other_tables(tmp_path: Path) -> None:
    """Ids are made up, divisions in words become codes, places come from seats; all of it told."""
    text = (
        "龙头项目编号,龙头项目名称,所在市,县区,吸引行业,预计投产年份\n"
        ",甲,河源市,源城区,电子信息,2017\n,乙,汕尾市,,36;38,\n,丙,,,39,\n"
    )
    world = load_world(shipped_world(), [text_file(tmp_path / "龙头项目.csv", text)])
    table = world["anchors"]
    assert table["anchor_id"].notna().all() and table["anchor_id"].is_unique
    assert table["divisions"].tolist() == ["39", "36;38", "39"]
    assert table["county_adcode"].iloc[0] == "441602"
    assert table["lat"].notna().tolist() == [True, True, False]
    assert table["open_year"].iloc[0] == 2017
    assert [f.row for f in world.findings if f.code == "anchor_at_seat"] == [2, 3]
    assert one(world.findings, "anchor_nowhere").row == 4
    assert not blockers(world.findings)
    located = world.notes[(world.notes["table"] == "anchors") & (world.notes["kind"] == "located")]
    assert set(located["rule"]) == {"county_seat", "city_seat"}


def test_what_is_wrong_with_anchors_is_told_at_once(tmp_path: Path) -> None:
    text = (
        "编号,龙头项目名称,所在市,县区,吸引行业,投产年份,停产年份,经度,纬度\n"
        "X,甲,汕尾市,441602,39,2018,2017,,\n"
        "X,乙,河源市,,99,,,121.5,31.2\n"
    )
    path = text_file(tmp_path / "龙头项目.csv", text)
    found = load_world(small_world(), [("anchors", path)]).findings
    assert {"county_elsewhere", "years_reversed"} <= {f.code for f in blockers(found)}
    assert {"not_manufacturing", "outside_guangdong"} <= codes(found)


# ---- filling


def test_assumed_values_fill_empty_cells_only_and_are_noted(tmp_path: Path) -> None:
    text = "企业编号,企业名称,行业代码\nA1,甲,24\nA2,乙,\n"
    world = load_world(
        small_world(), [firms_file(tmp_path, text)],
        assume={"division": "39", "output_wan_yuan": "1亿元"},
    )  # fmt: skip
    table = world["enterprises"]
    assert table["division"].tolist() == ["24", "39"]
    assert table["output_wan_yuan"].tolist() == [10000.0, 10000.0]
    noted = world.notes[world.notes["rule"] == "user_assumption"]
    assert sorted(zip(noted["id"], noted["column"], strict=True)) == [
        ("A1", "output_wan_yuan"), ("A2", "division"), ("A2", "output_wan_yuan"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("assumed", "code"),
    [({"divsion": "39"}, "assume_unknown"), ({"land_mu": "很多"}, "assume_unreadable"),
     ({"enterprise_id": "X"}, "assume_unknown")],
)  # fmt: skip
def test_assumptions_that_cannot_be(tmp_path: Path, assumed: dict, code: str) -> None:
    world = load_world(small_world(), [firms_file(tmp_path)], assume=assumed)
    assert one(world.findings, code).severity == "blocker"


def test_missing_figures_are_estimated_and_noted(tmp_path: Path) -> None:
    """A1: 1 亿元 of division 39 has 100 persons, 10 t COD and 30 mu; 24 has no coefficients."""
    world = load_world(small_world(), [firms_file(tmp_path)])
    table = world["enterprises"].set_index("enterprise_id")
    assert table.loc["A1", ["jobs_persons", "cod_t", "land_mu"]].tolist() == [100.0, 10.0, 30.0]
    assert pd.isna(table.loc["A2", "cod_t"])
    estimated = world.notes[(world.notes["kind"] == "estimated") & (world.notes["id"] == "A1")]
    assert {"jobs_persons", "cod_t", "land_mu"} <= set(estimated["column"])


def test_without_divisions_the_list_still_loads(tmp_path: Path) -> None:
    world = load_world(small_world(), [firms_file(tmp_path, "企业编号,企业名称\nA1,某某公司\n")])
    assert blockers(world.findings) == []
    assert {"division_column_missing", "division_unknown"} <= codes(world.findings)


def test_worlds_are_synthetic_as_long_as_any_quota_or_enterprise_is(tmp_path: Path) -> None:
    base = small_world()
    assert not load_world(base, [firms_file(tmp_path)]).synthetic
    quotas = frame("city_quotas", city_adcode=["440200"], year=[2016.0], kind=["cod"],
                   value=[1.0], unit=["t"], confidence=["synthetic"])  # fmt: skip
    made = small_world(city_quotas=quotas)
    assert load_world(made, [firms_file(tmp_path)]).synthetic
    duties = frame("duties", duty_id=["D9"], sending_adcode=["440300"], receiving_adcode=["441600"],
                   from_year=[2016.0], to_year=[2016.0], confidence=["synthetic"])  # fmt: skip
    assert load_world(small_world(duties=duties), [firms_file(tmp_path)]).synthetic


def test_findings_are_said_once_and_name_their_file(tmp_path: Path) -> None:
    """A required column that is missing is one blocker, not one for every row as well."""
    path = text_file(tmp_path / "园区.csv", "园区编号,承接市\nQ1,韶关市\nQ2,韶关市\n")
    world = load_world(small_world(), [path])
    stop = blockers(world.findings)
    assert [f.code for f in stop] == ["column_missing"]
    assert {f.source for f in world.findings if f.table == "parks"} == {"园区.csv"}


def test_progress_is_told_in_stages(tmp_path: Path) -> None:
    told: list[tuple[str, float | None]] = []
    load_world(small_world(), [firms_file(tmp_path)], progress=lambda s, d, _: told.append((s, d)))
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == ["read", "locate", "estimate", "validate"]
    assert all(done is None or 0 <= done <= 1 for _, done in told)


def test_mistakes_of_the_caller_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="datum"):
        load_world(small_world(), [firms_file(tmp_path)], datum="mars")
    with pytest.raises(KeyError, match="planets"):
        load_world(small_world(), {"planets": firms_file(tmp_path)})


def test_a_world_written_as_csv_reads_back_the_same(tmp_path: Path) -> None:
    """What `world synth` writes is what `--enterprises` and its like read."""
    world = synth_world(200, 20, 3, 5)
    files = []
    for name, table in world.tables.items():
        if len(table):
            files.append(tmp_path / f"{name}.csv")
            table.drop(columns="source_row").to_csv(files[-1], index=False, encoding="utf-8-sig")
    again = load_world(world, files)
    assert blockers(again.findings) == []
    assert again.synthetic
    for name, table in world.tables.items():
        pd.testing.assert_frame_equal(
            again[name].drop(columns="source_row"), table.drop(columns="source_row"),
            check_exact=False, rtol=1e-9, check_dtype=False,
        )  # fmt: skip


def test_a_messy_workbook_of_a_county(tmp_path: Path) -> None:
    """tests/geodata/data/messy.csv: GBK, titles, units, words, totals; see the file."""
    world = load_world(small_world(), [DATA / "messy.csv"])
    table = world["enterprises"].set_index("enterprise_id")
    assert table.index.tolist() == ["DG001", "DG002", "DG003"]
    assert table.loc["DG001", ["output_wan_yuan", "land_mu", "jobs_persons"]].tolist() == [
        32000.0, 37.5, 1200.0,
    ]  # fmt: skip
    assert table.loc["DG002", "trade_mode"] == "supplied"
    assert table["division"].tolist() == ["39", "24", "39"]
    assert {"encoding_guessed", "total_row", "cell_not_number"} <= codes(world.findings)
    assert blockers(world.findings) == []


@pytest.mark.shared
def test_the_real_supplier_list_loads_without_a_blocker(shared_folder: Path) -> None:
    """119 facilities with names and English addresses: all stay, nearly all find their county."""
    path = shared_folder / "data" / "apple-suppliers-guangdong-2016.csv"
    world = load_world(shipped_world(), [path], assume={"division": "39"})
    assert blockers(world.findings) == []
    table = world["enterprises"]
    assert len(table) == 119
    assert (table["located_by"] == "county").sum() >= 110
    assert table["land_mu"].notna().all()
    assert {"ids_generated", "column_unknown"} <= codes(world.findings)


def test_divisions_in_words(tmp_path: Path) -> None:
    """The official name is as good as the code; other words are a guess; nonsense is a blocker."""
    name = "计算机、通信和其他电子设备制造业"
    text = f'企业编号,行业\nA1,"{name}"\nA2,玩具制造\nA3,39 电子\nA4,月球业\n'
    world = load_world(shipped_world(), [firms_file(tmp_path, text)])
    assert world["enterprises"]["division"].tolist() == ["39", "24", "39", "月球业"]
    assert one(world.findings, "division_from_text").row == 3
    assert [(f.code, f.row) for f in blockers(world.findings)] == [("not_manufacturing", 5)]
    assert "division_name" in set(world.notes["rule"])


def test_places_and_scopes_of_bans_in_words(tmp_path: Path) -> None:
    text = "编号,行业代码,适用范围,依据文件\nB1,19,全省,甲\nB2,17,粤北,乙\nB3,33,韶关市,丙\n"
    world = load_world(small_world(), {"bans": text_file(tmp_path / "禁限目录.csv", text)})
    assert world["bans"]["scope"].tolist() == ["440000", "north", "440200"]
    assert blockers(world.findings) == []


def test_quotas_of_the_province_in_words(tmp_path: Path) -> None:
    text = "城市,年份,指标类型,指标值,单位\n全省,2016,用地指标,5,公顷\n梅州,2016,氨氮,3,吨\n"
    world = load_world(small_world(), {"city_quotas": text_file(tmp_path / "指标.csv", text)})
    assert world["city_quotas"]["city_adcode"].tolist() == ["440000", "441400"]
    assert world["city_quotas"]["value"].tolist() == [75.0, 3.0]
    assert blockers(world.findings) == []
