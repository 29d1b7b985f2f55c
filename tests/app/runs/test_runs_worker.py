"""Runs are computed, kept whole or not at all, stopped with the best; a killed worker costs one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest
from run_stores import new_store
from sqlalchemy.exc import OperationalError

from app import worker
from app.errors import AppError
from app.exports.fingerprint import plan_fingerprint
from app.exports.json import read_plan
from app.job import Search
from app.runs import work as work_module
from app.runs.claims import Claims
from app.runs.records import DataSet, Run, RunState
from app.runs.results import LoadedRun, load_run
from app.runs.store import Store, open_store
from app.runs.work import patiently, perform
from matching.api import build_problem, check_plan
from simulation.parameters import Parameters

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 2.0
AddData = Callable[[Store], DataSet]


BRIEF = Search(seconds=0.2, seed=1, threads=1, method="heuristic")
ENDLESS = Search(seconds=600.0, gap=0.0, seed=1, threads=1, method="heuristic")
"""For `add_many`: the engine proves the best plan of 30 enterprises in a second."""


def ask(
    store: Store, data: DataSet, scenario: str = "baseline", search: Search | None = None
) -> Run:
    search = search or Search(seconds=SECONDS, seed=1, threads=1)
    return store.runs.match(data.id, scenario, search=search, who="陈", why="试")


def work(store: Store, stop: threading.Event | None = None) -> Run:
    """Take the next run and perform it in this process."""
    name = store.workers.register(most=99)
    assert name
    claims = Claims(store.database, name)
    run = claims.take()
    assert run is not None
    state = perform(run, store, claims, stop)
    store.workers.leave(name)
    done = store.runs.get(run.id)
    assert done.state is state
    return done


@pytest.fixture(scope="module")
def solved(
    add_few: AddData, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Run]]:
    """A store with one finished match run over 30 enterprises, for looking only."""
    store = new_store(tmp_path_factory.mktemp("solved") / "home")
    ask(store, add_few(store), "land-east-20")
    yield store, work(store)
    store.close()


def test_a_match_run_is_kept_with_everything_needed_to_show_and_check_it(
    solved: tuple[Store, Run],
) -> None:
    store, run = solved
    assert run.state is RunState.DONE and run.trouble is None
    loaded = load_run(store, run.id, verify=True)
    plan, case = loaded.plan, loaded.case
    assert case.fingerprint == plan.case_fingerprint == run.case_fingerprint
    assert case.world.fingerprint == plan.world_fingerprint == run.world_fingerprint
    assert case.scenario == "land-east-20" == loaded.scenario.name
    assert [one.name for one in loaded.scenario.lineage()] == ["baseline", "land-east-20"]
    problem = build_problem(case)
    report = check_plan(problem, plan)
    assert report.ok
    assert run.summary["pairings"] == len(plan.placements) > 0
    assert run.summary["objective"] == pytest.approx(plan.objective)
    assert run.seconds is not None and run.seconds > 0
    # The plan put together from its tables is the plan that any other command reads.
    other = read_plan(loaded.plan_path)
    assert plan_fingerprint(other) == run.fingerprint
    for field in fields(plan):
        mine, theirs = getattr(plan, field.name), getattr(other, field.name)
        if isinstance(mine, pd.DataFrame):
            pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
        else:
            assert mine == theirs, field.name
    assert loaded.record["who"] == "陈" and loaded.record["versions"]["python"]
    assert loaded.plan_path.name == "plan.json"
    assert len(loaded.table("parks")) == len(case.world["parks"])
    with pytest.raises(KeyError):
        loaded.table("nonsense")
    with pytest.raises(AppError, match="no simulation"):
        _ = loaded.outcome


def test_pairings_stand_with_both_ends_their_way_and_their_duty(
    solved: tuple[Store, Run],
) -> None:
    """Each column is looked up again in the tables it comes from."""
    store, run = solved
    loaded = load_run(store, run.id)
    problem = build_problem(loaded.case)
    pairings = loaded.table("pairings")
    assert len(pairings) == len(loaded.plan.placements)
    firms = loaded.world["enterprises"].set_index("enterprise_id")
    parks = loaded.world["parks"].set_index("park_id")
    duties = loaded.world["duties"]
    regions = loaded.world["cities"].set_index("city_adcode")["region"]
    with_duty = 0
    for row in pairings.itertuples(index=False):
        firm, park = firms.loc[row.enterprise_id], parks.loc[row.park_id]
        assert (row.name_zh, row.lon, row.division) == (firm.name_zh, firm.lon, firm.division)
        assert (row.park_name_zh, row.park_lat) == (park.name_zh, park.lat)
        assert row.park_region == regions[park.city_adcode]
        e = problem.enterprise_id.index(row.enterprise_id)
        p = problem.park_id.index(row.park_id)
        assert row.travel_h == pytest.approx(float(problem.travel_h[e, p]))
        meant = duties[
            (duties["sending_adcode"] == firm.city_adcode)
            & (duties["receiving_adcode"] == park.city_adcode)
            & (duties["from_year"] <= row.year)
            & (row.year <= duties["to_year"])
        ]
        assert row.duty_id == ";".join(meant["duty_id"])
        with_duty += bool(row.duty_id)
    assert with_duty
    assert loaded.table("flows")["firms"].sum() == len(pairings)
    one = pairings["enterprise_id"].iloc[0]
    why = loaded.why_not(one).set_index("park_id")
    assert why.loc[pairings["park_id"].iloc[0], "reason"] == ""


def test_progress_is_told_with_its_numbers(solved: tuple[Store, Run]) -> None:
    store, run = solved
    events = store.runs.events(run.id)
    stages = [event.stage for event in events]
    assert {"load", "problem", "exports"} <= set(stages)
    elapsed = [event.elapsed_s for event in events]
    assert elapsed == sorted(elapsed)
    # At most four writings a second, each with at most one event a stage.
    assert len({round(event.at.timestamp(), 3) for event in events}) <= 4 * run.seconds + 3  # type: ignore[operator]
    told = [event for event in events if event.best is not None]
    assert told and all(f"{event.best:,.2f}" in event.detail for event in told)
    bounds = [event for event in events if event.bound is not None]
    assert bounds and all(f"<= {event.bound:,.2f}" in event.detail for event in bounds)
    assert min(e.bound for e in bounds) >= max(e.best for e in told) - 1e-6  # type: ignore
    trace = load_run(store, run.id).table("trace")
    assert trace["best"].dropna().tolist()[-1] == pytest.approx(told[-1].best)


def test_the_fingerprint_of_a_plan_is_what_it_says_and_nothing_of_how_it_was_found(
    solved: tuple[Store, Run],
) -> None:
    store, run = solved
    plan = load_run(store, run.id).plan
    assert plan_fingerprint(plan) == run.fingerprint
    mixed = plan.placements.sample(frac=1.0, random_state=1)
    same = replace(plan, seconds=99.0, solver="x", placements=mixed)
    assert plan_fingerprint(same) == run.fingerprint
    others = (
        replace(plan, placements=plan.placements.iloc[1:]),
        replace(plan, bound=plan.bound + 1),
        replace(plan, case_fingerprint="0" * 12),
    )
    assert len({run.fingerprint, *map(plan_fingerprint, others)}) == 4


def test_a_plan_is_played_forward_and_so_is_none(lite: Store, add_few: AddData) -> None:
    data = add_few(lite)
    match = ask(lite, data)
    parameters = Parameters().edited({"consider_rate": 0.02}, by="陈")
    played = lite.runs.simulate(of_run=match.id, replications=60, parameters=parameters, who="陈")
    alone = lite.runs.simulate(
        data_id=data.id, scenario_id="baseline", replications=60, seed=5, who="陈"
    )
    for _ in range(3):
        assert work(lite).state is RunState.DONE
    loaded = load_run(lite, played.id, verify=True)
    assert len(loaded.outcome) == 60 and loaded.parameters == parameters
    assert loaded.match is not None and loaded.case.fingerprint == loaded.outcome.case_fingerprint
    assert loaded.outcome.recommended_moves.sum() == len(loaded.plan.placements)
    assert len(loaded.table("pairings")) == len(loaded.plan.placements)
    free = load_run(lite, alone.id, verify=True)
    assert free.match is None and free.outcome.recommended_moves.sum() == 0
    assert free.outcome.seed == 5
    assert free.case.fingerprint == loaded.case.fingerprint
    with pytest.raises(AppError, match="no plan"):
        _ = free.plan
    assert lite.runs.get(alone.id).summary["replications"] == 60


def test_a_stopped_simulation_keeps_the_replications_that_are_finished(
    lite: Store, add_few: AddData
) -> None:
    """Half a million replications, stopped after the first block was told."""
    asked = 500_000
    run = lite.runs.simulate(
        data_id=add_few(lite).id, scenario_id="baseline", replications=asked, threads=1, who=""
    )
    thread = threading.Thread(target=work, args=(lite,))
    thread.start()
    wait_for(
        lambda: (
            any(e.stage == "simulate" and e.share for e in lite.runs.events(run.id))
            or not thread.is_alive()
        )
    )
    lite.runs.stop(run.id, "陈")
    thread.join()
    done = lite.runs.get(run.id)
    assert done.state is RunState.STOPPED and done.has_result
    outcome = load_run(lite, run.id, verify=True).outcome
    assert 0 < len(outcome) == done.summary["replications"] < asked == done.summary["asked"]


def test_a_simulation_of_a_plan_that_never_came_fails_with_a_remedy(
    lite: Store, add_few: AddData
) -> None:
    plan = ask(lite, add_few(lite))
    played = lite.runs.simulate(of_run=plan.id, who="")
    lite.runs.stop(plan.id, "陈")
    run = work(lite)
    assert run.id == played.id and run.state is RunState.FAILED and run.trouble is not None
    assert plan.id in run.trouble.problem("en") and run.trouble.remedy("zh")


def test_a_scenario_that_does_not_fit_the_data_fails_with_words_in_both_languages(
    lite: Store, add_few: AddData
) -> None:
    toml = (
        'name = "x"\n[[lever]]\nlever = "pin"\nenterprise = "NOBODY"\npark = "P001"\n'
        'year = 2016\ntenure = "land"\n'
    )
    version = lite.scenarios.add(toml, who="陈")
    asked = lite.runs.match(add_few(lite).id, version.id, who="陈")
    run = work(lite)
    assert run.id == asked.id and run.state is RunState.FAILED and not run.has_result
    assert run.trouble is not None and "NOBODY" in run.trouble.problem("en")
    assert "NOBODY" in run.trouble.problem("zh") != run.trouble.problem("en")
    assert run.trouble.remedy("zh") and run.trouble.remedy("en")
    with pytest.raises(AppError, match="left no result"):
        load_run(lite, run.id)
    assert list(lite.home.results.iterdir()) == []


def test_a_stop_before_the_search_leaves_nothing_and_is_no_failure(
    lite: Store, add_few: AddData
) -> None:
    ask(lite, add_few(lite))
    stop = threading.Event()
    stop.set()
    run = work(lite, stop)
    assert run.state is RunState.STOPPED and run.trouble is None and not run.has_result


def test_results_that_were_damaged_are_told(solved: tuple[Store, Run], tmp_path: Path) -> None:
    """In a copy of the home: one byte changed, seen by reading all; a file gone, seen at once."""
    whole, run = solved
    shutil.copytree(whole.home.root, tmp_path / "copy")
    store = open_store(tmp_path / "copy")
    load_run(store, run.id, verify=True)
    file = store.home.results / run.id / "plan.json"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    load_run(store, run.id)
    with pytest.raises(AppError, match="damaged"):
        load_run(store, run.id, verify=True)
    file.unlink()
    with pytest.raises(AppError, match="damaged"):
        load_run(store, run.id)


def test_a_run_that_has_not_ended_cannot_be_loaded(lite: Store, add_few: AddData) -> None:
    with pytest.raises(AppError, match="not ended"):
        load_run(lite, ask(lite, add_few(lite)).id)
    with pytest.raises(AppError, match="no run"):
        load_run(lite, "rxxxxxxx")


class Away:
    """A store that does not answer the first times it is asked."""

    def __init__(self, times: int):
        self.left = times

    def __call__(self) -> None:
        self.left -= 1
        if self.left >= 0:
            raise OperationalError("", None, Exception("server closed the connection"))


def test_a_database_that_is_away_for_a_moment_costs_no_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work_module, "RETRY_EVERY_S", 0.01)
    step = Away(3)
    patiently(step, seconds=60.0)
    assert step.left == -1
    with pytest.raises(OperationalError):
        patiently(Away(1), seconds=0.0)


# -- real processes ------------------------------------------------------------------------------


def start(script: str, *arguments: str, cwd: Path = ROOT) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *([script] if script.endswith(".py") else ["-m", script]), *arguments],
        env=environment, cwd=cwd, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(what: Callable[[], bool], seconds: float = 300.0) -> None:
    """Until it is so.  The limit only keeps a broken test from hanging."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("where", ["searching", "writing", "renamed"])
def test_a_worker_killed_at_any_place_loses_only_its_own_run(
    store: Store, url: str, add_few: AddData, where: str
) -> None:
    """One run is finished; SIGKILL hits a real process in the next one.

    The store opens again: the finished run is whole to the last byte, the other one is lost, can be
    asked for again and is then computed.
    """
    data = add_few(store)
    ask(store, data, search=BRIEF)
    good = work(store)
    victim = ask(store, data, "no-plants", BRIEF)
    script = str(Path(__file__).with_name("killed_worker.py"))
    process = start(script, str(store.home.root), url, where)
    try:
        assert process.stdout is not None and process.stdout.readline() == "here\n"
    finally:
        process.kill()
        process.wait()
    left = {path.name for path in store.home.results.iterdir()} - {good.id}
    assert len(left) == {"searching": 0, "writing": 1, "renamed": 1}[where]
    store.close()
    again = open_store(store.home, url)
    assert again.runs.get(victim.id).state is RunState.RUNNING
    assert [run.id for run in again.runs.reap()] == [victim.id]
    assert again.runs.get(victim.id).state is RunState.LOST
    with pytest.raises(AppError, match="left no result"):
        load_run(again, victim.id)
    loaded: LoadedRun = load_run(again, good.id, verify=True)
    assert again.runs.get(good.id) == good and len(loaded.plan.placements)
    if where == "searching":
        assert [event.stage for event in again.runs.events(victim.id)][-1] == "route"
    repeated = again.runs.again(victim.id, "李")
    assert work(again).id == repeated.id
    assert load_run(again, repeated.id, verify=True).scenario.name == "no-plants"
    again.close()


def test_stop_keeps_the_best_plan_so_far(store: Store, url: str, add_many: AddData) -> None:
    """A search of ten minutes in a process of its own, stopped by somebody else's wish."""
    run = ask(store, add_many(store), search=ENDLESS)
    process = start("app.worker", "--home", str(store.home.root), "--store", url, "--idle", "0")
    try:
        wait_for(lambda: any(e.best is not None for e in store.runs.events(run.id)))
        store.runs.stop(run.id, "李")
        assert process.wait(timeout=240) == 0
    finally:
        process.kill()
    done = store.runs.get(run.id)
    assert done.state is RunState.STOPPED and done.has_result and done.stop_asked
    loaded = load_run(store, run.id, verify=True)
    assert len(loaded.plan.placements) > 0 and loaded.plan.seconds < 590
    assert store.workers.alive() == []


def test_a_worker_that_is_told_to_leave_keeps_the_best_and_takes_no_other(
    lite: Store, add_many: AddData
) -> None:
    url = lite.database.engine.url.render_as_string(hide_password=False)
    data = add_many(lite)
    first, second = ask(lite, data, search=ENDLESS), ask(lite, data)
    process = start("app.worker", "--home", str(lite.home.root), "--store", url)
    try:
        wait_for(lambda: any(e.best is not None for e in lite.runs.events(first.id)))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=240) == 0
    finally:
        process.kill()
    assert lite.runs.get(first.id).state is RunState.STOPPED
    assert lite.runs.get(first.id).has_result
    assert lite.runs.get(second.id).state is RunState.QUEUED
    assert lite.workers.alive() == []


def test_a_second_worker_goes_home_at_once(lite: Store) -> None:
    assert lite.workers.register()
    assert worker.main(["--home", str(lite.home.root), "--store", _url(lite)]) == 0


def test_a_worker_without_a_store_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert worker.main(["--home", str(tmp_path), "--store", "nonsense"]) == 1
    assert "database" in capsys.readouterr().err


def _url(store: Store) -> str:
    return store.database.engine.url.render_as_string(hide_password=False)


def test_the_record_beside_the_result_is_plain_json(solved: tuple[Store, Run]) -> None:
    store, run = solved
    folder = store.home.results / run.id
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert (record["id"], record["why"], record["settings"]["seconds"]) == (run.id, "试", SECONDS)
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(listed) == files - {"manifest.json"}
