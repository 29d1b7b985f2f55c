"""Results read back: everything of a finished run, each part when it is first asked for."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from app.errors import AppError
from app.exports.json import TABLES, plan_of
from app.runs.findings import finding_in
from app.runs.folders import check_folder, verify_folder
from app.runs.frames import read_frame
from app.runs.record_files import (
    CASE,
    DOUBTS,
    FINDINGS,
    OUTCOME,
    PAIRS,
    PARAMETERS,
    PLAN,
    PLAN_HEAD,
    RUN,
    SCENARIO,
    TABLE_FOLDER,
)
from app.runs.records import Run, RunKind
from app.runs.studies import read_study
from app.runs.worlds import read_case
from geodata.findings import Finding
from geodata.tables import ALL
from geodata.world import World
from matching.pair_reasons import PairReasons
from scenarios.case import Case
from scenarios.scenario import Scenario, scenario_from

if TYPE_CHECKING:
    from app.runs.store import Store
    from matching.plan import Plan
    from simulation.inputs import Doubt
    from simulation.outcome import Outcome
    from simulation.parameters import Parameters
    from simulation.sensitivity_tornado import Sensitivity


@dataclass(frozen=True, eq=False)
class LoadedRun:
    """A finished run and its folder.  Nothing in it changes: keep it as long as you like.

    match: the run whose plan a simulation played, None for a match run or a simulation of no plan;
    of a study the simulation it looks into.
    Tables are shared between callers: copy before changing.  Every part raises AppError
    "kept_damaged" where its file cannot be read, "run_has_no_plan", "run_has_no_outcome" or
    "run_has_no_study" where the kind of run has no such part.
    """

    run: Run
    folder: Path
    match: LoadedRun | None = None

    # -- of every run --------------------------------------------------------------------------

    @cached_property
    def case(self) -> Case:
        """The effective inputs, levers applied, with the fingerprint they had."""
        if self.match is not None:
            return self.match.case
        return read_case(self.folder / CASE)

    @property
    def world(self) -> World:
        """The world with levers applied."""
        return self.case.world

    @cached_property
    def scenario(self) -> Scenario:
        """The what-if with its line of parents, as it was when the run was made."""
        above: Scenario | None = None
        for one in self._json(SCENARIO):
            above = scenario_from(tomllib.loads(one["toml"]), one["name"], above=above)
        if above is None:
            raise AppError("kept_damaged", folder=self.folder.name, reason=SCENARIO)
        return above

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Who asked for what, when and why, and versions of the programs that computed it."""
        return self._json(RUN)

    def table(self, name: str) -> pd.DataFrame:
        """One table by name, without reading the whole plan.

        Of a match run (a simulation asks the run it played): placements, limits, rules, unmatched,
        terms, alternatives, forgone, obstacles (`matching.plan`), pairings
        (`app.runs.pairings.PAIRING_COLUMNS`), flows (`app.flows.FLOW_COLUMNS`), trace
        (`record_files.TRACE_COLUMNS`).  Of every run: the tables of the world, levers applied.
        Raises KeyError for a name that is none of these.
        """
        if name in ALL:
            if self.match is not None:
                return self.match.table(name)
            return self._frame(Path(CASE) / f"{name}.parquet")
        source = self._plan_holder
        if not (source.folder / TABLE_FOLDER / f"{name}.parquet").is_file():
            raise KeyError(name)
        return source._frame(Path(TABLE_FOLDER) / f"{name}.parquet")

    # -- of a match run, or of the one that was played -----------------------------------------

    @property
    def plan_path(self) -> Path:
        """plan.json, as `doubletransfer check` and the exports read it."""
        return self._plan_holder.folder / PLAN

    @cached_property
    def plan(self) -> Plan:
        """The plan with all its tables."""
        holder = self._plan_holder
        tables = {name: holder.table(name) for name in TABLES}
        return plan_of(holder._json(PLAN_HEAD), tables, PLAN_HEAD)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Doubts met while the problem was built (those of the world are in `world.findings`)."""
        return tuple(finding_in(stored) for stored in self._plan_holder._json(FINDINGS))

    @cached_property
    def pairs(self) -> PairReasons:
        """Why each enterprise may or may not go to each park, and what it would be worth."""
        file = self._plan_holder.folder / PAIRS
        try:
            return PairReasons.load(file)
        except (OSError, ValueError, KeyError) as error:
            raise AppError("kept_damaged", folder=self.folder.name, reason=PAIRS) from error

    def why_not(self, enterprise_id: str) -> pd.DataFrame:
        """One row a park, see `PairReasons.of`.  Raises KeyError for an unknown enterprise."""
        return self.pairs.of(enterprise_id)

    # -- of a simulation -----------------------------------------------------------------------

    @cached_property
    def outcome(self) -> Outcome:
        """What happened in the replications."""
        from simulation.outcome import Outcome

        self._need(RunKind.SIMULATE, "run_has_no_outcome")
        return Outcome.load(self.folder / OUTCOME)

    @cached_property
    def parameters(self) -> Parameters:
        """What the simulation assumed, with who changed it."""
        from simulation.parameters import Parameters

        self._need(RunKind.SIMULATE, "run_has_no_outcome")
        return Parameters.model_validate(self._json(PARAMETERS))

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """What the simulation had to assume about the tables."""
        from simulation.inputs import Doubt

        self._need(RunKind.SIMULATE, "run_has_no_outcome")
        return tuple(Doubt(**one) for one in self._json(DOUBTS))

    # -- of a study ----------------------------------------------------------------------------

    @cached_property
    def study(self) -> Sensitivity:
        """What moves an indicator of the simulation."""
        self._need(RunKind.STUDY, "run_has_no_study")
        try:
            return read_study(self.folder)[0]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AppError("kept_damaged", folder=self.folder.name, reason="study") from error

    # ------------------------------------------------------------------------------------------

    @property
    def _plan_holder(self) -> LoadedRun:
        if self.run.kind is RunKind.MATCH:
            return self
        if self.match is None:
            raise AppError("run_has_no_plan", value=self.run.id)
        return self.match._plan_holder

    @cached_property
    def _frames(self) -> dict[Path, pd.DataFrame]:
        return {}

    def _frame(self, file: Path) -> pd.DataFrame:
        if file not in self._frames:
            try:
                self._frames[file] = read_frame(self.folder / file)
            except (OSError, ValueError) as error:
                raise AppError("kept_damaged", folder=self.folder.name, reason=file) from error
        return self._frames[file]

    def _json(self, file: str) -> Any:
        try:
            return json.loads((self.folder / file).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise AppError("kept_damaged", folder=self.folder.name, reason=file) from error

    def _need(self, kind: RunKind, code: str) -> None:
        if self.run.kind is not kind:
            raise AppError(code, value=self.run.id)


def load_run(store: Store, run_id: str, *, verify: bool = False) -> LoadedRun:
    """A run with a result.

    verify: read every byte and compare it with what was written; otherwise only that every file is
    there with its size.  Raises AppError: "no_run", "run_unfinished", "run_without_result",
    "kept_damaged".
    """
    run = store.runs.get(run_id)
    if not run.state.finished:
        raise AppError("run_unfinished", value=run_id)
    if not run.has_result:
        raise AppError("run_without_result", value=run_id)
    folder = store.home.results / run.id
    (verify_folder if verify else check_folder)(folder)
    match = None if run.of_run is None else load_run(store, run.of_run, verify=verify)
    return LoadedRun(run, folder, match)
