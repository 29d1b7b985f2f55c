"""Reasons and worth of every pair agree with the problem they are made from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geodata.shipped import shipped_world
from matching.build import build_problem
from matching.pair_reasons import PairReasons, pair_reasons
from matching.problem import Problem
from matching.why import main_reason, why_none
from scenarios.build import build_case


@pytest.fixture(scope="module")
def problem() -> Problem:
    world = shipped_world()
    few = world.with_table("enterprises", world["enterprises"].iloc[::60].reset_index(drop=True))
    few = few.with_table("links", few["links"].head(0))
    return build_problem(build_case("baseline", few))


def test_every_pair_agrees_with_the_placements_of_the_problem(problem: Problem) -> None:
    """Counted and scored the long way, placement by placement."""
    found = pair_reasons(problem)
    placements = problem.placements()
    e_count, p_count = problem.shape[:2]
    count = np.zeros((e_count, p_count), dtype=int)
    np.add.at(count, (placements.e, placements.p), 1)
    assert (found.eligible == count).all()
    assert ((found.reason == 0) == (count > 0)).all()
    best = np.full((e_count, p_count), -np.inf)
    np.maximum.at(best, (placements.e, placements.p), placements.score)
    assert np.isnan(found.best_points[count == 0]).all()
    assert np.allclose(found.best_points[count > 0], best[count > 0], rtol=1e-5)
    assert 0 < (count > 0).sum() < count.size


def test_a_reason_that_is_named_blocks_the_pair(problem: Problem) -> None:
    found = pair_reasons(problem)
    e_count, p_count, years, tenures = problem.shape
    e, p = (axis.ravel() for axis in np.indices((e_count, p_count)))
    for number, reason in enumerate(found.reasons, start=1):
        named = found.reason[e, p] == number
        ones, parks = e[named], p[named]
        blocked = np.zeros(len(ones), dtype=bool)
        for t in range(years):
            for m in range(tenures):
                at = (ones, parks, np.full(len(ones), t), np.full(len(ones), m))
                blocked |= problem.reasons[reason].at(*at).astype(bool)
        assert blocked.all(), reason


def test_with_one_park_it_names_what_the_list_of_unmatched_names(problem: Problem) -> None:
    """`why.main_reason` over a single park must say the same as the pair."""
    world = problem.case.world
    firms, parks = world["enterprises"], world["parks"]
    alone = world.with_table("parks", parks.iloc[[5]].reset_index(drop=True))
    alone = alone.with_table("enterprises", firms)
    single = build_problem(build_case("baseline", alone))
    found = pair_reasons(single)
    nowhere = np.flatnonzero(single.eligible_per_enterprise == 0)
    assert len(nowhere)
    main = main_reason(why_none(single, nowhere)).set_index("enterprise")["reason"]
    names = np.array(["", *found.reasons], dtype=object)
    assert names[found.reason[nowhere, 0]].tolist() == main.reindex(nowhere).tolist()


def test_one_enterprise_is_a_table_and_a_file_keeps_it(problem: Problem, tmp_path: Path) -> None:
    found = pair_reasons(problem)
    found.save(tmp_path / "pairs.npz")
    back = PairReasons.load(tmp_path / "pairs.npz")
    firm = problem.enterprise_id[3]
    table = back.of(firm)
    assert table["park_id"].tolist() == list(problem.park_id)
    assert table.equals(found.of(firm))
    assert ((table["reason"] == "") == (table["eligible_placements"] > 0)).all()
    with pytest.raises(KeyError):
        back.of("nobody")
