"""Tiny worlds for tests, written as tables that look like tables.

    world = tiny_world(
        enterprises='''
            id  city    division  land_mu  cod_t
            E1  441900  39        10       5
            E2  440300  24        20       -
        ''',
        parks='''
            id  city    lead_divisions
            P1  440200  39;24
        ''',
        park_supply='''
            park_id  year  land_mu
            P1       2016  25
        ''',
    )
    problem = tiny_problem(world, policy={"max_road_h": 3.0}, hours={("E1", "P1"): 2.5})

Columns are separated by spaces; "-" is an empty cell; "id" and "city" stand for the table's key and
city_adcode.  Columns not given are empty, except the few defaults in DEFAULTS, and coordinates,
which are those of the city's seat.  Roads are never measured: every trip takes 2 hours unless told.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.tables import ALL, complete, empty
from geodata.world import World
from matching.build import build_problem
from matching.legs import Legs
from matching.problem import Problem
from scenarios.case import Case
from scenarios.policy import Policy

KEYS = {"enterprises": "enterprise_id", "parks": "park_id", "facilities": "facility_id",
        "anchors": "anchor_id", "duties": "duty_id", "bans": "ban_id"}  # fmt: skip
DEFAULTS: dict[str, dict[str, object]] = {
    "enterprises": {"city_adcode": "441900", "division": "39", "output_wan_yuan": 1000.0,
                    "land_mu": 10.0, "located_by": "city"},
    "parks": {"city_adcode": "440200", "coord_basis": "city_seat"},
}  # fmt: skip
CITIES = """
  city    name_zh  name_en    region  role       lon       lat      min_wage_yuan_month  land_grade
  440300  深圳市   Shenzhen   prd     sending    114.0529  22.5455  2030                 2
  441900  东莞市   Dongguan   prd     sending    113.7468  23.0237  1510                 4
  440200  韶关市   Shaoguan   north   receiving  113.5918  24.8132  1210                 9
  441400  梅州市   Meizhou    north   receiving  116.1182  24.2909  1210                 11
  441600  河源市   Heyuan     north   receiving  114.6963  23.7462  1210                 11
  441500  汕尾市   Shanwei    east    receiving  115.3701  22.7882  1210                 11
  440800  湛江市   Zhanjiang  west    receiving  110.3545  21.2733  1210                 8
"""
INDUSTRIES = """
    division  name_zh  name_en    group
    17        纺织业   Textiles   textile
    18        服装业   Apparel    textile
    24        文体用品 Toys       other
    26        化工     Chemicals  chemicals
    34        通用设备 Machinery  equipment
    35        专用设备 Equipment  equipment
    38        电气机械 Electrical equipment
    39        电子     Electronics electronics
"""
Cells = str | pd.DataFrame | None
Hours = float | Mapping[tuple[str, str], float]
TENURE_INDEX = {"land": 0, "plant": 1}


def text_table(name: str, text: str) -> pd.DataFrame:
    """The table `name` from aligned text, completed with every declared column."""
    lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    header = [{"id": KEYS.get(name, "id"), "city": "city_adcode"}.get(h, h) for h in lines[0]]
    wrong = [row for row in lines[1:] if len(row) != len(header)]
    assert not wrong, f"{name}: rows {wrong} do not fit the header {header}"
    cells: dict[str, list[object]] = {}
    for index, column in enumerate(header):
        kind = ALL[name][column].dtype
        cells[column] = [_cell(row[index], kind) for row in lines[1:]]
    return complete(name, pd.DataFrame(cells))


def _cell(text: str, dtype: str) -> object:
    if text == "-":
        return float("nan") if dtype == "float64" else None
    if dtype == "float64":
        return float(text)
    return {"yes": True, "no": False}[text] if dtype == "boolean" else text


def tiny_world(
    enterprises: Cells = None,
    parks: Cells = None,
    years: tuple[int, ...] = (2016, 2017),
    **tables: Cells,
) -> World:
    """A world of the given tables; the others are empty, cities and industries the usual few."""
    given: dict[str, Cells] = {"enterprises": enterprises, "parks": parks, **tables}
    given.setdefault("cities", CITIES)
    given.setdefault("industries", INDUSTRIES)
    unknown = set(given) - set(ALL)
    assert not unknown, f"no tables {unknown}"
    frames = {name: _frame(name, given.get(name)) for name in ALL}
    for name in DEFAULTS:
        frames[name] = _with_defaults(frames[name], frames["cities"], DEFAULTS[name])
    if len(frames["parks"]):
        frames["parks"]["name_zh"] = frames["parks"]["name_zh"].fillna(frames["parks"]["park_id"])
    return World("tiny", years, frames, synthetic=True)


def _frame(name: str, cells: Cells) -> pd.DataFrame:
    if cells is None:
        return empty(name)
    return text_table(name, cells) if isinstance(cells, str) else complete(name, cells)


def _with_defaults(
    frame: pd.DataFrame, cities: pd.DataFrame, defaults: dict[str, object]
) -> pd.DataFrame:
    """Columns that are wholly empty get their default; places come from the city's seat."""
    frame = frame.copy()
    for column, value in defaults.items():
        if frame[column].isna().all():
            frame[column] = value
    seats = cities.set_index("city_adcode")
    for axis in ("lon", "lat"):
        if frame[axis].isna().all():
            frame[axis] = frame["city_adcode"].map(seats[axis]).astype("float64")
    return frame


def tiny_legs(
    world: World,
    hours: Hours = 2.0,
    facility_hours: Hours = 1.0,
    park_hours: Hours = 2.0,
    anchor_hours: Hours = 1.0,
) -> Legs:
    """Legs set by hand: one figure for every trip, or {(enterprise, park): hours}, 2 h elsewhere.

    facility_hours: likewise {(park, facility): hours}, 1 h elsewhere.  park_hours: likewise
    {(park, park): hours}, told one way, 2 h elsewhere.  anchor_hours: {(park, anchor): hours}, 1 h
    elsewhere.  60 km an hour.
    """
    trips = _hours(world["enterprises"]["enterprise_id"], world["parks"]["park_id"], hours, 2.0)
    for side, frame in ((0, world["enterprises"]), (1, world["parks"])):
        nowhere = frame["lon"].isna().to_numpy() | frame["lat"].isna().to_numpy()
        trips[(nowhere, slice(None)) if side == 0 else (slice(None), nowhere)] = np.nan
    gates = _hours(
        world["parks"]["park_id"], world["facilities"]["facility_id"], facility_hours, 1.0
    )
    parks = world["parks"]["park_id"]
    if isinstance(park_hours, Mapping):
        park_hours = {pair: h for (a, b), h in park_hours.items() for pair in ((a, b), (b, a))}
    between = _hours(parks, parks, park_hours, 2.0)
    anchors = _hours(parks, world["anchors"]["anchor_id"], anchor_hours, 1.0)
    return Legs(
        trips * np.float32(60.0), trips, np.ones(trips.shape, dtype=bool), gates, between, anchors
    )


def _hours(origins: pd.Series, targets: pd.Series, hours: Hours, usual: float) -> np.ndarray:
    table = np.full((len(origins), len(targets)), usual, dtype=np.float32)
    if not isinstance(hours, Mapping):
        table[:] = hours
        return table
    rows, columns = list(origins), list(targets)
    for (origin, target), value in hours.items():
        table[rows.index(origin), columns.index(target)] = value
    return table


def tiny_case(world: World | None = None, policy: Mapping | None = None, **tables: Cells) -> Case:
    """A case of a world (or of the tables given) and a policy given as its fields."""
    if world is None:
        world = tiny_world(**tables)  # type: ignore[arg-type]
    return Case(world, Policy(**dict(policy or {})), scenario="tiny")


def tiny_problem(
    world: World | None = None,
    policy: Mapping | None = None,
    hours: Hours = 2.0,
    facility_hours: Hours = 1.0,
    park_hours: Hours = 2.0,
    anchor_hours: Hours = 1.0,
    **tables: Cells,
) -> Problem:
    """The Problem of a tiny case; tables as in `tiny_world` when no world is given."""
    case = tiny_case(world, policy, **tables)
    legs = tiny_legs(case.world, hours, facility_hours, park_hours, anchor_hours)
    return build_problem(case, travel=legs)


def where(problem: Problem, enterprise: str, park: str, year: int, tenure: str = "land"):
    """(e, p, t, m) of one placement as arrays of length 1."""
    spot = (
        problem.enterprise_id.index(enterprise), problem.park_id.index(park),
        problem.years.index(year), TENURE_INDEX[tenure],
    )  # fmt: skip
    return tuple(np.array([index]) for index in spot)


def term(problem: Problem, name: str, spot: str) -> float:
    """Value of a term at "E1 P1", "E1 P1 2017" or "E1 P1 2017 plant"; default: first year, land."""
    return float(problem.terms[name].at(*_spot(problem, spot))[0])


def is_blocked(problem: Problem, reason: str, spot: str) -> bool:
    """Whether a reason blocks the placement named as in `term`."""
    return bool(problem.reasons[reason].at(*_spot(problem, spot))[0])


def _spot(problem: Problem, spot: str):
    parts = spot.split()
    year = int(parts[2]) if len(parts) > 2 else problem.years[0]
    return where(problem, parts[0], parts[1], year, parts[3] if len(parts) > 3 else "land")
