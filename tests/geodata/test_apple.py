"""A real list nobody here made: 119 facilities with English addresses, nothing else.

Expected places were written down by hand from geography, not from the program's answers.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata.estimates import estimate
from geodata.gazetteer import locate
from geodata.shipped import read_shipped
from geodata.tables import complete

pytestmark = pytest.mark.shared

EXPECTED = {  # row of the file (0 = first facility): county adcode, town (None: any)
    0: ("440306", "松岗街道"), 1: ("441900", "长安镇"), 2: ("440306", None),
    3: ("440306", "石岩街道"), 4: ("441900", "塘厦镇"), 5: ("442000", "中山港街道"),
    6: ("442000", "中山港街道"), 7: ("440310", None), 8: ("441303", "淡水街道"),
    9: ("441900", "东城街道"), 10: ("440112", None), 12: ("441900", "黄江镇"),
    13: ("441900", "黄江镇"), 14: ("440307", "坂田街道"), 15: ("440306", "松岗街道"),
    16: ("441900", "松山湖"), 17: ("441900", "长安镇"), 18: ("440404", "红旗镇"),
    19: ("441900", "石碣镇"), 20: ("440781", "大江镇"), 21: ("441900", "虎门镇"),
    23: ("440306", None), 25: ("440306", "松岗街道"), 27: ("440113", "石碁镇"),
    28: ("440304", None), 29: ("441900", "厚街镇"), 30: ("440310", "坑梓街道"),
    31: ("440112", None), 33: ("440305", "西丽街道"), 34: ("440309", "观澜街道"),
    35: ("441302", None), 37: ("441900", "清溪镇"), 39: ("440306", "沙井街道"),
    40: ("440115", None), 43: ("441900", "石碣镇"), 46: ("440303", None),
    47: ("440309", None), 48: ("442000", "三乡镇"), 51: ("440402", "南屏镇"),
    52: ("440403", "斗门镇"), 53: ("440311", None), 55: ("440507", None),
    56: ("440310", None), 57: ("440403", "乾务镇"), 58: ("440309", "大浪街道"),
    60: ("441900", "凤岗镇"), 62: ("440306", "松岗街道"), 63: ("441900", "长安镇"),
    65: ("440112", None), 68: ("440306", "福永街道"), 69: ("441900", "常平镇"),
    70: ("441900", "石龙镇"), 71: ("441900", "桥头镇"), 72: ("440112", None),
    74: ("441303", "镇隆镇"), 78: ("440604", None), 81: ("440309", "龙华街道"),
    83: ("442000", "中山港街道"), 84: ("440404", "三灶镇"), 85: ("440309", "观澜街道"),
    86: ("440113", "大龙街道"), 87: ("441900", "大岭山镇"), 88: ("442000", "三角镇"),
    96: ("441322", "湖镇镇"), 97: ("441402", "西阳镇"), 99: ("440507", None),
    100: ("441900", "东坑镇"), 104: ("441900", "厚街镇"), 107: ("441303", None),
    108: ("440307", None), 109: ("440309", "观澜街道"), 110: ("440311", "公明街道"),
    111: ("440306", None), 112: ("441303", "秋长街道"), 113: ("440112", None),
    115: ("445381", "附城街道"), 116: ("440311", "公明街道"), 118: ("440305", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def facilities(shared_folder: Path) -> pd.DataFrame:
    table = pd.read_csv(shared_folder / "data" / "apple-suppliers-guangdong-2016.csv")
    return table.join(locate(table["supplier_address"].tolist()))


@pytest.mark.parametrize("row", EXPECTED)
def test_facility_is_where_a_person_says_it_is(facilities: pd.DataFrame, row: int) -> None:
    found = facilities.iloc[row]
    county, town = EXPECTED[row]
    assert found["county_adcode"] == county, found["supplier_address"]
    assert town is None or found["town"] == town, found["supplier_address"]


def test_how_many_are_located(facilities: pd.DataFrame) -> None:
    """Two addresses name no district, only roads (Busha Road in Shenzhen, Dongxia Road in
    Shantou): they stay with their city."""
    assert facilities["level"].value_counts().to_dict() == {"county": 117, "city": 2}
    unresolved = facilities.loc[facilities["level"] == "city", "supplier_address"]
    assert [a.split()[-6:-2] for a in unresolved] == [
        ["Zone", "Busha", "Road", "Shenzhen"],
        ["Dongxia", "Road", "North", "Shantou"],
    ]
    towns = facilities["county_adcode"].isin(["441900", "442000"])
    assert facilities.loc[towns, "town"].notna().all()


def test_estimates_keep_every_facility_and_doubt_the_nameless(facilities: pd.DataFrame) -> None:
    """Only names are given: where one says what is made, a typical enterprise is estimated; the
    others ("Sony Corp.") keep empty figures and one doubt counts them."""
    ids = [f"F{i}" for i in range(len(facilities))]
    firms = pd.DataFrame({"enterprise_id": ids, "name_en": facilities["supplier_name"]})
    filled, notes, findings = estimate(complete("enterprises", firms), read_shipped("industries"))
    assert len(filled) == 119
    guessed = filled["division"].notna()
    by_name = dict(zip(facilities["supplier_name"], filled["division"], strict=True))
    assert by_name["Sunwoda Electronics Co., Ltd."] == "39"
    assert by_name["Shenzhen Desay Battery Technology Co., Ltd."] == "38"
    assert by_name["Sony Corp."] is None
    assert filled.loc[guessed, "output_wan_yuan"].notna().all()
    assert filled.loc[~guessed, "output_wan_yuan"].isna().all()
    counts = {f.code: f.values["count"] for f in findings if f.column == "division"}
    assert counts == {"division_guessed": guessed.sum(), "division_unknown": (~guessed).sum()}
    assert set(notes.loc[notes["column"] == "output_wan_yuan", "rule"]) == {"output_typical"}
