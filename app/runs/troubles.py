"""Exceptions of a run as sentences in both languages, so that they can be kept and shown later."""

from __future__ import annotations

from app import job
from app.errors import AppError
from app.runs.records import Trouble
from geodata.findings import blockers
from geodata.words import say
from scenarios.faults import ScenarioError
from simulation.faults import SimulationError


def trouble_of(error: BaseException) -> Trouble:
    """What to tell the planner of an exception; one that nobody foresaw names the worker's log."""
    if isinstance(error, AppError):
        return Trouble(
            error.problem("zh"), error.problem("en"), error.remedy("zh"), error.remedy("en")
        )
    if isinstance(error, ScenarioError):
        return _with_remedy(error.text("zh"), error.text("en"), "scenario")
    if isinstance(error, SimulationError):
        return _with_remedy(error.text("zh"), error.text("en"), "simulation")
    if isinstance(error, job.Blocked):
        count = len(blockers(error.findings))
        return trouble_of(AppError("data_not_ready", name="-", blockers=count))
    if isinstance(error, OSError):
        return trouble_of(AppError("system", reason=error))
    if isinstance(error, MemoryError):
        return trouble_of(AppError("run_memory"))
    return trouble_of(AppError("run_unexpected", reason=f"{type(error).__name__}: {error}"))


def _with_remedy(zh: str, en: str, what: str) -> Trouble:
    key = f"runs.remedy.{what}"
    return Trouble(zh, en, say(key, "zh"), say(key, "en"))
