"""What-ifs made on screen are versions: counted up, with parents, never overwritten."""

from __future__ import annotations

import pytest

from app.errors import AppError
from app.runs.store import Store
from geodata.shipped import shipped_world
from scenarios.build import build_case
from scenarios.faults import ScenarioError
from scenarios.load import library_names, load_scenario

TOML = """
name = "own"
title_zh = "自拟"
parent = "{parent}"
[[lever]]
lever = "departures"
most = 7
"""
CHILD = """
name = "own-2"
[policy]
discount_rate = 0.04
"""


def test_the_library_is_there_before_anything_is_kept(store: Store) -> None:
    versions = store.scenarios.all()
    assert [v.id for v in versions] == list(library_names())
    assert all(v.shipped for v in versions)
    assert store.scenarios.load("baseline") == load_scenario("baseline")


def test_a_changed_what_if_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    first = store.scenarios.add('name = "own"\nseed = 1', who="陈", why="试")
    second = store.scenarios.add('name = "own"\nseed = 2', who="李")
    assert (first.number, second.number) == (1, 2)
    assert store.scenarios.load(first.id).seed == 1
    assert store.scenarios.load(second.id).seed == 2
    assert [v.id for v in store.scenarios.history("own")] == [second.id, first.id]
    assert [v.id for v in store.scenarios.all() if not v.shipped] == [second.id]
    assert (first.who, first.why, second.who) == ("陈", "试", "李")


def test_a_version_of_a_shipped_what_if_counts_from_two(store: Store) -> None:
    kept = store.scenarios.add('name = "baseline"\nseed = 5', who="")
    assert kept.number == 2
    assert [v.number for v in store.scenarios.history("baseline")] == [2, 1]
    assert store.scenarios.load("baseline").seed != 5


def test_a_child_of_an_own_version_keeps_to_that_version(store: Store) -> None:
    """The parent gets a second version afterwards; the child still builds on the first."""
    parent = store.scenarios.add('name = "own"\n[policy]\ndiscount_rate = 0.2', who="")
    child = store.scenarios.add('name = "child"\nseed = 9', parent_id=parent.id, who="")
    store.scenarios.add('name = "own"\n[policy]\ndiscount_rate = 0.3', who="")
    loaded = store.scenarios.load(child.id)
    assert [one.name for one in loaded.lineage()] == ["own", "child"]
    case = build_case(loaded, shipped_world())
    assert case.policy.discount_rate == 0.2 and case.seed == 9


def test_a_parent_of_the_library_may_be_named_in_the_text(store: Store) -> None:
    child = store.scenarios.add('name = "x"\nparent = "jobs-first"', who="")
    assert child.parent_id == "jobs-first"
    assert [one.name for one in store.scenarios.load(child.id).lineage()][-2:] == [
        "jobs-first", "x",
    ]  # fmt: skip
    with pytest.raises(AppError, match="not in the library"):
        store.scenarios.add('name = "x"\nparent = "own"', who="")


def test_every_fault_of_a_text_is_told_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(ScenarioError) as error:
        store.scenarios.add('name = "x"\ncolour = 1\n[policy]\ndiscount_rate = -3', who="")
    assert len(error.value.faults) >= 2
    for text in ("name = ", 'title_en = "no name"', "name = 3"):
        with pytest.raises(ScenarioError):
            store.scenarios.add(text, who="")
    assert all(v.shipped for v in store.scenarios.all())


def test_a_version_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(AppError, match="no scenario"):
        store.scenarios.load("sxxxxxxx")
