"""A world and a plan small enough to compute by hand, for the tests of exports and maps.

World: Shenzhen and Dongguan send; Heyuan (one park at its true place) and Shaoguan (one park known
by its county seat) receive; years 2016 and 2017.

| firm | from     | output | land | plant | COD | to  | year | tenure | estimated |
|------|----------|--------|------|-------|-----|-----|------|--------|-----------|
| E1   | Shenzhen | 8,000  | 40   | 9,000 | 30  | P1  | 2016 | land   | land_mu   |
| E2   | Shenzhen | 6,000  | 10   | 3,000 | 20  | P1  | 2017 | plant  |           |
| E3   | Dongguan | 9,000  | 30   | 5,000 | 10  | P2  | 2016 | land   |           |
| E4   | Dongguan | 1,000  | 90   | 1,000 | -   | -   |      |        |           |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from app.exports.material import Material
from geodata.notes import NOTE_COLUMNS
from geodata.tables import ALL
from geodata.world import World
from matching.certificate import Certificate
from matching.plan import (
    ALTERNATIVE_COLUMNS,
    FORGONE_COLUMNS,
    LIMIT_COLUMNS,
    OBSTACLE_COLUMNS,
    Plan,
    Status,
)
from scenarios.case import Case

MakeMaterial = Callable[..., Material]

ENTERPRISES = pd.DataFrame(
    {
        "enterprise_id": ["E1", "E2", "E3", "E4"],
        "name_zh": ["甲电子厂", "=HYPERLINK(1)", None, "丁家具厂"],
        "name_en": [None, None, "Gamma Toys", None],
        "credit_code": ["91440300MA5D000001", None, None, None],
        "city_adcode": ["440300", "440300", "441900", "441900"],
        "county_adcode": ["440306", None, "441900", "441900"],
        "lon": [113.9, 114.06, 113.75, np.nan],
        "lat": [22.6, 22.55, 23.04, np.nan],
        "located_by": ["point", "city", "point", "none"],
        "division": ["39", "39", "24", "21"],
        "product": ["手机", "-2+3", "玩具", "@cmd"],
        "trade_mode": ["supplied", "imported", None, "none"],
        "credit_class": ["advanced", None, None, None],
        "output_wan_yuan": [8000.0, 6000.0, 9000.0, 1000.0],
        "investment_wan_yuan": [4000.0, 1000.0, 6000.0, np.nan],
        "tax_wan_yuan": [400.0, 100.0, 900.0, np.nan],
        "jobs_persons": [300.0, 200.0, 100.0, 50.0],
        "land_mu": [40.0, 10.0, 30.0, 90.0],
        "plant_m2": [9000.0, 3000.0, 5000.0, 1000.0],
        "cod_t": [30.0, 20.0, 10.0, np.nan],
    }
)
PARKS = pd.DataFrame(
    {
        "park_id": ["P1", "P2"],
        "name_zh": ["河源园", "韶关园"],
        "name_en": ["Heyuan Park", None],
        "city_adcode": ["441600", "440200"],
        "county_adcode": ["441602", "440204"],
        "lon": [114.70, 113.59],
        "lat": [23.74, 24.80],
        "coord_basis": ["park", "county_seat"],
        "cobuild_city_adcode": ["440300", None],
        "floor_investment_wan_yuan_per_mu": [100.0, 250.0],
        "floor_output_wan_yuan_per_mu": [200.0, np.nan],
        "floor_tax_wan_yuan_per_mu": [np.nan, np.nan],
        "priority_divisions": ["38;39", "24"],
    }
)
CITIES = pd.DataFrame(
    {
        "city_adcode": ["440200", "440300", "441600", "441900"],
        "name_zh": ["韶关市", "深圳市", "河源市", "东莞市"],
        "name_en": ["Shaoguan", "Shenzhen", "Heyuan", "Dongguan"],
        "region": ["north", "prd", "north", "prd"],
        "role": ["receiving", "sending", "receiving", "sending"],
        "lon": [113.59, 114.06, 114.70, 113.75],
        "lat": [24.81, 22.55, 23.74, 23.04],
    }
)
DUTIES = pd.DataFrame(
    {
        "duty_id": ["D1"],
        "sending_adcode": ["441900"],
        "receiving_adcode": ["440200"],
        "from_year": [2014.0],
        "to_year": [2016.0],
    }
)
INDUSTRIES = pd.DataFrame(
    {
        "division": ["21", "24", "39"],
        "name_zh": ["家具制造业", "文体用品制造业", "电子设备制造业"],
        "name_en": ["Furniture", "Toys", "Electronics"],
        "group": ["furniture", "other", "electronics"],
    }
)


def small_world() -> World:
    """The world of the table above."""
    given = {
        "enterprises": ENTERPRISES, "parks": PARKS, "cities": CITIES, "duties": DUTIES,
        "industries": INDUSTRIES,
    }  # fmt: skip
    tables = {
        name: table.complete(given[name]) if name in given else table.empty()
        for name, table in ALL.items()
    }
    notes = pd.DataFrame(
        [("enterprises", 2, "E1", "land_mu", "estimated", None, 40.0, "mu", 10.0, 90.0,
          "output_x_ratio", "test")],
        columns=list(NOTE_COLUMNS), dtype=object,
    )  # fmt: skip
    return World(
        name="small", years=(2016, 2017), tables=tables, synthetic=True, notes=notes,
        provenance={"enterprises": "firms.xlsx"},
    )  # fmt: skip


def small_plan(case: Case) -> Plan:
    """The plan of the table above; COD in Heyuan: 60 t by 2016, 50 t by 2017."""
    placements = pd.DataFrame(
        {
            "enterprise_id": ["E1", "E2", "E3"],
            "park_id": ["P1", "P1", "P2"],
            "year": [2016, 2017, 2016],
            "tenure": ["land", "plant", "land"],
            "score_points": [1.2, 0.4, 0.9],
            "match_share": [0.8, 0.5, 0.7],
            "chain_points": [0.0, 0.15, 0.0],
            "chain_with": ["E2", "E1", ""],
        }
    )
    limits = pd.DataFrame(
        [
            ("emission/cod/441600/2016", "emission", "cod", "441600", 2016, "t", "<=", 60.0, True,
             np.nan, 30.0, 30.0, 0.0, False, 0.0),
            ("emission/cod/441600/2017", "emission", "cod", "441600", 2017, "t", "<=", 50.0, True,
             np.nan, 50.0, 0.0, 0.0, True, 0.02),
            ("park_land/land_mu/P1/2016", "park_land", "land_mu", "P1", 2016, "mu", "<=", 40.0,
             True, np.nan, 40.0, 0.0, 0.0, True, 0.01),
        ],
        columns=list(LIMIT_COLUMNS),
    )  # fmt: skip
    unmatched = pd.DataFrame(
        [("E4", "park_land", "limit", "park_land/land_mu/P1/2016")],
        columns=["enterprise_id", "reason", "kind", "detail"],
    )
    terms = pd.DataFrame(
        {
            "enterprise_id": [*["E1", "E2", "E3"] * 2, "E2"],
            "term": ["industry_fit"] * 3 + ["road_time"] * 3 + ["chain"],
            "value": [1.0, 0.4, 0.7, 0.6, 0.6, 0.7, 1.0],
            "weight": [3.0] * 3 + [1.5] * 3 + [0.15],
            "points": [0.5, 0.2, 0.3, 0.2, 0.1, 0.2, 0.15],
        }
    )
    land = "park_land/land_mu/P1/2016"
    alternatives = pd.DataFrame(
        [("E1", 1, "P2", 2016, "land", 0.9, 0.0, 0.0, 0.3, "outscored", "", 0, 0.0),
         ("E2", 1, "P2", 2017, "plant", 0.3, 0.0, 0.0, 0.1, "limit", land, 1, 0.2)],
        columns=list(ALTERNATIVE_COLUMNS),
    )  # fmt: skip
    forgone = pd.DataFrame(
        [("E4", 1, "P1", 2016, "land", 0.15, 0.0, 0.0, 0.15, "limit", land, 2, 0.9)],
        columns=list(FORGONE_COLUMNS),
    )
    obstacles = pd.DataFrame(
        [("E2", 1, land, "mu", 20.0, 60.0, 0.01, 0.2),
         ("E4", 1, land, "mu", 90.0, 130.0, 0.01, 0.9),
         ("E4", 1, "emission/cod/441600/2016", "t", 1.5, 61.5, 0.0, 0.0)],
        columns=list(OBSTACLE_COLUMNS),
    )  # fmt: skip
    rules = pd.DataFrame(
        [("park_land", "hard", 1, 1, 0), ("emission", "hard", 2, 0, 0)],
        columns=["rule", "mode", "rows", "binding", "violated"],
    )
    return Plan(
        status=Status.WITHIN_GAP, objective=2.5, bound=2.6, method="exact", placements=placements,
        limits=limits, rules=rules, unmatched=unmatched, terms=terms, alternatives=alternatives,
        scenario=case.scenario, case_fingerprint=case.fingerprint,
        world_fingerprint=case.world.fingerprint, synthetic=case.world.synthetic, enterprises=4,
        eligible_placements=17, seconds=1.5, solver="HiGHS", settings={"gap": 0.01},
        forgone=forgone, obstacles=obstacles,
        certificate=Certificate(
            case.fingerprint, "dual+search", 2.7, 1e-12, 1e-6, 3, {land: 0.01, "a/b/c/2017": 0.02}
        ),
    )  # fmt: skip
