"""Scarcity as the matching meets it: land, plant space and COD run out in many cities."""

from __future__ import annotations

import pytest

from geodata.synth import synth_world
from matching.build import build_problem
from matching.match import Settings, match_problem
from matching.plan import Plan
from scenarios.case import Case

ENTERPRISES, PARKS, YEARS, ROUNDS = 1_000, 40, 5, 6
LAND = ("park_land", "city_land", "special_land")


@pytest.fixture(scope="module")
def world():
    return synth_world(ENTERPRISES, PARKS, YEARS)


@pytest.fixture(scope="module")
def plan(world) -> Plan:
    """As many neighbourhoods as on any machine: the clock decides nothing here."""
    return match_problem(build_problem(Case(world)), Settings(seconds=600, rounds=ROUNDS))


@pytest.mark.parametrize(
    ("rules", "resource"), [(LAND, None), (("plant",), "plant_m2"), (("emission",), "cod")],
    ids=["land", "plant", "cod"],
)  # fmt: skip
def test_a_limit_binds_in_a_third_of_the_receiving_cities(world, plan, rules, resource) -> None:
    """At least 4 of 12 cities have a limit (their own or a park's) of which under 1 % is left.

    1 % is the plan's own meaning of `binding`.  Below 1,000 enterprises one firm is a larger part
    of a quota than that, so the test does not go smaller.
    """
    twelve = set(world["cities"].query("role == 'receiving'")["city_adcode"])
    park_city = world["parks"].set_index("park_id")["city_adcode"]
    limits = plan.limits[plan.limits["binding"] & plan.limits["rule"].isin(rules)]
    if resource is not None:
        limits = limits[limits["resource"] == resource]
    cities = {park_city.get(scope, scope) for scope in limits["scope"]} & twelve
    assert len(cities) >= len(twelve) / 3


def test_half_to_two_thirds_of_the_enterprises_find_a_place(plan) -> None:
    """3 points of tolerance either side: a plan cut short after some rounds is not the best one."""
    assert 0.50 - 0.03 <= len(plan.placements) / ENTERPRISES <= 2 / 3 + 0.03
