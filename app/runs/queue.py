"""Runs as people see them: ask for one, watch it, stop it, find it again.  (Workers: `claims`.)"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from app.errors import AppError
from app.job import Search
from app.runs.data_sets import DataSets
from app.runs.database import Database, moment
from app.runs.ids import new_id
from app.runs.records import Event, Run, RunKind, RunState, Trouble
from app.runs.schema import EVENTS, RUNS, WORKERS
from app.runs.versions import Versions
from app.runs.workers import Workers

if TYPE_CHECKING:
    from simulation.parameters import Parameters

OPEN = (RunState.QUEUED.value, RunState.RUNNING.value)


class Queue:
    """What `Store.runs` is."""

    def __init__(self, database: Database, data: DataSets, scenarios: Versions, workers: Workers):
        self._database = database
        self._data = data
        self._scenarios = scenarios
        self._workers = workers

    # -- asking --------------------------------------------------------------------------------

    def match(
        self, data_id: str, scenario_id: str, *, search: Search | None = None, who: str,
        why: str = "",
    ) -> Run:  # fmt: skip
        """Ask for a plan.  Raises AppError: data set or scenario not there, data not ready, an
        unknown method; ScenarioError for a scenario that no longer loads."""
        search = search or Search()
        search.check()
        self._check(data_id, scenario_id)
        return self._add(RunKind.MATCH, data_id, scenario_id, None, asdict(search), who, why)

    def simulate(
        self, *, of_run: str | None = None, data_id: str | None = None,
        scenario_id: str | None = None, replications: int = 1000, seed: int | None = None,
        threads: int = 2, parameters: Parameters | None = None, who: str, why: str = "",
    ) -> Run:  # fmt: skip
        """Ask for a simulation of the plan of a match run, or, without one, of no plan at all.

        of_run: may still be waiting; the simulation then waits for it.  data_id and scenario_id:
        needed where there is no of_run, and its own where there is.  Raises AppError as `match`.
        """
        if of_run is not None:
            plan = self.get(of_run)
            if plan.kind is not RunKind.MATCH:
                raise AppError("run_has_no_plan", value=of_run)
            if plan.state.finished and not plan.has_result:
                raise AppError("run_without_result", value=of_run)
            data_id, scenario_id = plan.data_id, plan.scenario_id
        if data_id is None or scenario_id is None:
            raise AppError("simulation_of_nothing")
        self._check(data_id, scenario_id)
        settings = {
            "replications": replications, "seed": seed, "threads": threads,
            "parameters": None if parameters is None else parameters.model_dump(mode="json"),
        }  # fmt: skip
        return self._add(RunKind.SIMULATE, data_id, scenario_id, of_run, settings, who, why)

    def study(
        self, of_run: str, indicator: str, year: int, *, replications: int = 200, threads: int = 2,
        names: Sequence[str] = (), who: str, why: str = "",
    ) -> Run:  # fmt: skip
        """Ask what moves an indicator of a simulation in a year, each factor moved alone.

        names: only these levers and assumptions; all if empty.  Raises AppError
        "run_has_no_outcome", "run_without_result", and as `match`.
        """
        played = self.get(of_run)
        if played.kind is not RunKind.SIMULATE:
            raise AppError("run_has_no_outcome", value=of_run)
        if played.state.finished and not played.has_result:
            raise AppError("run_without_result", value=of_run)
        self._check(played.data_id, played.scenario_id)
        settings = {
            "indicator": indicator, "year": year, "replications": replications,
            "threads": threads, "names": list(names),
        }  # fmt: skip
        return self._add(
            RunKind.STUDY, played.data_id, played.scenario_id, of_run, settings, who, why
        )

    def studies(self, of_run: str) -> list[Run]:
        """Studies of a simulation, the newest first, in whatever state."""
        query = select(RUNS).where(RUNS.c.of_run == of_run, RUNS.c.kind == RunKind.STUDY.value)
        return self._records(query.order_by(RUNS.c.number.desc()))

    def again(self, run_id: str, who: str, why: str = "") -> Run:
        """Ask for the same once more, as a new run; the old one stays as it is."""
        old = self.get(run_id)
        self._check(old.data_id, old.scenario_id)
        return self._add(
            old.kind, old.data_id, old.scenario_id, old.of_run, dict(old.settings), who,
            why or old.why, again_of=run_id,
        )  # fmt: skip

    def stop(self, run_id: str, who: str) -> Run:
        """Ask a run to stop.  One that waits is stopped at once; one that runs keeps its best.

        A finished run stays as it is.  Raises AppError "no_run".
        """
        self.get(run_id)
        with self._database.writing() as connection:
            this = RUNS.c.id == run_id
            waiting = update(RUNS).where(this, RUNS.c.state == RunState.QUEUED.value)
            connection.execute(
                waiting.values(
                    state=RunState.STOPPED.value, stop_asked=True, stop_who=who,
                    finished=self._database.now(connection),
                )
            )  # fmt: skip
            running = update(RUNS).where(this, RUNS.c.state == RunState.RUNNING.value)
            connection.execute(running.values(stop_asked=True, stop_who=who))
        return self.get(run_id)

    # -- looking -------------------------------------------------------------------------------

    def get(self, run_id: str) -> Run:
        """One run.  Raises AppError "no_run"."""
        found = self._records(select(RUNS).where(RUNS.c.id == run_id))
        if not found:
            raise AppError("no_run", value=run_id)
        return found[0]

    def all(
        self, kind: RunKind | None = None, states: Iterable[RunState] | None = None,
        limit: int = 200,
    ) -> list[Run]:  # fmt: skip
        """The newest runs first."""
        query = select(RUNS).order_by(RUNS.c.number.desc()).limit(limit)
        if kind is not None:
            query = query.where(RUNS.c.kind == kind.value)
        if states is not None:
            query = query.where(RUNS.c.state.in_([state.value for state in states]))
        return self._records(query)

    def find(self, text: str) -> list[Run]:
        """Runs with this id or this fingerprint (of the result, the case or the data)."""
        said = text.strip().lower()
        if not said:
            return []
        named = (RUNS.c.id, RUNS.c.fingerprint, RUNS.c.case_fingerprint, RUNS.c.world_fingerprint)
        query = select(RUNS).where(or_(*(column == said for column in named)))
        return self._records(query.order_by(RUNS.c.number.desc()))

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Progress of a run in order; `after`: only events with a larger number."""
        query = select(EVENTS).where(EVENTS.c.run_id == run_id, EVENTS.c.number > after)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.number)).mappings()
            return [_event(row) for row in rows]

    def queue(self) -> list[Run]:
        """Runs that are running, then those that wait, in the order in which they are taken."""
        waiting = select(RUNS).where(RUNS.c.state.in_(OPEN)).order_by(RUNS.c.number)
        return sorted(self._records(waiting), key=lambda run: run.state is RunState.QUEUED)

    def position(self, run_id: str) -> int:
        """1 = next to be taken, 2 = after that one, ..; 0 where it does not wait."""
        waiting = [run.id for run in self.queue() if run.state is RunState.QUEUED]
        return waiting.index(run_id) + 1 if run_id in waiting else 0

    # -- tidying -------------------------------------------------------------------------------

    def reap(self) -> list[Run]:
        """Runs of workers that died become lost, and the workers are struck off.  Returns them."""
        # Every look at a page comes here: only where somebody died is the lock taken.
        with self._database.reading() as connection:
            dead, lost = self._dead(connection)
        if not dead and not lost:
            return []
        with self._database.writing() as connection:
            dead, lost = self._dead(connection)
            connection.execute(
                update(RUNS).where(RUNS.c.id.in_(lost)).values(
                    state=RunState.LOST.value, finished=self._database.now(connection)
                )
            )  # fmt: skip
            connection.execute(WORKERS.delete().where(WORKERS.c.id.in_(dead)))
        return [self.get(run_id) for run_id in lost]

    def _dead(self, connection: Connection) -> tuple[list[str], list[str]]:
        """Workers that died, and the runs that nobody who lives is at."""
        dead = self._workers.dead(connection)
        known = select(WORKERS.c.id).where(WORKERS.c.id.not_in(dead))
        gone = select(RUNS.c.id).where(
            RUNS.c.state == RunState.RUNNING.value, RUNS.c.worker.not_in(known)
        )
        return dead, list(connection.scalars(gone))

    def _check(self, data_id: str, scenario_id: str) -> None:
        data = self._data.get(data_id)
        if not data.ready:
            raise AppError("data_not_ready", name=data.name, blockers=data.blockers)
        self._scenarios.load(scenario_id)

    def _add(
        self, kind: RunKind, data_id: str, scenario_id: str, of_run: str | None,
        settings: dict[str, Any], who: str, why: str, again_of: str = "",
    ) -> Run:  # fmt: skip
        run_id = new_id("r")
        with self._database.writing() as connection:
            connection.execute(
                insert(RUNS).values(
                    id=run_id, kind=kind.value, state=RunState.QUEUED.value, data_id=data_id,
                    scenario_id=scenario_id, of_run=of_run, settings=json.dumps(settings),
                    who=who, why=why, again_of=again_of, created=self._database.now(connection),
                )
            )  # fmt: skip
        return self.get(run_id)

    def _records(self, query: Any) -> list[Run]:
        with self._database.reading() as connection:
            return [run_record(row) for row in connection.execute(query).mappings()]


def run_record(row: RowMapping) -> Run:
    """A line of the table of runs as a record."""
    return Run(
        id=row["id"],
        kind=RunKind(row["kind"]),
        state=RunState(row["state"]),
        data_id=row["data_id"],
        scenario_id=row["scenario_id"],
        of_run=row["of_run"],
        settings=json.loads(row["settings"]),
        who=row["who"],
        why=row["why"],
        created=moment(row["created"]),
        started=None if row["started"] is None else moment(row["started"]),
        finished=None if row["finished"] is None else moment(row["finished"]),
        stop_asked=row["stop_asked"],
        again_of=row["again_of"],
        case_fingerprint=row["case_fingerprint"],
        world_fingerprint=row["world_fingerprint"],
        fingerprint=row["fingerprint"],
        summary=json.loads(row["summary"]),
        trouble=None if row["trouble"] is None else Trouble(**json.loads(row["trouble"])),
        worker=row["worker"],
    )


def _event(row: RowMapping) -> Event:
    return Event(
        run_id=row["run_id"], number=row["number"], at=moment(row["at"]),
        elapsed_s=row["elapsed_s"], stage=row["stage"], share=row["share"],
        detail=row["detail"], best=row["best"], bound=row["bound"], gap=row["gap"],
    )  # fmt: skip
