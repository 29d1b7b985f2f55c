"""Random small worlds in which every rule of matching has rows, for property tests.

Figures mean nothing; they are drawn so that limits bind and some enterprises fit nowhere.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from tiny import tiny_legs, tiny_world

from geodata.world import World
from matching.build import build_problem
from matching.problem import Problem
from scenarios.case import Case
from scenarios.policy import MinimumShare, Pin, Policy

SENDING = ("440300", "441900")
RECEIVING = ("440200", "441400", "441600", "441500", "440800")
DIVISIONS = ("17", "18", "24", "26", "34", "35", "38", "39")
POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")


def random_world(
    seed: int,
    enterprises: int = 8,
    parks: int = 3,
    years: int = 2,
    tight: float = 0.5,
    minimums: bool = True,
    links: int = 0,
) -> World:
    """A world with `tight` times as much of everything as its enterprises would use.

    links: how many supply links are drawn (the same one may come twice and then counts once).
    """
    draw = np.random.default_rng(seed)
    horizon = tuple(range(2016, 2016 + years))
    firms = _enterprises(draw, enterprises)
    cities = [RECEIVING[i % len(RECEIVING)] for i in range(parks)]
    sites = pd.DataFrame(
        {
            "park_id": [f"P{i}" for i in range(parks)],
            "name_zh": [f"园区{i}" for i in range(parks)],
            "city_adcode": cities,
            "forest_share": draw.choice([0.0, 0.3, np.nan], parks),
            "coastal": pd.array(draw.random(parks) < 0.6, dtype="boolean"),
            "lead_divisions": [";".join(draw.choice(DIVISIONS, 3)) for _ in range(parks)],
        }
    )
    supply = _supply(draw, firms, parks, horizon, tight)
    quotas = _quotas(draw, firms, sorted(set(cities)), horizon, tight)
    duties = pd.DataFrame(
        {
            "duty_id": ["D0", "D1"],
            "sending_adcode": [SENDING[1], SENDING[0]],
            "receiving_adcode": [cities[0], cities[-1]],
            "from_year": [2016.0, 2015.0],
            "to_year": [2016.0 + years, 2016.0],
            "min_projects": [2.0 if minimums else np.nan, np.nan],
            "min_investment_wan_yuan": [np.nan, 500.0 if minimums else np.nan],
        }
    )
    return tiny_world(
        enterprises=firms,
        parks=sites,
        years=horizon,
        park_supply=supply,
        city_quotas=quotas,
        duties=duties,
        links=_links(np.random.default_rng(seed + 3), enterprises, links),
    )


def _links(draw: np.random.Generator, enterprises: int, count: int) -> pd.DataFrame:
    ends = draw.integers(0, enterprises, (count, 2)) if enterprises else np.zeros((0, 2), np.int64)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    frame = pd.DataFrame(
        {
            "supplier_id": [f"E{e}" for e in ends[:, 0]],
            "buyer_id": [f"E{e}" for e in ends[:, 1]],
            "share": draw.uniform(0.2, 1.0, len(ends)),
        }
    )
    return frame.astype({"share": float})


def _enterprises(draw: np.random.Generator, count: int) -> pd.DataFrame:
    output = np.round(np.exp(draw.normal(7.0, 0.8, count)), 1)
    per = {
        "land_mu": 0.03, "plant_m2": 2.0, "jobs_persons": 0.2, "energy_tce": 0.5,
        "investment_wan_yuan": 0.8, "cod_t": 0.004, "nh3n_t": 0.0004, "so2_t": 0.003,
        "nox_t": 0.002, "voc_t": 0.001,
    }  # fmt: skip
    needs = {
        column: np.round(output * ratio * np.exp(draw.normal(0, 0.5, count)), 3)
        for column, ratio in per.items()
    }
    needs["cod_t"][draw.random(count) < 0.2] = np.nan
    return pd.DataFrame(
        {
            "enterprise_id": [f"E{i}" for i in range(count)],
            "city_adcode": draw.choice(SENDING, count).astype(object),
            "division": draw.choice(DIVISIONS, count).astype(object),
            "trade_mode": draw.choice(["supplied", "none", None], count),
            "output_wan_yuan": output,
            **needs,
            "sea_mu": np.where(draw.random(count) < 0.15, 5.0, np.nan),
            "earliest_year": np.where(draw.random(count) < 0.1, 2017.0, np.nan),
            "located_by": "city",
        }
    )


def _supply(
    draw: np.random.Generator,
    firms: pd.DataFrame,
    parks: int,
    horizon: tuple[int, ...],
    tight: float,
) -> pd.DataFrame:
    per_park = tight / parks / len(horizon)
    count = parks * len(horizon)

    def new(column: str, share: float) -> np.ndarray:
        total = float(firms[column].sum()) * share * per_park
        return np.round(total * np.exp(draw.normal(0, 0.5, count)), 2)

    forest = new("land_mu", 0.2)
    forest[draw.random(count) < 0.3] = np.nan
    return pd.DataFrame(
        {
            "park_id": np.repeat([f"P{i}" for i in range(parks)], len(horizon)),
            "year": np.tile(np.array(horizon, dtype=float), parks),
            "land_mu": new("land_mu", 1.4),
            "plant_m2": new("plant_m2", 0.8),
            "forest_mu": forest,
            "sea_mu": 4.0,
        }
    )


def _quotas(
    draw: np.random.Generator,
    firms: pd.DataFrame,
    cities: list[str],
    horizon: tuple[int, ...],
    tight: float,
) -> pd.DataFrame:
    rows: list[tuple[str, float, str, float, str]] = []
    year_share = tight / len(cities) / len(horizon)

    def flow(kind: str, total: float, unit: str) -> None:
        for city in cities:
            for year in horizon:
                if draw.random() < 0.85:
                    value = round(total * year_share * float(np.exp(draw.normal(0, 0.4))), 3)
                    rows.append((city, float(year), kind, value, unit))

    def level(kind: str, total: float, unit: str) -> None:
        for city in cities:
            for t, year in enumerate(horizon):
                share = tight / len(cities) * (0.7 + 0.3 * (t + 1) / len(horizon))
                if draw.random() < 0.85:
                    value = round(total * share * float(np.exp(draw.normal(0, 0.2))), 3)
                    rows.append((city, float(year), kind, value, unit))

    flow("land_general", float(firms["land_mu"].sum()), "mu")
    flow("land_special", 0.3 * float(firms["land_mu"].sum()), "mu")
    flow("forest", 0.2 * float(firms["land_mu"].sum()), "mu")
    flow("sea", 20.0, "mu")
    for pollutant in POLLUTANTS:
        level(pollutant, 1.6 * float(firms[f"{pollutant}_t"].sum()), "t")
    level("energy", 1.6 * float(firms["energy_tce"].sum()), "tce")
    level("labour", 1.6 * float(firms["jobs_persons"].sum()), "persons")
    investment = float(firms["investment_wan_yuan"].sum())
    flow("fund_in", 0.05 * investment, "wan_yuan")
    for city in SENDING:
        rows += [
            (city, float(year), "fund_out", 0.004 * investment, "wan_yuan") for year in horizon
        ]
    rows += [("440000", float(year), "land_general", 0.5 * tight / len(horizon)
              * float(firms["land_mu"].sum()), "mu") for year in horizon]  # fmt: skip
    return pd.DataFrame(rows, columns=["city_adcode", "year", "kind", "value", "unit"])


def random_policy(seed: int, enterprises: int = 8, **fields: object) -> Policy:
    """A policy under which every rule has rows; `fields` win."""
    draw = np.random.default_rng(seed + 1)
    chosen: dict[str, object] = {
        "size": str(draw.choice(["output", "jobs", "count"])),
        "minimum_shares": (MinimumShare(scope="north", share=0.3),),
        "concentration_ceiling": 0.7,
        "departures_ceiling": 0.6,
        "reference": tuple(Pin(enterprise_id=f"E{i}", park_id="P0") for i in range(2)),
        "max_changes": enterprises,
    }
    return Policy(**(chosen | fields))  # type: ignore[arg-type]


def random_problem(
    seed: int, enterprises: int = 8, parks: int = 3, policy: dict | None = None, **world: object
) -> Problem:
    """The Problem of a random world and policy with trips of 1 to 5 hours.

    policy: fields of the policy.  Trips between parks take up to 1.8 hours.
    """
    base = random_world(seed, enterprises, parks, **world)  # type: ignore[arg-type]
    chosen = random_policy(seed, enterprises, **(policy or {}))
    case = Case(base, chosen, scenario="random", seed=seed)
    draw = np.random.default_rng(seed + 2)
    legs = tiny_legs(base)
    hours = draw.uniform(1, 5, legs.hours.shape).astype(np.float32)
    between = draw.uniform(0.2, 1.8, (parks, parks)).astype(np.float32)
    return build_problem(
        case,
        travel=replace(legs, km=hours * 60, hours=hours, park_h=np.maximum(between, between.T)),
    )
