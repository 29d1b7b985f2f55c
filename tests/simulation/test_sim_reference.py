"""Engine and plain Python, from the same draws: the same fate for every enterprise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_worlds import random_world
from worlds import fate_names, played, sim_inputs

from simulation.draws import macro_draws, parameter_draws
from simulation.inputs import SimInputs
from simulation.reference import Replication, replication_of


def in_python(inputs: SimInputs, number: int, seed: int = 2016) -> Replication:
    """One replication by the reference."""
    numbers = np.array([number])
    draws = parameter_draws(inputs.parameters, numbers, seed)[0].tolist()
    macro = macro_draws(inputs.parameters, inputs.years, numbers, seed)[0].tolist()
    persistent = inputs.parameters.tastes == "persistent"
    return replication_of(inputs.arrays, number, draws, macro, seed, persistent).play()


def busy(world_seed: int, tight: float, **settings: object) -> SimInputs:
    """A random world in which much happens: frequent decisions, attractive parks, tight limits."""
    world = random_world(world_seed, enterprises=40, parks=5, years=3, tight=tight)
    draw = np.random.default_rng(world_seed)
    ids, parks = world["enterprises"]["enterprise_id"], world["parks"]["park_id"]
    plan = [
        (e, str(draw.choice(parks)), int(draw.integers(2016, 2019)), "land")
        for e in ids
        if draw.random() < 0.6
    ]
    lively = {
        "consider_rate": 0.5, "park_constant": 0.0, "offer": 3.0, "desk_years": 0.2,
        "abroad_constant": -1.0,
    }  # fmt: skip
    behaviour = {"last_year": 2021, "fast_lane": 0.5, "quota_growth": 0.1}
    return sim_inputs(world, plan, lively, behaviour=behaviour, uncertainty="both", **settings)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.6, 3.0]), st.integers(0, 2**24 - 1),
       st.sampled_from(["persistent", "yearly"]))  # fmt: skip
def test_the_same_fates_in_random_worlds(world_seed, tight, number, tastes) -> None:
    inputs = busy(world_seed, tight, tastes=tastes)
    slow = in_python(inputs, number)
    fast = played(inputs, first=number)
    parks = list(inputs.park_id)
    said = [parks[fate] if isinstance(fate, int) else fate for fate in slow.fate]
    assert fate_names(fast) == said
    split = {q.firm for q in slow.projects if q.share < 1 and isinstance(slow.fate[q.firm], int)}
    assert set(np.flatnonzero(fast.splits)) == split


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_same_dates(number) -> None:
    """Projects that produce by the end of each year, and that fell through, are the same ones."""
    inputs = busy(3, 3.0)
    slow, fast = in_python(inputs, number), played(inputs, first=number)
    years = range(1, len(inputs.years) + 1)
    assert fast.stage("producing")[0].tolist() == [
        sum(q.opened < y for q in slow.projects) for y in years
    ]
    assert fast.stage("signed")[0].tolist() == [
        sum(q.signed < y for q in slow.projects) for y in years
    ]
    assert fast.stage("fell_through")[0].tolist() == [
        sum(q.fell < y for q in slow.projects) for y in years
    ]
    assert fast.stage("producing")[0, -1] > 0


def test_the_random_worlds_are_not_all_alike() -> None:
    """The comparison above would prove nothing if nobody ever moved, or everybody did."""
    fates = [name for n in range(6) for name in fate_names(played(busy(n, 0.6), first=n))]
    assert {"origin", "fell_through", "other_province", "abroad", "closed", "P0", "P1"} <= set(
        fates
    )
