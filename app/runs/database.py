"""The database behind the store: SQLite with a write-ahead log, or PostgreSQL, by URL.

Two doors: `reading` (a snapshot) and `writing` (one transaction: all of it or nothing).  On SQLite
a writer takes the lock when it begins, so that two writers wait for each other and never collide
half-way; every commit is on the disk before it returns (synchronous = FULL).
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from app.errors import AppError
from app.runs.schema import METADATA, SETTINGS, VERSION

VERSION_KEY = "schema_version"
WAIT_S = 30.0
"""How long a writer waits for the lock of another one."""
LOCK = 20161606
"""Advisory lock under which a PostgreSQL store is first laid out."""


class Database:
    """An opened store.  Threads may share it; every process opens its own.

    Raises AppError where the URL makes no sense, the database cannot be reached, or its layout is
    of another version of the product.
    """

    def __init__(self, url: str):
        self.engine = _engine(url)
        self.name = make_url(url).render_as_string(hide_password=True)
        self._begin = threading.Lock()
        try:
            self._lay_out()
        except DBAPIError as error:
            self.engine.dispose()
            raise AppError("store_unreachable", store=self.name, reason=error.orig) from error

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: kept as a whole when the block ends, dropped as a whole if it raises."""
        with (
            self.engine.connect().execution_options(takes_lock=True) as connection,
            connection.begin(),
        ):
            yield connection

    def now(self, connection: Connection) -> float:
        """Seconds since 1970 by the one clock that all who share the store can see."""
        if self.is_sqlite:
            return time.time()
        seconds = connection.execute(select(func.extract("epoch", func.clock_timestamp())))
        return float(seconds.scalar_one())

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _lay_out(self) -> None:
        """Make the tables of a new store; two processes may try at the same time."""
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            METADATA.create_all(connection)
            found = connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.key == VERSION_KEY))
            if found is None:
                connection.execute(insert(SETTINGS).values(key=VERSION_KEY, value=str(VERSION)))
            elif found != str(VERSION):
                raise AppError("store_version", store=self.name, found=found, expected=VERSION)


def moment(seconds: float) -> datetime:
    """A stored time as UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise AppError("store_url", store=parsed.render_as_string(hide_password=True))
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": WAIT_S})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise AppError("store_url", store="?") from error
    except ImportError as error:
        raise AppError("store_driver", reason=error) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own habit of opening transactions late would let two readers both become writers.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(WAIT_S * 1000)}")
    write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def write_ahead(cursor: Any) -> None:
    """Switch a file to the write-ahead log, however many open it at the same moment.

    Two who want to switch a new file at once are told "locked" at once, without any waiting: SQLite
    sees that they would wait for each other.
    """
    until = time.monotonic() + WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    lock = connection.get_execution_options().get("takes_lock")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if lock else "BEGIN")
