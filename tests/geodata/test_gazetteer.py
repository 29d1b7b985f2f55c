"""Addresses are put into the right county, doubted where they should be, and never guessed."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.boundaries import county_of
from geodata.gazetteer import LOCATION_COLUMNS, MINIMUM_CONFIDENCE, locate
from geodata.place_names import read_places, spellings
from geodata.place_typos import one_letter_off

DONGGUAN, ZHONGSHAN = "441900", "442000"


def one(address: str) -> pd.Series:
    return locate([address]).iloc[0]


def where(address: str) -> tuple[str, str | None, str | None]:
    """(level, county or city adcode, town)."""
    found = one(address)
    return found["level"], found["county_adcode"] or found["city_adcode"], found["town"]


ENGLISH = {
    "No 130 Bubugao Road Wusha Jiangbei Village Changan Town Dongguan Guangdong China": (
        DONGGUAN, "长安镇"),
    "Chang An Town, Dongguan": (DONGGUAN, "长安镇"),
    "ChangAn Town Dongguan Guangdong": (DONGGUAN, "长安镇"),
    "Chang’an Town Dongguan Guangdong": (DONGGUAN, "长安镇"),
    "Huang Jiang Dongguan Guangdong China": (DONGGUAN, "黄江镇"),
    "HuangJiang Dongguan Guangdong China": (DONGGUAN, "黄江镇"),
    "SongShan Lake Dongguan Guangdong": (DONGGUAN, "松山湖"),
    "Songshanhu Dongguan Guangdong": (DONGGUAN, "松山湖"),
    "Dongcheng District Dongguan Guangdong": (DONGGUAN, "东城街道"),
    "Cheung On, Tung Kwun, Kwangtung": (DONGGUAN, "长安镇"),
    "Torch Hi-Tech Industrial Development Zone Zhongshan": (ZHONGSHAN, "中山港街道"),
    "Torch Development Zone, Zhongshan": (ZHONGSHAN, "中山港街道"),
    "Shajing Street Bao'an District Shenzhen": ("440306", "沙井街道"),
    "Xixiang, Baoan, Shenzhen": ("440306", "西乡街道"),
    "Bantian Longgang District Shenzhen": ("440307", "坂田街道"),
    "Pingdi Town, Longgang, Shenzhen": ("440307", "坪地街道"),
    "Kengzi Street Pingshan New District Shenzhen": ("440310", "坑梓街道"),
    "Guanlan Town Bao'an Shenzhen": ("440309", "观澜街道"),
    "Gongming Town Guangming New District Shenzhen": ("440311", "公明街道"),
    "Export Processing Zone, Shenzhen": ("440310", None),
    "Science City, Guangzhou": ("440112", None),
    "Guangzhou Economic & Technological Development District": ("440112", None),
    "Nansha Panyu District Guangzhou": ("440115", None),
    "Xintang Town Zengcheng City Guangdong": ("440118", "新塘镇"),
    "Danshui Town Huizhou Guangdong": ("441303", "淡水街道"),
    "Daya Bay Huizhou": ("441303", None),
    "Zhongkai Hi-tech Zone, Huizhou": ("441302", None),
    "Hongqi Town Zhuhai": ("440404", "红旗镇"),
    "Ronggui, Shunde, Foshan": ("440606", "容桂街道"),
    "Lunjiao Shunde Guangdong": ("440606", "伦教街道"),
    "Beijiao Town Shunde District Foshan": ("440606", "北滘镇"),
    "Shishan Town, Nanhai District, Foshan": ("440605", "狮山镇"),
    "Dajiang Town Taishan Guangdong": ("440781", "大江镇"),
    "Hengqin New Area, Zhuhai": ("440402", "横琴镇"),
    "Longgang Shenzhen": ("440307", None),
}  # fmt: skip

CHINESE = {
    "广东省东莞市长安镇乌沙社区步步高大道130号": (DONGGUAN, "长安镇"),
    "東莞市長安鎮": (DONGGUAN, "长安镇"),
    "东莞松山湖": (DONGGUAN, "松山湖"),
    "广东省中山市小榄镇": (ZHONGSHAN, "小榄镇"),
    "中山火炬高技术产业开发区科技东路": (ZHONGSHAN, "中山港街道"),
    "深圳宝安沙井": ("440306", "沙井街道"),
    "深圳市宝安区观澜镇大水坑村": ("440309", "观澜街道"),
    "深圳市光明新区公明街道": ("440311", "公明街道"),
    "深圳市南山区中山园路": ("440305", None),
    "广州经济技术开发区": ("440112", None),
    "广州市萝岗区": ("440112", None),
    "广州市番禺区石碁镇": ("440113", "石碁镇"),
    "增城市新塘镇": ("440118", "新塘镇"),
    "顺德北滘": ("440606", "北滘镇"),
    "惠阳市新圩镇": ("441303", "新圩镇"),
    "惠州仲恺高新区陈江街道": ("441302", "陈江街道"),
    "台山市大江镇": ("440781", "大江镇"),
    "汕尾市城区": ("441502", None),
    "连南县": ("441826", None),
    "宝安区": ("440306", None),
}


@pytest.mark.parametrize("address", [*ENGLISH, *CHINESE])
def test_address_is_in_its_county(address: str) -> None:
    county, town = (ENGLISH | CHINESE)[address]
    assert where(address) == ("county", county, town)
    assert one(address)["confidence"] >= MINIMUM_CONFIDENCE


@pytest.mark.parametrize("name", ["Bao'an", "Bao’an", "Bao‘an", "Bao`an", "Baoan", "Bao An"])
def test_apostrophes_of_baoan(name: str) -> None:
    assert where(f"{name} District, Shenzhen") == ("county", "440306", None)


@pytest.mark.parametrize(
    "address",
    [
        "", "123", "China", "Guangdong", "广东省", "长安镇", "Changan Town",
        "Chaoyang District Beijing China", "No. 1 Zhongshan Road Nanjing Jiangsu China",
        "Shenzhen Road, Qingdao, Shandong", "Kwun Tong, Kowloon, Hong Kong",
        "Chang'an District, Xi'an, Shaanxi", "江苏省南京市中山路1号", "上海市中山南路100号",
        "香港九龙观塘", "北京市朝阳区建国路1号",
    ],
)  # fmt: skip
def test_no_guess_outside_guangdong_or_without_evidence(address: str) -> None:
    found = one(address)
    assert found["level"] == "none"
    assert found["confidence"] == 0
    assert found[["city_adcode", "county_adcode", "town"]].isna().all()
    assert np.isnan(found["lon"]) and np.isnan(found["lat"])


def test_a_road_named_after_a_place_is_not_that_place() -> None:
    assert where("广州市中山路1号") == ("city", "440100", None)
    assert where("Zhongshan Road, Futian District, Shenzhen") == ("county", "440304", None)
    assert where("Changan Road, Shenzhen, Guangdong") == ("city", "440300", None)


def test_a_district_of_another_city_lowers_confidence_and_is_noted() -> None:
    plain, odd = one("东莞市"), one("东莞市宝安区沙井街道")
    assert (odd["level"], odd["city_adcode"], odd["town"]) == ("city", DONGGUAN, None)
    assert odd["confidence"] < plain["confidence"]
    assert "≠ 宝安区" in odd["matched"] and "≠" not in plain["matched"]


def test_a_town_that_two_counties_have_leaves_the_county_open() -> None:
    """石角镇 is in 清城区 and in 佛冈县, both of 清远."""
    assert where("清远市石角镇")[:2] == ("city", "441800")
    assert where("清远市佛冈县石角镇") == ("county", "441821", "石角镇")
    assert where("清远市清城区石角镇") == ("county", "441802", "石角镇")


def test_the_named_city_decides_between_towns_of_one_name() -> None:
    """大浪 in Shenzhen and 大朗 in Dongguan are both Dalang."""
    assert where("Dalang Town Dongguan Guangdong") == ("county", DONGGUAN, "大朗镇")
    assert where("Dalang Town Shenzhen Guangdong") == ("county", "440309", "大浪街道")


def test_a_misprinted_town_is_found_with_little_confidence() -> None:
    found = one("Shajin Town Shenzhen Guangdong")
    assert (found["county_adcode"], found["town"]) == ("440306", "沙井街道")
    assert MINIMUM_CONFIDENCE <= found["confidence"] < 0.6
    assert "≈" in found["matched"]


def test_city_level_has_the_seat_and_only_dongguan_and_zhongshan_a_county() -> None:
    table = locate(["Shenzhen", "Dongguan"])
    assert list(table["level"]) == ["city", "city"]
    assert list(table["county_adcode"]) == [None, DONGGUAN]
    assert table.loc[0, ["lon", "lat"]].tolist() == pytest.approx([114.06, 22.54], abs=0.05)


def test_result_has_the_promised_shape_in_the_order_given() -> None:
    table = locate(["东莞市虎门镇", None, "东莞市虎门镇"])  # type: ignore[list-item]
    assert tuple(table.columns) == LOCATION_COLUMNS
    assert list(table["town"]) == ["虎门镇", None, "虎门镇"]
    assert locate([]).shape == (0, len(LOCATION_COLUMNS))


# --- the place data -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def towns() -> pd.DataFrame:
    table = read_places("towns")
    counties = read_places("counties").set_index("adcode")
    cities = read_places("cities").set_index("adcode")
    table["city"] = counties["city_adcode"].reindex(table["county_adcode"]).to_numpy()
    table["county_zh"] = counties["name_zh"].reindex(table["county_adcode"]).to_numpy()
    table["county_en"] = counties["pinyin"].reindex(table["county_adcode"]).to_numpy()
    table["city_zh"] = cities["name_zh"].reindex(table["city"]).to_numpy()
    table["city_en"] = cities["pinyin"].reindex(table["city"]).to_numpy()
    return table


def test_all_cities_counties_and_towns_are_there(towns: pd.DataFrame) -> None:
    """21 cities, 124 counties, 24 towns of Zhongshan, 32 of Dongguan and its four zones."""
    assert len(read_places("cities")) == 21
    assert len(read_places("counties")) == 124
    count = towns["county_adcode"].value_counts()
    assert count[ZHONGSHAN] == 24
    assert count[DONGGUAN] == 32 + 4
    assert not towns["town_code"].duplicated().any()


def test_every_point_lies_in_its_county(towns: pd.DataFrame) -> None:
    for table, key in ((towns, "county_adcode"), (read_places("counties"), "adcode")):
        known = table[table["lon"] != ""]
        got = county_of(known["lon"].astype(float), known["lat"].astype(float))
        assert list(got) == list(known[key])


def test_every_row_names_source_and_confidence() -> None:
    for name in ("cities", "counties", "towns", "aliases", "outside"):
        table = read_places(name)
        assert (table["source"].str.len() > 3).all()
        assert table["confidence"].isin(["document", "knowledge"]).all()


def test_every_town_is_found_from_its_own_chinese_address(towns: pd.DataFrame) -> None:
    """广东省 + city + county + town: the county always, the town but for names with brackets."""
    below = ["" if c in (DONGGUAN, ZHONGSHAN) else k
             for c, k in zip(towns["county_adcode"], towns["county_zh"], strict=True)]  # fmt: skip
    found = locate("广东省" + towns["city_zh"] + below + towns["name_zh"])
    assert (found["county_adcode"] == towns["county_adcode"]).all()
    assert (found["town"] == towns["name_zh"]).sum() >= len(towns) - 3


def test_every_town_is_found_from_its_own_english_address(towns: pd.DataFrame) -> None:
    """Two towns of one county may sound alike, so only the county is asked of all."""
    kind = {"区": " District ", "县": " County ", "市": " City "}
    county = [
        "" if code in (DONGGUAN, ZHONGSHAN) else name.title().replace(" ", "") + kind[zh[-1]]
        for code, name, zh in zip(
            towns["county_adcode"], towns["county_en"], towns["county_zh"], strict=True
        )
    ]
    joined = towns["pinyin"].str.replace(" ", "").str.capitalize()
    city = towns["city_en"].str.replace(" ", "").str.capitalize()
    found = locate("No 5 Industrial Road " + joined + " Town " + county + city + " Guangdong China")
    assert (found["county_adcode"] == towns["county_adcode"]).all()
    assert (found["town"] == towns["name_zh"]).mean() > 0.99


def test_aliases_point_to_places_and_repeat_no_name() -> None:
    """Loading raises for an alias of an unknown place; weights are shares."""
    aliases = read_places("aliases")
    assert aliases["weight"].astype(float).between(0, 1).all()
    assert not aliases.duplicated(["alias", "adcode", "town_zh"]).any()


def test_ways_to_write_two_syllables() -> None:
    assert list(spellings("chang an")) == [("changan",), ("chang", "an")]
    assert len(set(spellings("a b c d"))) == 8


def test_one_letter_off() -> None:
    assert one_letter_off("pingshang", "pingshan")
    assert one_letter_off("shajign", "shajing")
    assert not one_letter_off("shajing", "shajing")
    assert not one_letter_off("shijie", "shilong")


# --- odd text, and much of it -------------------------------------------------------------------


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_is_survived_and_nothing_is_guessed_below_the_minimum(text: str) -> None:
    found = one(text)
    assert found["confidence"] == 0 or MINIMUM_CONFIDENCE <= found["confidence"] <= 1
    assert (found["level"] == "none") == (found["confidence"] == 0)


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*ENGLISH, *CHINESE, "Jiangsu", "路", "Town", ","]), max_size=4))
def test_mixed_addresses_stay_consistent(parts: list[str]) -> None:
    found = one(" ".join(parts))
    if found["level"] == "county":
        assert found["county_adcode"][:4] == found["city_adcode"][:4]
    assert not (found["level"] == "none" and found["city_adcode"])


def test_thirty_thousand_addresses_take_seconds() -> None:
    addresses = [f"No {i} {a}" for i, a in zip(range(30_000), list(ENGLISH) * 1000, strict=False)]
    locate(addresses[:10])
    start = time.process_time()
    table = locate(addresses)
    assert time.process_time() - start < 15
    assert (table["level"] == "county").all()
