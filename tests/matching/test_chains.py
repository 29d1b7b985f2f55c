"""Chains: which links count, what they are worth, and how every figure of a plan counts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny_case, tiny_legs, tiny_problem, tiny_world

from matching.build import build_problem
from matching.chains import ALONE, Chains
from matching.problem import Problem

FIRMS = """
    id  output_wan_yuan
    E1  3000
    E2  1000
    E3  1000
    E4  1000
    E5  -
"""
PARKS = """
    id  city
    P1  440200
    P2  440200
    P3  441400
    P4  440800
"""


def problem(links: str, policy: dict | None = None, **hours: object) -> Problem:
    return tiny_problem(
        enterprises=FIRMS, parks=PARKS, links=f"supplier_id buyer_id share\n{links}",
        policy=policy, **hours,  # type: ignore[arg-type]
    )  # fmt: skip


def stars(chains: Chains | None) -> dict[str, str]:
    """{follower: lead} by name."""
    assert chains is not None
    return {f"E{f + 1}": f"E{chains.lead[f] + 1}" for f in chains.followers}


def test_the_bonus_is_points_times_share_times_size() -> None:
    """Mean of the four known outputs 1,500, so E1 is of size 2 and E2 of size 2/3.

    0.3 x 0.5 x 2 = 0.3 points for E1; 0.3 x 0.25 x 2/3 = 0.05 for E2."""
    chains = problem("E1 E3 0.5\nE2 E3 0.25").chains
    assert chains is not None
    assert chains.lead.tolist() == [2, 2, ALONE, ALONE, ALONE]
    assert chains.bonus == pytest.approx([0.3, 0.05, 0, 0, 0])
    double = problem("E1 E3 0.5", {"chain_bonus": 0.6}).chains
    assert double is not None and double.bonus[0] == pytest.approx(0.6)


def test_the_largest_link_counts_and_what_contradicts_it_does_not() -> None:
    """share x size: E1>E2 0.4 x 2 = 0.8; E2>E3 0.9 x 2/3 = 0.6; E1>E4 0.1 x 2; E4>E2 0.1 x 2/3.

    E1 follows E2; E2 leads, so it cannot follow E3; E1 follows already; E4 may follow E2 too."""
    links = "E2 E3 0.9\nE1 E4 0.1\nE1 E2 0.4\nE4 E2 0.1"
    assert stars(problem(links).chains) == {"E1": "E2", "E4": "E2"}
    # E4>E1 0.8 x 2/3 comes after E1>E2 (0.8): E1 follows already, nobody can follow E1
    assert stars(problem("E4 E1 0.8\nE1 E2 0.4").chains) == {"E1": "E2"}


def test_equal_links_are_taken_in_the_order_of_their_ids() -> None:
    for links in ("E2 E3 0.5\nE3 E4 0.5\nE4 E2 0.5", "E4 E2 0.5\nE3 E4 0.5\nE2 E3 0.5"):
        assert stars(problem(links).chains) == {"E2": "E3"}


def test_closeness_is_the_largest_of_same_park_same_city_and_within_the_hour() -> None:
    """P1 and P2 share a city; P1-P3 is exactly an hour, P1-P4 more; the policy is 0.6 and 0.3."""
    hours = {("P1", "P3"): 1.0, ("P1", "P4"): 1.01}
    chains = problem("E1 E2 1", park_hours=hours).chains
    assert chains is not None
    expected = [[1, 0.6, 0.3, 0], [0.6, 1, 0, 0], [0.3, 0, 1, 0], [0, 0, 0, 1]]
    assert chains.closeness.tolist() == expected
    other = {"chain_same_city": 0.1, "chain_within_hour": 0.4}
    near = problem("E1 E2 1", other, park_hours=hours | {("P1", "P2"): 0.2}).chains
    assert near is not None
    assert near.closeness[0].tolist() == [1, 0.4, 0.4, 0]


def test_no_chains_without_links_that_are_worth_anything() -> None:
    assert problem("").chains is None
    assert problem("E1 E2 1", {"chain_bonus": 0}).chains is None
    assert problem("E1 E2 0").chains is None
    assert problem("E5 E2 1").chains is None, "the size of E5 is not known"
    assert problem("E1 E1 1\nE1 E9 1\nE9 E1 1").chains is None


def test_parks_without_a_place_are_near_nothing_but_their_own_city() -> None:
    chains = problem("E1 E2 1", park_hours=np.nan).chains
    assert chains is not None
    assert chains.closeness[0].tolist() == [1, 0.6, 0, 0]


def test_hours_between_parks_must_be_given_where_links_count() -> None:
    case = tiny_case(enterprises=FIRMS, parks=PARKS, links="supplier_id buyer_id share\nE1 E2 1")
    legs = tiny_legs(case.world)
    with pytest.raises(ValueError, match=r"park_h \(hours between parks\) must be given"):
        build_problem(case, travel=replace(legs, park_h=None))
    with pytest.raises(ValueError, match="park_h has shape"):
        build_problem(case, travel=replace(legs, park_h=legs.hours))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0, 1)), max_size=20))
def test_any_links_give_stars_and_the_order_of_rows_means_nothing(links: list) -> None:
    """`Chains` itself refuses a lead that follows."""
    frame = pd.DataFrame(links, columns=["supplier_id", "buyer_id", "share"])
    for column in ("supplier_id", "buyer_id"):
        frame[column] = "E" + frame[column].astype(str)
    frame = frame.drop_duplicates(["supplier_id", "buyer_id"])
    firms = "id\n" + "\n".join(f"E{i}" for i in range(8))

    def built(rows: pd.DataFrame) -> Chains | None:
        return tiny_problem(tiny_world(firms, "id\nP1", links=rows)).chains

    one, other = built(frame), built(frame[::-1])
    worth = frame[(frame["supplier_id"] != frame["buyer_id"]) & (frame["share"] * 0.3 > 0)]
    assert (one is None) == worth.empty
    if one is not None and other is not None:
        assert one.lead.tolist() == other.lead.tolist()
        assert one.bonus.tolist() == other.bonus.tolist()
        best = worth["share"].max()
        assert one.bonus.max() == pytest.approx(0.3 * best)
