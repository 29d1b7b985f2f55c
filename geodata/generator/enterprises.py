"""Made-up enterprises: enterprise i is the same for every larger number with the same seed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.generator import places
from geodata.generator.assumptions import ASSUMPTIONS, EnterpriseAssumptions
from geodata.generator.draws import Floats, Ints, pick, uniform
from geodata.generator.margins import sending_weights
from geodata.generator.mix import DIVISIONS, PRODUCTS, WORDS, city_mix
from geodata.generator.needs import make_needs
from geodata.tables import ALL


def make_enterprises(
    count: int,
    seed: int,
    cities: pd.DataFrame,
    industries: pd.DataFrame,
    assumptions: EnterpriseAssumptions = ASSUMPTIONS,
) -> pd.DataFrame:
    """Table enterprises with `count` made-up rows, ids SE00001, SE00002, ...

    cities: margins and names of the sending cities.  industries: division coefficients, used as
    means of lognormal ratios to output.  Raises ValueError for a negative count or seed.
    """
    weights = sending_weights(cities)
    city = pick(uniform(seed, "city", count), weights.to_numpy())
    adcode = weights.index.to_numpy()[city]
    mixes = np.stack([city_mix(code) for code in weights.index])
    division = np.array(DIVISIONS)[pick(uniform(seed, "division", count), mixes[city])]
    chances = np.stack([places.county_weights(code) for code in weights.index])
    county = pick(uniform(seed, "county", count), chances[city])
    lon, lat = places.points(seed, "point", county)
    number = np.arange(1, count + 1)
    frame = pd.DataFrame(
        {
            "enterprise_id": [f"SE{n:05d}" for n in number],
            **_names(number, adcode, division, cities),
            "city_adcode": adcode,
            "county_adcode": places.counties()["adcode"].to_numpy()[county],
            "lon": lon,
            "lat": lat,
            "located_by": "point",
            "location_confidence": 1.0,
            "division": division,
            "product": _products(seed, division),
            **make_needs(seed, division, industries, assumptions),
            **_behaviour(seed, count, assumptions),
        }
    )
    frame["export_wan_yuan"] = _exports(seed, frame, assumptions)
    frame["sea_mu"] = _sea(seed, division, assumptions)
    frame["source"] = f"seed {seed}"
    frame["confidence"] = "synthetic"
    return ALL["enterprises"].complete(frame)


def _names(
    number: Ints, adcode: np.ndarray, division: np.ndarray, cities: pd.DataFrame
) -> dict[str, list[str]]:
    table = cities.set_index("city_adcode")
    zh = table["name_zh"].str.removesuffix("市").to_dict()
    rows = list(zip(number, adcode, division, strict=True))
    return {
        "name_zh": [f"演示企业{n:05d}·{zh[c]}{WORDS[d]}" for n, c, d in rows],
        "name_en": [f"Demo {n:05d}" for n, _, _ in rows],
    }


def _products(seed: int, division: np.ndarray) -> np.ndarray:
    draw = uniform(seed, "product", len(division))
    chosen = np.empty(len(division), dtype=object)
    for code, options in PRODUCTS.items():
        here = division == code
        words = np.array([word for word, _ in options], dtype=object)
        chosen[here] = words[pick(draw[here], [weight for _, weight in options])]
    return chosen


def _behaviour(seed: int, count: int, a: EnterpriseAssumptions) -> dict[str, np.ndarray]:
    """Modes, credit, years and gates: one independent draw each."""
    earliest = _choose(seed, "earliest", count, a.earliest_year).astype("float64")
    wait = _choose(seed, "deadline years", count, a.deadline_after_years).astype("float64")
    has_deadline = uniform(seed, "deadline", count) < a.deadline_share
    has_limit = uniform(seed, "road limit", count) < a.road_limit_share
    hours = a.road_limit_low_h + uniform(seed, "road hours", count) * (
        a.road_limit_high_h - a.road_limit_low_h
    )
    return {
        "trade_mode": _choose(seed, "trade", count, a.trade_mode),
        "production_mode": _choose(seed, "production", count, a.production_mode),
        "credit_class": _choose(seed, "credit", count, a.credit_class),
        "earliest_year": earliest,
        "latest_year": np.where(has_deadline, earliest + wait, np.nan),
        "max_road_h": np.where(has_limit, np.round(hours, 1), np.nan),
        "outdated_capacity": uniform(seed, "outdated", count) < a.outdated_share,
        "social_duty_ok": uniform(seed, "social duty", count) >= a.duty_failed_share,
    }


def _choose(
    seed: int, stream: str, count: int, weights: Mapping[int, float] | Mapping[str, float]
) -> np.ndarray:
    chosen = pick(uniform(seed, stream, count), list(weights.values()))
    return np.array(list(weights))[chosen]


def _exports(seed: int, frame: pd.DataFrame, a: EnterpriseAssumptions) -> Floats:
    share = a.export_share_low + uniform(seed, "export", len(frame)) * (
        a.export_share_high - a.export_share_low
    )
    ordinary = (frame["trade_mode"] == "none").to_numpy()
    share = np.where(ordinary, share * a.export_share_none, share)
    return np.asarray(np.round(frame["output_wan_yuan"].to_numpy() * share))


def _sea(seed: int, division: np.ndarray, a: EnterpriseAssumptions) -> Floats:
    share = pd.Series(a.sea_share).reindex(division).fillna(0.0).to_numpy()
    draw = uniform(seed, "sea", len(division), 2)
    area = a.sea_mu_low + draw[:, 1] * (a.sea_mu_high - a.sea_mu_low)
    return np.asarray(np.where(draw[:, 0] < share, np.round(area), np.nan), dtype=np.float64)
