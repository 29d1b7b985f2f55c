"""The store opens, keeps, reopens, and refuses what it cannot use with a remedy."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import update

from app.errors import AppError
from app.runs.database import Database, write_ahead
from app.runs.home import Home, default_home
from app.runs.schema import SETTINGS
from app.runs.store import Store, open_store


def test_a_setting_outlives_the_process_that_made_it(tmp_path: Path, url: str) -> None:
    first = open_store(tmp_path / "home", url)
    assert first.setting("who") is None
    first.set_setting("who", "陈")
    first.set_setting("who", "李")
    first.close()
    assert open_store(tmp_path / "home", url).setting("who") == "李"


def test_many_may_open_a_new_store_at_once(tmp_path: Path, url: str) -> None:
    """Without the lock around laying out, two of these would create the same table."""
    errors: list[BaseException] = []

    def go() -> None:
        try:
            Database(url).close()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


class Crowded:
    """A cursor of a file that others are just switching, too: told "locked" without waiting."""

    def __init__(self, code: int) -> None:
        self.code, self.times = code, 0

    def execute(self, words: str) -> None:
        assert "WAL" in words
        self.times += 1
        if self.times < 3:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.code
            raise error


def test_who_is_told_locked_while_others_open_the_new_store_tries_again() -> None:
    crowded = Crowded(sqlite3.SQLITE_BUSY)
    write_ahead(crowded)
    assert crowded.times == 3
    broken = Crowded(sqlite3.SQLITE_IOERR)
    with pytest.raises(sqlite3.OperationalError):
        write_ahead(broken)
    assert broken.times == 1


def test_a_store_of_another_version_is_refused(store: Store, url: str) -> None:
    with store.database.writing() as connection:
        connection.execute(
            update(SETTINGS).where(SETTINGS.c.key == "schema_version").values(value="99")
        )
    with pytest.raises(AppError) as error:
        Database(url)
    assert error.value.code == "store_version" and "99" in error.value.problem("en")


def test_what_is_not_whole_is_not_kept(store: Store) -> None:
    """The second half of a transaction fails: the first half is gone as well."""
    with pytest.raises(RuntimeError), store.database.writing() as connection:
        connection.execute(SETTINGS.insert().values(key="half", value="1"))
        raise RuntimeError
    assert store.setting("half") is None


@pytest.mark.parametrize("bad", ["nonsense", "mysql://host/name", "redis://host"])
def test_an_address_that_makes_no_sense_is_told(tmp_path: Path, bad: str) -> None:
    with pytest.raises(AppError) as error:
        open_store(tmp_path, bad)
    assert error.value.code == "store_url"


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        open_store(tmp_path, "postgresql://desk:geheim@127.0.0.1:1/desk")
    assert error.value.code == "store_unreachable"
    assert "geheim" not in error.value.problem("en") + error.value.problem("zh")


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(AppError) as error:
        open_store(file)
    assert error.value.code == "home_unusable"


def test_the_home_is_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(tmp_path / "desk"))
    assert default_home() == tmp_path / "desk"
    monkeypatch.delenv("DOUBLETRANSFER_HOME")
    assert default_home() == Path.home() / ".doubletransfer"
    monkeypatch.setenv("DOUBLETRANSFER_STORE", "postgresql://host/name")
    assert Home(tmp_path).url() == "postgresql://host/name"
    assert Home(tmp_path).url("sqlite:///x") == "sqlite:///x"


def test_sqlite_writes_ahead_and_waits_for_the_disk(lite: Store) -> None:
    with lite.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_people_are_all_who_signed_the_latest_first(store: Store) -> None:
    store.scenarios.add('name = "a"', who="李")
    store.runs.match("demo", "baseline", who="陈")
    store.scenarios.add('name = "b"', who="李")
    store.runs.match("demo", "baseline", who="")
    assert store.people() == ["李", "陈"]
