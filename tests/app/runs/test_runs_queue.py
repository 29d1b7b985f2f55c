"""The queue: one run is taken by one worker, in order; what has ended never changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert, update

from app.errors import AppError
from app.job import Search
from app.runs.claims import Claims, Report, Result
from app.runs.database import Database
from app.runs.records import Run, RunKind, RunState, Trouble
from app.runs.schema import WORKERS
from app.runs.store import Store
from app.runs.workers import LOST_AFTER_S, SURELY_LOST_AFTER_S, machine

RESULT = Result("c" * 12, "w" * 12, "f" * 12, {"pairings": 3})


def ask(store: Store, **more: object) -> Run:
    return store.runs.match("demo", "baseline", who="陈", why="试", **more)  # type: ignore[arg-type]


def worker(store: Store) -> Claims:
    name = store.workers.register(most=99)
    assert name
    return Claims(store.database, name)


def test_a_run_remembers_who_when_why_and_with_which_settings(store: Store) -> None:
    run = ask(store, search=Search(seconds=7.5, gap=0.02, seed=3))
    assert (run.who, run.why, run.data_id, run.scenario_id) == ("陈", "试", "demo", "baseline")
    assert run.settings["seconds"] == 7.5 and run.settings["seed"] == 3
    assert run.state is RunState.QUEUED and not run.has_result
    assert store.runs.get(run.id) == run
    assert Search(**run.settings) == Search(seconds=7.5, gap=0.02, seed=3)


def test_runs_wait_in_the_order_in_which_they_were_asked_for(store: Store) -> None:
    first, second, third = ask(store), ask(store), ask(store)
    assert [store.runs.position(r.id) for r in (first, second, third)] == [1, 2, 3]
    claims = worker(store)
    taken = claims.take()
    assert taken is not None and taken.id == first.id and taken.state is RunState.RUNNING
    assert [store.runs.position(r.id) for r in (first, second, third)] == [0, 1, 2]
    assert [r.id for r in store.runs.queue()] == [first.id, second.id, third.id]
    store.runs.stop(second.id, "李")
    assert store.runs.position(third.id) == 1


def test_each_run_is_taken_by_exactly_one_of_several_workers(store: Store, url: str) -> None:
    """Six workers, each with a connection of its own, all start at once on 30 runs."""
    runs = {ask(store).id for _ in range(30)}
    taken: list[str] = []
    errors: list[BaseException] = []
    barrier = Barrier(6)

    def work(number: int) -> None:
        try:
            claims = Claims(Database(url), f"w{number}")
            barrier.wait()
            while (run := claims.take()) is not None:
                taken.append(run.id)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert set(Counter(taken).values()) == {1} and set(taken) == runs


def test_a_simulation_waits_for_its_plan_and_lets_others_pass(store: Store) -> None:
    plan = ask(store)
    played = store.runs.simulate(of_run=plan.id, who="陈")
    other = ask(store)
    claims = worker(store)
    assert claims.take().id == plan.id  # type: ignore[union-attr]
    assert claims.take().id == other.id  # type: ignore[union-attr]
    assert claims.take() is None
    claims.finish(plan.id, RunState.DONE, RESULT)
    assert claims.take().id == played.id  # type: ignore[union-attr]
    assert store.runs.get(played.id).data_id == "demo"


def test_what_a_simulation_needs_is_told_when_it_is_asked_for(store: Store) -> None:
    plan = ask(store)
    played = store.runs.simulate(of_run=plan.id, who="")
    with pytest.raises(AppError, match="no plan"):
        store.runs.simulate(of_run=played.id, who="")
    store.runs.stop(plan.id, "")
    with pytest.raises(AppError, match="left no result"):
        store.runs.simulate(of_run=plan.id, who="")
    with pytest.raises(AppError, match="needs a plan"):
        store.runs.simulate(data_id="demo", who="")
    alone = store.runs.simulate(data_id="demo", scenario_id="baseline", who="")
    assert alone.of_run is None and alone.kind is RunKind.SIMULATE


def test_inputs_that_are_not_there_are_told_when_the_run_is_asked_for(store: Store) -> None:
    with pytest.raises(AppError, match="no data set"):
        store.runs.match("dxxxxxxx", "baseline", who="")
    with pytest.raises(AppError, match="no scenario"):
        store.runs.match("demo", "nowhere", who="")
    with pytest.raises(AppError):
        store.runs.match("demo", "baseline", search=Search(method="magic"), who="")
    assert store.runs.all() == []


def test_a_finished_run_never_changes_again(store: Store) -> None:
    claims, run = worker(store), ask(store)
    claims.take()
    claims.report(run.id, [Report(0.5, "search", 0.1, "")])
    claims.finish(run.id, RunState.DONE, RESULT)
    done = store.runs.get(run.id)
    assert done.state is RunState.DONE and done.summary == {"pairings": 3} and done.has_result
    with pytest.raises(AppError, match="given up"):
        claims.finish(run.id, RunState.FAILED, trouble=Trouble("坏", "bad"))
    claims.report(run.id, [Report(9.9, "late", None, "")])
    store.runs.stop(run.id, "李")
    store.runs.reap()
    assert store.runs.get(run.id) == done
    assert [event.stage for event in store.runs.events(run.id)] == ["search"]


def test_stop_before_the_start_needs_no_worker(store: Store) -> None:
    run = store.runs.stop(ask(store).id, "李")
    assert run.state is RunState.STOPPED and not run.has_result and run.finished is not None
    assert worker(store).take() is None


def test_stop_while_running_is_a_wish_that_the_worker_reads(store: Store) -> None:
    claims, run = worker(store), ask(store)
    claims.take()
    assert not claims.to_stop(run.id)
    assert store.runs.stop(run.id, "李").state is RunState.RUNNING
    assert claims.to_stop(run.id) and store.runs.get(run.id).stop_asked


def test_events_come_in_order_and_from_where_one_left_off(store: Store) -> None:
    claims, run, other = worker(store), ask(store), ask(store)
    claims.take(), claims.take()
    claims.report(run.id, [Report(1.0, "bound", 0.1, "<= 9", None, 9.0, None)])
    claims.report(other.id, [Report(1.0, "other", None, "")])
    claims.report(run.id, [Report(2.0, "plan", 0.5, "8 <= 9", 8.0, 9.0, 1 / 9)])
    first, second = store.runs.events(run.id)
    assert (first.stage, first.best, first.bound) == ("bound", None, 9.0)
    assert (second.share, second.best, second.gap) == (0.5, 8.0, pytest.approx(1 / 9))
    assert store.runs.events(run.id, after=first.number) == [second]


def test_the_run_of_a_dead_process_is_lost_and_can_be_asked_for_again(store: Store) -> None:
    """A child process takes the run and ends without a word; its number lives no longer."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    claims, run = worker(store), ask(store)
    claims.take()
    assert store.runs.reap() == []
    with store.database.writing() as connection:
        connection.execute(update(WORKERS).values(pid=dead.pid))
    assert [lost.id for lost in store.runs.reap()] == [run.id]
    assert store.runs.get(run.id).state is RunState.LOST
    with pytest.raises(AppError, match="given up"):
        claims.finish(run.id, RunState.DONE, RESULT)
    again = store.runs.again(run.id, "李")
    assert again.again_of == run.id and again.settings == run.settings and again.who == "李"
    assert again.state is RunState.QUEUED and store.runs.get(run.id).state is RunState.LOST


@pytest.mark.parametrize(
    ("where", "silent_s", "lives"),
    [
        ("elsewhere", LOST_AFTER_S - 5, True),
        ("elsewhere", LOST_AFTER_S + 5, False),
        ("here", LOST_AFTER_S + 5, True),
        ("here", SURELY_LOST_AFTER_S + 5, False),
    ],
)
def test_silence_counts_less_where_the_process_can_be_seen(
    store: Store, where: str, silent_s: float, lives: bool
) -> None:
    """This process lives, so on this machine its number does; elsewhere only its beat tells."""
    with store.database.writing() as connection:
        now = store.database.now(connection)
        connection.execute(
            insert(WORKERS).values(
                id="w1", machine=machine() if where == "here" else "other", pid=os.getpid(),
                started=0.0, beat=now - silent_s,
            )
        )  # fmt: skip
    assert store.workers.alive() == (["w1"] if lives else [])


def test_only_so_many_workers_are_let_in(store: Store, url: str) -> None:
    """Eight register at once where two are allowed."""
    let_in: list[str | None] = []
    barrier = Barrier(8)

    def go() -> None:
        from app.runs.workers import Workers

        workers = Workers(Database(url))
        barrier.wait()
        let_in.append(workers.register(most=2))

    threads = [Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 8 and sum(name is not None for name in let_in) == 2


def test_runs_are_found_by_any_fingerprint_on_the_slide(store: Store) -> None:
    claims, run = worker(store), ask(store)
    claims.take()
    claims.finish(run.id, RunState.DONE, Result("a1" * 6, "b2" * 6, "c3" * 6, {}))
    for text in (run.id, "a1" * 6, "b2" * 6, "C3" * 6, f" {run.id.upper()} "):
        assert [found.id for found in store.runs.find(text)] == [run.id]
    assert store.runs.find("") == [] and store.runs.find("zz") == []


def test_runs_are_listed_the_newest_first_and_chosen_by_kind_and_state(store: Store) -> None:
    first, second = ask(store), ask(store)
    played = store.runs.simulate(of_run=first.id, who="")
    store.runs.stop(second.id, "")
    assert [r.id for r in store.runs.all()] == [played.id, second.id, first.id]
    assert [r.id for r in store.runs.all(kind=RunKind.SIMULATE)] == [played.id]
    assert [r.id for r in store.runs.all(states=[RunState.STOPPED])] == [second.id]
    assert len(store.runs.all(limit=1)) == 1


def test_two_users_at_once_lose_nothing(store: Store, url: str, tmp_path_factory) -> None:
    """Two desks on one store, each asking for 20 runs while the other does."""
    from app.runs.store import open_store

    desks = [open_store(store.home, url) for _ in range(2)]
    barrier = Barrier(2)

    def go(desk: Store, who: str) -> None:
        barrier.wait()
        for number in range(20):
            desk.runs.match("demo", "baseline", who=who, why=str(number))

    threads = [Thread(target=go, args=pair) for pair in zip(desks, ("陈", "李"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runs = store.runs.all()
    assert Counter(run.who for run in runs) == {"陈": 20, "李": 20}
    for who in ("陈", "李"):
        mine = [int(run.why) for run in reversed(runs) if run.who == who]
        assert mine == list(range(20))
