"""From a case to a Problem: measure the roads, compute every term and every reason."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from matching import eligibility, objectives
from matching.build_chains import build_chains
from matching.cells import numbers, positions, texts
from matching.context import Context
from matching.doubts import SIZE_COLUMN, doubts
from matching.factored import Factored
from matching.legs import Legs, measure_legs
from matching.problem import Problem
from matching.rows import Floats
from scenarios.case import Case

Progress = Callable[[str, float | None, str], None]


def build_problem(
    case: Case, progress: Progress | None = None, travel: Legs | None = None
) -> Problem:
    """The Problem of a case.

    travel: distances and times measured beforehand (or set by hand); by default the road graph is
    asked.  progress is called with ("problem", share done, name of the step).
    Raises ValueError where travel does not fit the tables.
    """
    tell = progress or (lambda stage, done, detail: None)
    steps = 1 + len(objectives.ALL) + len(eligibility.ALL) + 1
    tell("problem", 0.0, "roads")
    legs = measure_legs(case.world) if travel is None else travel
    context = make_context(case, legs)
    done = 1
    terms: dict[str, Factored] = {}
    for name, score in objectives.ALL.items():
        tell("problem", done / steps, name)
        values = score(context)
        terms[name] = Factored(values.values.astype(np.float32), values.class_of)
        done += 1
    reasons: dict[str, Factored] = {}
    for name, blocked in eligibility.ALL.items():
        tell("problem", done / steps, name)
        reasons[name] = blocked(context)
        done += 1
    tell("problem", done / steps, "placements")
    size = size_share(context)
    problem = Problem(
        case=case,
        enterprise_id=tuple(texts(context.enterprises["enterprise_id"])),
        park_id=tuple(texts(context.parks["park_id"])),
        years=tuple(int(year) for year in context.years),
        cities=tuple(texts(context.cities["city_adcode"])),
        enterprises=context.enterprises,
        parks=context.parks,
        sending_city=context.sending_city,
        park_city=context.park_city,
        size_share=size,
        discount=(1.0 + case.policy.discount_rate)
        ** -(context.years - context.years[:1]).astype(float),
        travel_km=legs.km,
        travel_h=legs.hours,
        travel_estimated=legs.estimated,
        terms=terms,
        reasons=reasons,
        chains=build_chains(context, size),
        findings=doubts(context, terms),
        legs=legs,
    )
    tell("problem", 1.0, f"{problem.eligible_count}")
    return problem


def make_context(case: Case, legs: Legs) -> Context:
    """Tables in axis order.  Raises ValueError where the legs do not fit them."""
    world = case.world
    enterprises = world["enterprises"].reset_index(drop=True)
    parks = world["parks"].reset_index(drop=True)
    legs.check(len(enterprises), len(parks), len(world["facilities"]), len(world["anchors"]))
    sending, receiving = texts(enterprises["city_adcode"]), texts(parks["city_adcode"])
    cities = _all_cities(world["cities"], {*sending, *receiving} - {""})
    axis = texts(cities["city_adcode"])
    return Context(
        case=case,
        legs=legs,
        enterprises=enterprises,
        parks=parks,
        cities=cities,
        years=np.array(sorted(world.years), dtype=np.int64),
        sending_city=positions(sending, axis),
        park_city=positions(receiving, axis),
    )


def _all_cities(cities: pd.DataFrame, named: set[str]) -> pd.DataFrame:
    """The cities table, with an otherwise empty row for every adcode it does not hold."""
    missing = sorted(named - set(texts(cities["city_adcode"])))
    rows = cities.reset_index(drop=True)
    return rows.reindex(range(len(rows) + len(missing))).assign(
        city_adcode=[*rows["city_adcode"], *missing]
    )


def size_share(context: Context) -> Floats:
    """(E,) the policy's size measure over its mean among enterprises of known size > 0; else 0."""
    measure = context.case.policy.size
    if measure == "count":
        return np.ones(len(context.enterprises))
    size = np.maximum(np.nan_to_num(numbers(context.enterprises[SIZE_COLUMN[measure]])), 0.0)
    known = size > 0
    return size / size[known].mean() if known.any() else np.zeros(len(size))
