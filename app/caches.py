"""What all visitors share: the store, worlds and finished runs, read once and never changed.

Everything here is immutable and keyed by id (a run, a data set and a scenario version never change
once written), so two visitors can hold the same object.  Whatever belongs to one visitor lives in
`app.state`.
"""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from app.runs.home import default_home
from app.runs.store import Store, open_store

if TYPE_CHECKING:
    import pandas as pd

    from app.runs.records import DataSet, Run, RunKind, ScenarioVersion
    from app.runs.results import LoadedRun
    from geodata.words import Lang
    from geodata.world import World
    from scenarios.case import Case
    from scenarios.scenario import Scenario


def store() -> Store:
    """The one store of this process; another home or database is another one."""
    return _store(str(default_home()), os.environ.get("DOUBLETRANSFER_STORE", ""))


@st.cache_resource(show_spinner=False)
def _store(home: str, url: str) -> Store:
    # Both are read again inside; they stand here so that the cache knows one store from another.
    del home, url
    return open_store()


# Small records are asked for many times in every run of a page; Streamlit's own cache would take
# longer to name them than the page to use them.


@lru_cache(maxsize=2000)
def _version(home: str, scenario_id: str) -> ScenarioVersion:
    del home
    return store().scenarios.get(scenario_id)


def version(scenario_id: str) -> ScenarioVersion:
    """The record of a version of a scenario.  Raises ScenarioError for one that is not there."""
    return _version(str(default_home()), scenario_id)


@lru_cache(maxsize=500)
def _data(home: str, data_id: str) -> DataSet:
    del home
    return store().data.get(data_id)


def data(data_id: str) -> DataSet:
    """The record of a data set.  Raises AppError "no_data_set"."""
    return _data(str(default_home()), data_id)


@lru_cache(maxsize=2000)
def _data_of(home: str, run_id: str) -> str:
    del home
    return store().runs.get(run_id).data_id


def data_of(run_id: str) -> str:
    """The data set that a run was asked for on.  Raises AppError "no_run"."""
    return _data_of(str(default_home()), run_id)


@st.cache_resource(show_spinner=False, max_entries=16, ttl=1.0)
def _finished(home: str, kind: RunKind) -> list[Run]:
    del home
    return [run for run in store().runs.all(kind=kind) if run.has_result]


def finished(kind: RunKind) -> list[Run]:
    """Runs with something to show, newest first; at most a second old."""
    return _finished(str(default_home()), kind)


@st.cache_resource(show_spinner=False)
def warm() -> bool:
    """Load what every page needs, once; whoever asks meanwhile waits for it."""
    from geodata.boundaries import cities, counties
    from geodata.shipped import shipped_world

    import_module("app.views.maps")
    cities()
    counties()
    shipped_world()
    _settle()
    return True


def _settle() -> None:
    """Take all that lives now out of the garbage collector's sight: much was loaded, to stay.

    Else everybody waits while the collector looks through some 100,000 objects of libraries, again
    and again.  What was taken out before comes back first, for part of it may be garbage by now.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False, max_entries=4)
def _world(fingerprint: str, data_id: str) -> World:
    del fingerprint
    return store().data.world(data_id)


def world(data_id: str) -> World:
    """The world of a data set, drafts included."""
    return _world(data(data_id).world_fingerprint, data_id)


@st.cache_resource(show_spinner=False, max_entries=64)
def _scenario(home: str, scenario_id: str) -> Scenario:
    del home
    return store().scenarios.load(scenario_id)


def scenario(scenario_id: str) -> Scenario:
    """A version of a scenario with its line of parents."""
    return _scenario(str(default_home()), scenario_id)


@st.cache_resource(show_spinner=False, max_entries=8)
def _case(home: str, fingerprint: str, data_id: str, scenario_id: str) -> Case:
    from scenarios.build import build_case

    del home, fingerprint
    return build_case(scenario(scenario_id), world(data_id))


def case(data_id: str, scenario_id: str) -> Case:
    """Effective inputs of a scenario on a data set.  Raises ScenarioError where it does not fit."""
    fingerprint = data(data_id).world_fingerprint
    return _case(str(default_home()), fingerprint, data_id, scenario_id)


@st.cache_resource(show_spinner=False, max_entries=12)
def _loaded(home: str, run_id: str) -> LoadedRun:
    from app.runs.results import load_run

    del home
    run = load_run(store(), run_id)
    _settle()
    return run


def loaded(run_id: str) -> LoadedRun:
    """A finished run with its tables.  Raises AppError: no_run, run_unfinished, run_damaged."""
    return _loaded(str(default_home()), run_id)


@st.cache_data(show_spinner=False, max_entries=32)
def _names(home: str, fingerprint: str, data_id: str, table: str, key: str, lang: Lang) -> dict:
    del home, fingerprint
    return names_of(world(data_id)[table], key, lang)


def names(data_id: str, table: str, key: str, lang: Lang) -> dict[str, str]:
    """Code -> name of a table of a data set, in the visitor's language."""
    fingerprint = data(data_id).world_fingerprint
    return _names(str(default_home()), fingerprint, data_id, table, key, lang)


def names_of(frame: pd.DataFrame, key: str, lang: Lang) -> dict[str, str]:
    """Code -> name; the other language, then the code, stands in where a name is missing."""
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    one = frame[first].where(frame[first].notna() & (frame[first] != ""), frame[second])
    one = one.where(one.notna() & (one != ""), frame[key])
    return dict(zip(frame[key].astype(str), one.astype(str), strict=True))
