"""sweep on threads: the bits of simulate, nothing done twice, Stop, paired differences."""

from __future__ import annotations

import pickle
import threading
from dataclasses import replace

import numpy as np
import pytest
from sweeps import blocks, job, same, two_jobs
from tiny import tiny_legs, tiny_world

from matching.match import Settings
from scenarios.case import Case
from scenarios.policy import Policy
from simulation import indicators
from simulation.faults import Problem, SimulationError
from simulation.inputs import build_inputs
from simulation.outcome import Outcome
from simulation.paired import paired_table
from simulation.run import simulate
from simulation.sweep import Job, sweep
from simulation.sweep_table import sweep_table
from simulation.sweep_tasks import code_digest, play_part


def directly(one: Job, replications: int, seed: int = 2016) -> Outcome:
    """What `simulate` gives for a job."""
    inputs = build_inputs(one.case, one.placements, one.parameters, one.travel)
    return simulate(inputs, replications, seed=seed)


def test_a_sweep_gives_the_bits_of_simulate(tmp_path) -> None:
    """35 replications in blocks of 10 on 1, and of 7 on 3 threads."""
    jobs = two_jobs()
    for threads, block in ((1, 10), (3, 7)):
        done = sweep(jobs, tmp_path / str(block), 35, threads=threads, block=block)
        assert not done.stopped
        for one in jobs:
            outcome = done.outcome(one.name)
            assert same(outcome, directly(one, 35))
            assert outcome.digest == directly(one, 35).digest
            assert outcome.scenario == one.name


def test_what_is_finished_is_not_played_again(tmp_path) -> None:
    """30 replications are 3 blocks a what-if; 50 need 2 more; the first 6 files stay."""
    jobs = two_jobs()
    first = sweep(jobs, tmp_path, 30, block=10)
    assert (first.blocks_kept, first.blocks_played) == (0, 6)
    before = blocks(tmp_path)
    again = sweep(jobs, tmp_path, 50, block=10)
    assert (again.blocks_kept, again.blocks_played) == (6, 4)
    after = blocks(tmp_path)
    assert {name: after[name] for name in before} == before
    assert same(again.outcome("award"), directly(jobs[1], 50))


def test_another_seed_plan_or_assumption_finds_nothing_of_the_old(tmp_path) -> None:
    base = job("plain")
    sweep([base], tmp_path, 10, block=10)
    assert base.placements is not None
    assert base.parameters is not None
    others = (
        ({"seed": 7}, base),
        ({}, replace(base, placements=base.placements.iloc[1:])),
        ({}, replace(base, parameters=base.parameters.edited({"offer": 1.0}, by="x"))),
        ({}, job("plain", fiscal_share=0.9)),
    )
    for settings, one in others:
        done = sweep([one], tmp_path, 10, block=10, **settings)
        assert (done.blocks_kept, done.blocks_played) == (0, 1)
        assert same(done.outcome("plain"), directly(one, 10, seed=done.seed))


def test_equal_what_ifs_of_two_names_keep_their_names(tmp_path) -> None:
    done = sweep([job("a"), job("b")], tmp_path, 4)
    assert [done.outcome(name).scenario for name in "ab"] == ["a", "b"]
    assert done.outcome("a").digest == done.outcome("b").digest


def test_stop_keeps_finished_blocks_of_every_what_if(tmp_path) -> None:
    """Stop after the second block: one of either what-if, because they take turns."""
    asked = threading.Event()

    def told(stage, done, detail) -> None:
        if stage == "sweep" and detail.startswith("2 /"):
            asked.set()

    jobs = two_jobs()
    done = sweep(jobs, tmp_path, 100, threads=1, block=5, progress=told, stop=asked)
    assert done.stopped
    assert 2 <= done.blocks_played < 40
    assert all(one.done >= 5 for one in done.played)
    first = done.outcome("plain")
    assert same(first, directly(jobs[0], len(first)))
    rest = sweep(jobs, tmp_path, 100, block=5)
    assert rest.blocks_kept == done.blocks_played
    assert same(rest.outcome("award"), directly(jobs[1], 100))
    with pytest.raises(SimulationError, match="stopped"):
        sweep([job("new")], tmp_path, 10, stop=lambda: True)


def test_a_plan_is_solved_where_none_is_given_and_only_once(tmp_path) -> None:
    """No plan, a plan of 0 enterprises, and one that is solved; the solved one places somebody, is
    kept with its facts, and is played like a given one."""
    settings = Settings(seconds=5, gap=0.05, threads=1)
    nobody = replace(job("nobody"), placements=None)
    solved = replace(job("solved"), placements=None, solve=settings)
    done = sweep([nobody, solved], tmp_path, 10)
    assert done.outcome("nobody").recommended_moves.sum() == 0
    placed = done.outcome("solved").recommended_moves.sum()
    assert placed == done.played[1].plan["placements"] > 0
    assert done.played[0].plan == {}
    plans = {f: f.stat().st_mtime_ns for f in (tmp_path / "parts" / "plans").iterdir()}
    again = sweep([nobody, solved], tmp_path, 20, block=10)
    assert {f: f.stat().st_mtime_ns for f in (tmp_path / "parts" / "plans").iterdir()} == plans
    assert again.played[1].plan == done.played[1].plan


def test_a_plan_that_cannot_be_ends_the_sweep_with_the_name_of_its_scenario(tmp_path) -> None:
    """Two enterprises of 10 mu are pinned to a park of 15 mu."""
    world = tiny_world(
        enterprises="id land_mu\nE1 10\nE2 10", parks="id\nP1", years=(2016,),
        park_supply="park_id year land_mu plant_m2\nP1 2016 15 0",
    )  # fmt: skip
    policy = Policy(pins=tuple({"enterprise_id": e, "park_id": "P1"} for e in ("E1", "E2")))  # type: ignore[misc]
    impossible = Job("pinned", Case(world, policy), None, Settings(seconds=5),
                     travel=tiny_legs(world))  # fmt: skip
    with pytest.raises(SimulationError, match="pinned"):
        sweep([impossible], tmp_path, 5)


def test_problems_are_told_together_and_before_any_work(tmp_path) -> None:
    with pytest.raises(SimulationError) as error:
        sweep([job("a"), job("a"), job("../b"), job("parts")], tmp_path / "none", 5)
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("job_twice", "a"), ("job_name", "'../b'"), ("job_name", "'parts'"),
    ]  # fmt: skip
    assert not (tmp_path / "none").exists()
    with pytest.raises(SimulationError, match="at least one"):
        sweep([], tmp_path, 5)
    with pytest.raises(SimulationError, match="replications"):
        sweep([job("a")], tmp_path, 0)


def test_a_worker_with_other_code_refuses(tmp_path) -> None:
    assert len(code_digest()) == 12
    with pytest.raises(SimulationError, match="another version"):
        play_part(tmp_path, tmp_path / "x.pickle", "k", 1, 0, 5, "other")


def test_an_error_of_a_worker_arrives_whole() -> None:
    error = SimulationError([Problem("stopped", "a"), Problem("no_plan", "b", {"status": "x"})])
    back = pickle.loads(pickle.dumps(error))
    assert back.problems == error.problems
    assert back.text("zh") == error.text("zh")


def test_the_table_holds_every_indicator_and_the_paired_difference(tmp_path) -> None:
    """A higher award costs money in the same replications: the interval of the difference lies
    above 0; the first what-if has none."""
    done = sweep(two_jobs(), tmp_path, 60)
    table = sweep_table(done)
    years = len(done.outcome("plain").years)
    assert len(table) == 2 * len(indicators.ALL) * years
    rows = table[(table["indicator"] == "public_money") & (table["year"] == 2018)]
    plain, award = (rows[rows["scenario"] == name].iloc[0] for name in ("plain", "award"))
    assert plain["verdict"] == "first"
    assert np.isnan(plain["difference"])
    assert award["difference"] == pytest.approx(award["mean"] - plain["mean"])
    assert 0 < award["difference_low"] < award["difference"] < award["difference_high"]
    direct = paired_table(done.outcome("plain"), done.outcome("award"))
    there = direct[(direct["indicator"] == "public_money") & (direct["year"] == 2018)].iloc[0]
    assert award["difference_low"] == there["difference_low"]
    goal = table[(table["indicator"] == "processing_share") & (table["scenario"] == "plain")]
    share = indicators.ALL["processing_share"].values(done.outcome("plain"))
    met = goal.set_index("year")["goal_met_share"]
    assert met[2020] == pytest.approx((share[:, 4] >= 0.05).mean())
    assert met.drop(2020).isna().all()


def test_too_few_replications_give_no_difference(tmp_path) -> None:
    table = sweep_table(sweep(two_jobs(), tmp_path, 5))
    assert set(table["verdict"]) == {"first", "incomparable"}
    assert table["difference"].isna().all()
