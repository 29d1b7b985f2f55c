"""Store: the door to everything the desk keeps.

store = open_store()                                   # ~/.doubletransfer, SQLite
run = store.runs.match("demo", "baseline", who="Chen", why="for the March meeting")
ensure_worker(store)                                   # app.runs.start
store.runs.events(run.id) ...                          # until store.runs.get(run.id).state.finished
load_run(store, run.id).plan                           # app.runs.results
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from sqlalchemy import delete, insert, select

from app.runs.data_sets import DataSets
from app.runs.database import Database
from app.runs.home import Home, default_home
from app.runs.queue import Queue
from app.runs.schema import DATA_SETS, RUNS, SCENARIOS, SETTINGS, TICKS
from app.runs.versions import Versions
from app.runs.workers import Workers


class Store:
    """An opened store; threads and sessions of one process share it.

    data: data sets.  scenarios: versions of what-ifs.  runs: the queue and the record.  workers:
    who computes, and whether they are alive.
    """

    def __init__(self, home: Home, database: Database):
        self.home = home
        self.database = database

    @cached_property
    def data(self) -> DataSets:
        """Data sets, and the doubts ticked off."""
        return DataSets(self.database, self.home)

    @cached_property
    def scenarios(self) -> Versions:
        """The library and every version made on screen."""
        return Versions(self.database)

    @cached_property
    def runs(self) -> Queue:
        """Runs: waiting, running and finished."""
        return Queue(self.database, self.data, self.scenarios, self.workers)

    @cached_property
    def workers(self) -> Workers:
        """Processes that take runs from the queue."""
        return Workers(self.database)

    def setting(self, key: str) -> str | None:
        """A setting of the desk, None where it was never set."""
        with self.database.reading() as connection:
            return connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.key == key))

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the desk."""
        with self.database.writing() as connection:
            connection.execute(delete(SETTINGS).where(SETTINGS.c.key == key))
            connection.execute(insert(SETTINGS).values(key=key, value=value))

    def people(self) -> list[str]:
        """Every name that ever signed something here, the latest first.  Names are not checked."""
        columns = (
            (RUNS.c.who, RUNS.c.created), (SCENARIOS.c.who, SCENARIOS.c.created),
            (DATA_SETS.c.who, DATA_SETS.c.created), (TICKS.c.who, TICKS.c.at),
        )  # fmt: skip
        latest: dict[str, float] = {}
        with self.database.reading() as connection:
            for who, at in columns:
                for name, when in connection.execute(select(who, at).where(who != "")):
                    latest[name] = max(when, latest.get(name, 0.0))
        return sorted(latest, key=lambda name: (-latest[name], name))

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


def open_store(home: Home | Path | None = None, url: str | None = None) -> Store:
    """The store of a home folder, laid out where it is new.

    home: None = `default_home()`.  url: of the database, None = $DOUBLETRANSFER_STORE or the SQLite
    file in home.  Raises AppError where folder or database cannot be used.
    """
    place = home if isinstance(home, Home) else Home(home or default_home())
    place.make()
    return Store(place, Database(place.url(url)))
