"""Runs as workers see them: take the next one, report progress, write the end.  Each is one step.

Every step asks that the run still is this worker's and still runs, so that a finished run is never
touched again and a worker that was given up for dead cannot overwrite what came after it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, or_, select, update

from app.errors import AppError
from app.runs.database import Database
from app.runs.queue import OPEN, run_record
from app.runs.records import Run, RunState, Trouble
from app.runs.schema import EVENTS, RUNS


@dataclass(frozen=True)
class Report:
    """One report of progress before it has a number.  See `app.runs.records.Event`."""

    elapsed_s: float
    stage: str
    share: float | None
    detail: str
    best: float | None = None
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Result:
    """What is written down of a result: its fingerprints and the figures for lists."""

    case_fingerprint: str
    world_fingerprint: str
    fingerprint: str
    summary: Mapping[str, Any]


class Claims:
    """The queue, seen by one worker."""

    def __init__(self, database: Database, worker: str):
        self._database = database
        self.worker = worker

    def take(self) -> Run | None:
        """The run that waits longest, now this worker's; None where nothing can be done.

        A simulation of a plan that is not finished yet is passed over.
        """
        plans = RUNS.alias("plans")
        unfinished = select(plans.c.id).where(plans.c.state.in_(OPEN))
        ready = or_(RUNS.c.of_run.is_(None), RUNS.c.of_run.not_in(unfinished))
        first = (
            select(RUNS.c.id)
            .where(RUNS.c.state == RunState.QUEUED.value, ready)
            .order_by(RUNS.c.number)
            .limit(1)
        )
        with self._database.reading() as connection:
            if connection.scalar(first) is None:
                return None
        with self._database.writing() as connection:
            chosen = connection.scalar(first.with_for_update(skip_locked=True))
            if chosen is None:
                return None
            waiting = RUNS.c.state == RunState.QUEUED.value
            connection.execute(
                update(RUNS).where(RUNS.c.id == chosen, waiting).values(
                    state=RunState.RUNNING.value, worker=self.worker,
                    started=self._database.now(connection),
                )
            )  # fmt: skip
            row = connection.execute(select(RUNS).where(RUNS.c.id == chosen)).mappings().one()
        return run_record(row)

    def report(self, run_id: str, reports: Sequence[Report]) -> None:
        """Append events; nothing where the run is no longer this worker's."""
        if not reports:
            return
        with self._database.writing() as connection:
            if connection.scalar(select(RUNS.c.id).where(*self._mine(run_id))) is None:
                return
            now = self._database.now(connection)
            rows = [{"run_id": run_id, "at": now, **asdict(one)} for one in reports]
            connection.execute(insert(EVENTS), rows)

    def to_stop(self, run_id: str) -> bool:
        """Whether to end now: somebody asked, or the run was given up for lost."""
        with self._database.reading() as connection:
            asked = connection.scalar(select(RUNS.c.stop_asked).where(*self._mine(run_id)))
        return asked is None or bool(asked)

    def finish(
        self, run_id: str, state: RunState, result: Result | None = None,
        trouble: Trouble | None = None,
    ) -> None:  # fmt: skip
        """Write the end of a run.  Raises AppError "run_not_mine" where it was given up."""
        values: dict[str, Any] = {"state": state.value}
        if result is not None:
            values |= asdict(result) | {"summary": json.dumps(dict(result.summary))}
        if trouble is not None:
            values["trouble"] = json.dumps(asdict(trouble), ensure_ascii=False)
        with self._database.writing() as connection:
            values["finished"] = self._database.now(connection)
            done = connection.execute(update(RUNS).where(*self._mine(run_id)).values(values))
            if done.rowcount != 1:
                raise AppError("run_not_mine", value=run_id)

    def _mine(self, run_id: str) -> tuple[Any, ...]:
        return (
            RUNS.c.id == run_id,
            RUNS.c.state == RunState.RUNNING.value,
            RUNS.c.worker == self.worker,
        )
