"""A study of what matters most: of a simulation, by the worker, kept, found again, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pandas as pd
import pytest
from desks import work
from run_stores import new_store

from app.errors import AppError
from app.job import Search
from app.runs.claims import Claims
from app.runs.records import DataSet, Run, RunKind, RunState
from app.runs.results import load_run
from app.runs.store import Store
from app.runs.work import perform
from simulation import sensitivity_tornado
from simulation.sensitivity import Study, lever_factors, parameter_factors
from simulation.sensitivity_tornado import tornado

Played = tuple[Store, Run, Run]
SHARE, YEAR, TIMES = "processing_share", 2020, 10


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, add_few: Callable[[Store], DataSet]) -> Played:
    """A plan of thirty enterprises and its simulation."""
    store = new_store(tmp_path_factory.mktemp("home"))
    data = add_few(store)
    search = Search(seconds=1.0, seed=1, threads=1)
    store.runs.match(data.id, "baseline", search=search, who="陈")
    match = work(store)
    store.runs.simulate(of_run=match.id, replications=20, threads=1, who="陈")
    return store, match, work(store)


def _names(store: Store, sim: Run) -> list[str]:
    """One lever and two assumptions that are there."""
    run = load_run(store, sim.id)
    levers, _ = lever_factors(run.case)
    return [levers[0].name, *(f.name for f in parameter_factors(run.parameters)[:2])]


def test_it_is_the_tornado_of_the_simulation_kept_and_found_again(played: Played) -> None:
    """Same case, plan, assumptions and draws as the simulation: figure for figure the same."""
    store, match, sim = played
    names = _names(store, sim)
    asked = store.runs.study(sim.id, SHARE, YEAR, replications=TIMES, threads=1, names=names,
                             who="陈", why="试")  # fmt: skip
    assert asked.kind is RunKind.STUDY and asked.of_run == sim.id
    run = work(store)
    assert run.id == asked.id and run.state is RunState.DONE and len(run.fingerprint) == 12
    assert [one.id for one in store.runs.find(run.fingerprint)] == [run.id]
    assert [one.id for one in store.runs.studies(sim.id)] == [run.id]
    loaded = load_run(store, run.id, verify=True)
    found = loaded.study
    assert set(found.table["factor"]) == set(names) and found.complete
    assert loaded.plan.case_fingerprint == load_run(store, match.id).plan.case_fingerprint
    of = load_run(store, sim.id)
    study = Study(of.case, of.table("placements"), of.parameters, None, SHARE, YEAR,
                  int(of.outcome.seed), 1)  # fmt: skip
    factors = [*lever_factors(of.case)[0], *parameter_factors(of.parameters)]
    mine = tornado(study, [f for f in factors if f.name in names], TIMES)
    pd.testing.assert_frame_equal(found.table, mine.table, check_exact=True)
    stages = {event.stage for event in store.runs.events(run.id)}
    assert "tornado" in stages and run.summary["factors"] == 3


def test_stop_keeps_the_factors_that_are_done(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, sim = played
    names = _names(store, sim)
    asked = store.runs.study(sim.id, SHARE, YEAR, replications=TIMES, threads=1, names=names,
                             who="陈")  # fmt: skip
    name = store.workers.register(most=99)
    assert name
    claims = Claims(store.database, name)
    run = claims.take()
    assert run is not None and run.id == asked.id
    whole, done = sensitivity_tornado._row, []

    def row(*given: object) -> dict[str, object]:
        made = whole(*given)  # type: ignore[arg-type]
        done.append(1)
        stop.set()
        return made

    stop = threading.Event()
    monkeypatch.setattr(sensitivity_tornado, "_row", row)
    assert perform(run, store, claims, stop) is RunState.STOPPED
    kept = load_run(store, run.id).study
    assert len(done) == len(kept.table) == 1 and not kept.complete


def test_only_a_simulation_can_be_studied(played: Played) -> None:
    store, match, sim = played
    with pytest.raises(AppError) as error:
        store.runs.study(match.id, SHARE, YEAR, who="陈")
    assert match.id in error.value.problem("zh")
    with pytest.raises(AppError):
        load_run(store, sim.id).study  # noqa: B018


def test_an_impossible_study_fails_with_a_reason(played: Played) -> None:
    store, _, sim = played
    store.runs.study(sim.id, SHARE, 1999, replications=TIMES, threads=1, who="陈")
    name = store.workers.register(most=99)
    assert name
    claims = Claims(store.database, name)
    run = claims.take()
    assert run is not None
    assert perform(run, store, claims, None) is RunState.FAILED
    trouble = store.runs.get(run.id).trouble
    assert trouble is not None and "1999" in trouble.problem("zh") + trouble.problem("en")


def test_the_folder_of_a_study_holds_these_files(played: Played) -> None:
    store, _, sim = played
    (kept, *_) = [one for one in store.runs.studies(sim.id) if one.state is RunState.DONE]
    folder = store.home.results / kept.id
    assert {p.name for p in folder.iterdir()} == {
        "manifest.json", "run.json", "scenario.json", "study.json", "study.parquet",
    }  # fmt: skip
