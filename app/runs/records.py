"""What the store hands out: frozen records of data sets, scenario versions, runs and events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from geodata.editing import Edit
from geodata.findings import Finding
from geodata.words import Lang

DEMO = "demo"
"""Id of the built-in data set: the shipped world as it is."""


class RunKind(StrEnum):
    """What a run computes."""

    MATCH = "match"
    SIMULATE = "simulate"
    STUDY = "study"


class RunState(StrEnum):
    """Where a run stands.  A finished run never changes again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    LOST = "lost"

    @property
    def finished(self) -> bool:
        """Whether nothing will change any more."""
        return self not in (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True)
class Trouble:
    """Why a run failed, in both languages, as it was said when it happened."""

    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def problem(self, lang: Lang = "zh") -> str:
        """What is wrong."""
        return self.problem_zh if lang == "zh" else self.problem_en

    def remedy(self, lang: Lang = "zh") -> str:
        """What the user can do about it; "" if nothing is known."""
        return self.remedy_zh if lang == "zh" else self.remedy_en


@dataclass(frozen=True)
class Run:
    """One computation, asked for once and written once.

    of_run: the match run whose plan a simulation plays, None = no plan; the simulation that a study
    looks into.  settings: as given (see `app.job.Search`, `app.runs.queue.Queue`).  again_of: the
    run this one repeats, "".  case_fingerprint, world_fingerprint: of the effective inputs;
    fingerprint: 12 hex digits of the result, "" until there is one.  summary: figures of the result
    for lists (plain values).
    started, finished: UTC; None = not yet.
    """

    id: str
    kind: RunKind
    state: RunState
    data_id: str
    scenario_id: str
    of_run: str | None
    settings: Mapping[str, Any]
    who: str
    why: str
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    stop_asked: bool = False
    again_of: str = ""
    case_fingerprint: str = ""
    world_fingerprint: str = ""
    fingerprint: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None
    worker: str = ""

    @property
    def has_result(self) -> bool:
        """Whether there is something to load: done, or stopped with the best so far kept."""
        return bool(self.fingerprint)

    @property
    def seconds(self) -> float | None:
        """From start to end; None where it has not ended or never began."""
        if self.started is None or self.finished is None:
            return None
        return (self.finished - self.started).total_seconds()


@dataclass(frozen=True)
class Event:
    """One report of progress.

    elapsed_s: since the run started.  share: 0..1 of the stage, None unknown.  best, bound: points;
    gap: share (see `matching.plan.relative_gap`); None where not known.
    """

    run_id: str
    number: int
    at: datetime
    elapsed_s: float
    stage: str
    share: float | None
    detail: str
    best: float | None = None
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class RecipeFile:
    """One uploaded file of a data set.  table: what it fills; None = recognised by its content."""

    name: str
    table: str | None = None


@dataclass(frozen=True)
class Recipe:
    """How a data set is made from its files over the shipped world; see `app.inputs.Inputs`."""

    files: tuple[RecipeFile, ...] = ()
    datum: str = "wgs84"
    headers: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()

    def text(self) -> str:
        """As JSON; `recipe_in` reads it back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def recipe_in(text: str) -> Recipe:
    """The recipe that `Recipe.text` wrote."""
    stored = json.loads(text)
    return Recipe(
        files=tuple(RecipeFile(**file) for file in stored["files"]),
        datum=stored["datum"],
        headers=stored["headers"],
        assume=stored["assume"],
        edits=tuple(Edit(**edit) for edit in stored["edits"]),
    )


@dataclass(frozen=True)
class DataSet:
    """Tables to plan with, checked once and kept.

    ready: no blockers, so that runs may use it; else a draft, which replaces nothing.  tables:
    those that come from its files, the others are the shipped ones.  parent: the data set it mends,
    "" none.
    """

    id: str
    name: str
    ready: bool
    blockers: int
    doubts: int
    world_fingerprint: str
    synthetic: bool
    recipe: Recipe
    tables: tuple[str, ...]
    parent: str
    who: str
    why: str
    created: datetime


@dataclass(frozen=True)
class Tick:
    """A doubt that somebody has looked at and accepted.  data_id: where it was ticked off."""

    data_id: str
    finding: str
    who: str
    note: str
    at: datetime


def finding_key(finding: Finding) -> str:
    """16 hex digits that name a finding: the same problem in the same cell has the same key."""
    parts = (
        finding.severity.value, finding.code, finding.table, finding.row, finding.column,
        finding.value,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ScenarioVersion:
    """One version of a what-if; a changed one is a new version, never the old one changed.

    id: of the shipped library its name.  number: 1, 2, .. of this name.  toml: its own text,
    without its parent's.
    """

    id: str
    name: str
    number: int
    parent_id: str
    toml: str
    shipped: bool
    title_zh: str
    title_en: str
    who: str
    why: str
    created: datetime | None

    def title(self, lang: Lang = "zh") -> str:
        """What it is called on screen; its name where it has no title."""
        return (self.title_zh if lang == "zh" else self.title_en) or self.name
