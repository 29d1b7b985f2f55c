"""A province small enough to check by hand: nine cities, seven parks, five years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from geodata.tables import ALL, complete
from geodata.world import World
from scenarios import Case, Scenario, build_case, diff

CITIES = """
city_adcode name_zh name_en   region role
440300      深圳市   Shenzhen  prd    sending
440700      江门市   Jiangmen  prd    sending
441200      肇庆市   Zhaoqing  prd    sending
441300      惠州市   Huizhou   prd    sending
441900      东莞市   Dongguan  prd    sending
440200      韶关市   Shaoguan  north  receiving
441400      梅州市   Meizhou   north  receiving
441700      阳江市   Yangjiang west   receiving
445200      揭阳市   Jieyang   east   receiving
"""
PARKS = """
park_id name_zh  name_en        city_adcode receives
P01     莞韶园    Guanshao-Park  440200      -
P02     梅县园    Meixian-Park   441400      -
P03     揭东园    Jiedong-Park   445200      -
P04     惠东园    Huidong-Park   441300      no
P05     阳西园    Yangxi-Park    441700      -
P06     台山园    Taishan-Park   440700      no
P07     高要园    Gaoyao-Park    441200      no
"""
QUOTAS = """
city_adcode kind         2016 2017 2018 2019 2020 unit
440200      land_general 100  100  100  100  100  mu
445200      land_general 50   60   70   80   90   mu
445200      land_special 20   20   20   20   20   mu
440200      cod          30   60   90   120  150  t
441400      cod          10   20   30   40   50   t
445200      cod          40   40   40   40   40   t
440200      nh3n         3    3    3    3    3    t
440200      so2          5    5    5    5    5    t
440200      nox          6    6    6    6    6    t
440200      voc          7    7    7    7    7    t
440200      energy       1000 1000 1000 1000 1000 tce
440200      labour       500  500  500  500  500  persons
440000      fund_in      800  800  800  800  800  wan_yuan
441900      fund_out     300  300  300  300  300  wan_yuan
"""
SUPPLY = """
park_id year land_mu plant_m2 forest_mu sea_mu
P01     2016 200     9000     -         -
P01     2017 100     0        -         -
P02     2016 80      4000     30        -
P03     2016 60      -        -         10
"""
DUTIES = """
duty_id sending_adcode receiving_adcode from_year to_year min_projects min_investment_wan_yuan
D1      441900         440200           2016      2020    20           -
D2      440300         441400           2016      2020    10           5000
D3      441900         445200           2008      2013    99           -
"""
BANS = """
ban_id division product_keyword scope  from_year to_year
B1     19       鞣制             440000 -         -
B2     17       印染             north  2016      2018
"""
FACILITIES = """
facility_id kind        name_zh        name_en       city_adcode lon   lat   open_year close_year
F1          bonded_zone 梅州综合保税区  Meizhou-Zone  441400      116.1 24.3  2020      -
F2          seaport     揭阳港          Jieyang-Port  445200      116.4 23.0  -         -
"""
INDUSTRIES = """
division name_zh name_en
17       纺织     Textiles
19       皮革     Leather
39       电子     Electronics
"""
ENTERPRISES = """
enterprise_id name_zh city_adcode division output_wan_yuan
E1            甲       441900      39       1000
E2            乙       441900      17       2000
E3            丙       440300      39       3000
"""
PINS = """
enterprise_id park_id year tenure kind
E3            P03     2017 land   pin
E3            P02     -    -      forbid
"""


def read(name: str, text: str) -> pd.DataFrame:
    """A table written as words between blanks; "-" is an empty cell."""
    lines = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).astype(object)
    frame = frame.where(frame != "-", None)
    for column in frame.columns:
        dtype = ALL[name][column].dtype
        if dtype == "float64":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif dtype == "boolean":
            frame[column] = frame[column].map({"yes": True, "no": False}).astype("boolean")
    return complete(name, frame)


def _quotas() -> pd.DataFrame:
    wide = pd.DataFrame([line.split() for line in QUOTAS.strip().splitlines()])
    wide = wide[1:].set_axis(wide.iloc[0], axis=1)
    rows = [
        {
            "city_adcode": row["city_adcode"],
            "kind": row["kind"],
            "year": float(year),
            "value": float(row[str(year)]),
            "unit": row["unit"],
            "source": "hand",
            "confidence": "document",
        }
        for _, row in wide.iterrows()
        for year in range(2016, 2021)
    ]
    return complete("city_quotas", pd.DataFrame(rows))


@pytest.fixture(scope="session")
def tiny() -> World:
    tables = {name: table.empty() for name, table in ALL.items()}
    for name, text in (
        ("cities", CITIES), ("parks", PARKS), ("park_supply", SUPPLY), ("duties", DUTIES),
        ("bans", BANS), ("facilities", FACILITIES), ("industries", INDUSTRIES),
        ("enterprises", ENTERPRISES), ("pins", PINS),
    ):  # fmt: skip
        tables[name] = read(name, text)
    tables["city_quotas"] = _quotas()
    return World("tiny", tuple(range(2016, 2021)), tables)


@pytest.fixture
def built(tiny: World) -> Callable[..., Case]:
    """A case of the tiny world with the given levers (dicts) and policy overrides."""

    def build(*levers: dict[str, Any], policy: dict[str, Any] | None = None) -> Case:
        return build_case(Scenario(name="test", levers=levers, policy=policy or {}), tiny)

    return build


@pytest.fixture
def changes(tiny: World, built: Callable[..., Case]) -> Callable[..., list[tuple[Any, ...]]]:
    """What levers change in the tiny world: lines of the diff against no lever at all."""

    def lines(*levers: dict[str, Any], policy: dict[str, Any] | None = None) -> list[Any]:
        table = diff(Case(tiny), built(*levers, policy=policy))
        return [
            tuple(None if value is pd.NA else value for value in row)
            for row in table.itertuples(index=False)
        ]

    return lines
