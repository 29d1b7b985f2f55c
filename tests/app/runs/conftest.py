"""Stores on both databases, and a data set of 30 enterprises that is planned in a second.

PostgreSQL: a cluster of its own in a temporary folder (Debian keeps the programs in
/usr/lib/postgresql/*/bin), or the server that $DOUBLETRANSFER_TEST_PG names (a URL of a user who
may create databases).  Where neither is there these tests are skipped, except with $CI_ALL=1.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from run_stores import new_store
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from app.runs.records import DataSet, Recipe, RecipeFile
from app.runs.store import Store
from geodata.shipped import shipped_world

PROGRAMS = Path("/usr/lib/postgresql")
FIRMS = 30
MANY = 300
_numbers = count()


def _programs() -> Path | None:
    found = sorted(PROGRAMS.glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _user() -> dict[str, object]:
    """As whom the server runs: initdb refuses root, so root becomes the system's postgres."""
    if os.getuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A URL of a server where databases may be created."""
    if stated := os.environ.get("DOUBLETRANSFER_TEST_PG"):
        yield make_url(stated).set(drivername="postgresql+psycopg")
        return
    programs = _programs()
    if programs is None:
        missing = "no PostgreSQL: install it, or name a server in $DOUBLETRANSFER_TEST_PG"
        if os.environ.get("CI_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.getuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    options = {**_user(), "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--no-sync"],
        **options,  # type: ignore[call-overload]
    )
    # Only a socket in our own folder: no port that two test processes could both want.
    settings = f"-c listen_addresses= -c fsync=off -k {folder}"
    subprocess.run(
        [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"],
        **options,  # type: ignore[call-overload]
    )
    try:
        yield URL.create(
            "postgresql+psycopg", username="desk", database="postgres", query={"host": str(folder)}
        )
    finally:
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            **options,  # type: ignore[call-overload]
        )
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite3'}"
        return
    server: URL = request.getfixturevalue("postgresql")
    name = f"desk_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[Store]:
    """An empty store in a new home, on each kind of database in turn."""
    opened = new_store(tmp_path / "home", url)
    yield opened
    opened.close()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite, for what has nothing to do with the database."""
    opened = new_store(tmp_path / "home")
    yield opened
    opened.close()


def _county_file(folder: Path, count: int) -> Path:
    """A CSV file of the first enterprises of the shipped world, as a county would send it."""
    path = folder / "企业名录.csv"
    firms = shipped_world()["enterprises"].head(count)
    columns = [
        "enterprise_id", "name_zh", "city_adcode", "county_adcode", "lon", "lat", "division",
        "product", "output_wan_yuan", "investment_wan_yuan", "tax_wan_yuan", "jobs_persons",
        "land_mu", "plant_m2",
    ]  # fmt: skip
    firms[columns].to_csv(path, index=False, encoding="utf-8-sig")
    return path


AddData = Callable[[Store], DataSet]


def _adding(path: Path, name: str) -> AddData:
    def add(store: Store) -> DataSet:
        recipe = Recipe(files=(RecipeFile(path.name, "enterprises"),))
        return store.data.add(recipe, {path.name: path}, name=name, who="陈")

    return add


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of 30 enterprises."""
    return _county_file(tmp_path_factory.mktemp("files"), FIRMS)


@pytest.fixture(scope="session")
def add_few(few: Path) -> AddData:
    """Puts the data set of 30 enterprises into a store."""
    return _adding(few, "三十家")


@pytest.fixture(scope="session")
def add_many(tmp_path_factory: pytest.TempPathFactory) -> AddData:
    """Puts a data set into a store whose best plan nobody proves in minutes."""
    return _adding(_county_file(tmp_path_factory.mktemp("many"), MANY), "三百家")
