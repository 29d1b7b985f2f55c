"""What a worker does with one run: compute, write the folder, tell the store how it ended."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from app import job
from app.errors import AppError
from app.runs.claims import Claims, Result
from app.runs.folders import new_folder
from app.runs.record_files import write_match, write_simulation
from app.runs.records import Run, RunKind, RunState
from app.runs.relay import Relay
from app.runs.results import load_run
from app.runs.store import Store
from app.runs.studies import study, write_study
from app.runs.troubles import trouble_of
from geodata.findings import blockers

if TYPE_CHECKING:
    from scenarios.case import Case

LOG = logging.getLogger(__name__)
PATIENCE_S = 120.0
RETRY_EVERY_S = 1.0


class StoppedEarly(Exception):
    """Somebody asked to stop before there was anything to keep."""


@dataclass(frozen=True)
class Finished:
    """A computed run, its folder still to be written: `write` fills it."""

    state: RunState
    result: Result


def perform(
    run: Run, store: Store, claims: Claims, stop: threading.Event | None = None
) -> RunState:
    """Compute a claimed run and write its end.  Returns how it ended.

    stop: set from outside (the worker itself is asked to leave); counts as Stop.  Never raises for
    what goes wrong in the run: that becomes its trouble, and the log has the traceback.
    """
    folder = store.home.results / run.id
    relay = Relay(claims, store.workers, run.id, stop)
    try:
        with relay:
            finished = _compute(run, store, relay, folder)
        patiently(lambda: claims.finish(run.id, finished.state, finished.result))
        return finished.state
    except StoppedEarly:
        return _end(run, claims, RunState.STOPPED)
    except Exception as error:
        LOG.exception("run %s failed", run.id)
        # A folder without its line in the store would stand in the way of nobody, but it is waste.
        shutil.rmtree(folder, ignore_errors=True)
        return _end(run, claims, RunState.FAILED, error)


def patiently(step: Callable[[], None], seconds: float = PATIENCE_S) -> None:
    """Do a step in the store, again and again while the database is away, for so long.

    A result of an hour must not be thrown away because a server restarts.  Raises what the last
    attempt raised.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return step()
        except OperationalError:
            if time.monotonic() >= end:
                raise
            LOG.exception("the store did not answer; trying again")
            time.sleep(RETRY_EVERY_S)


def _compute(run: Run, store: Store, relay: Relay, folder: Path) -> Finished:
    makers = {
        RunKind.MATCH: _match, RunKind.SIMULATE: _simulate, RunKind.STUDY: _study,
    }  # fmt: skip
    return makers[run.kind](run, store, relay, folder)


def _end(run: Run, claims: Claims, state: RunState, error: Exception | None = None) -> RunState:
    try:
        trouble = None if error is None else trouble_of(error)
        patiently(lambda: claims.finish(run.id, state, trouble=trouble))
    except AppError:
        LOG.warning("run %s was given up for lost before it ended", run.id)
        return RunState.LOST
    return state


def _match(run: Run, store: Store, relay: Relay, folder: Path) -> Finished:
    from matching.build import build_problem

    search = job.Search(**run.settings)
    search.check()
    case = _case(run, store, relay)
    problem = build_problem(case, relay.tell)
    _go_on(relay)
    solved = job.solve_problem(problem, search, relay.tell, relay.stop)
    relay.tell("exports", None, "")
    scenario = store.scenarios.load(run.scenario_id)
    with new_folder(folder) as new:
        result = write_match(run, solved, problem, scenario, relay.trace, new)
    return Finished(RunState.STOPPED if solved.interrupted else RunState.DONE, result)


def _simulate(run: Run, store: Store, relay: Relay, folder: Path) -> Finished:
    from simulation.inputs import build_inputs
    from simulation.parameters import Parameters
    from simulation.run import simulate

    settings = run.settings
    given = settings["parameters"]
    parameters = Parameters() if given is None else Parameters.model_validate(given)
    relay.tell("load", None, "")
    plan = None if run.of_run is None else load_run(store, run.of_run)
    case = _case(run, store, relay) if plan is None else plan.case
    placements = None if plan is None else plan.table("placements")
    inputs = build_inputs(case, placements, parameters, progress=relay.tell)
    _go_on(relay)
    with _stoppable(relay):
        outcome = simulate(
            inputs, settings["replications"], settings["seed"], settings["threads"],
            progress=relay.tell, stop=relay.stop,
        )  # fmt: skip
    relay.tell("exports", None, "")
    scenario = store.scenarios.load(run.scenario_id) if plan is None else plan.scenario
    with new_folder(folder) as new:
        result = write_simulation(
            run, inputs, outcome, scenario, case if plan is None else None, new
        )
    whole = len(outcome) == settings["replications"]
    return Finished(RunState.DONE if whole else RunState.STOPPED, result)


def _study(run: Run, store: Store, relay: Relay, folder: Path) -> Finished:
    assert run.of_run is not None, "a study is of a simulation"
    relay.tell("load", None, "")
    played = load_run(store, run.of_run)
    _go_on(relay)
    with _stoppable(relay):
        found, left_out = study(played, run, relay.tell, relay.stop)
    relay.tell("exports", None, "")
    with new_folder(folder) as new:
        result = write_study(run, found, left_out, played, new)
    return Finished(RunState.DONE if found.complete else RunState.STOPPED, result)


@contextmanager
def _stoppable(relay: Relay) -> Iterator[None]:
    """A simulation that says it was stopped before it had anything ends the run without trouble."""
    from simulation.faults import SimulationError

    try:
        yield
    except SimulationError as error:
        if relay.stop.is_set() and {p.code for p in error.problems} == {"stopped"}:
            raise StoppedEarly from error
        raise


def _case(run: Run, store: Store, relay: Relay) -> Case:
    """Data set and scenario as effective inputs.  Raises Blocked, ScenarioError, AppError."""
    from scenarios.build import build_case

    relay.tell("load", None, "")
    world = store.data.world(run.data_id)
    if blockers(world.findings):
        raise job.Blocked(world.findings)
    _go_on(relay)
    return build_case(store.scenarios.load(run.scenario_id), world)


def _go_on(relay: Relay) -> None:
    if relay.stop.is_set():
        raise StoppedEarly
