"""Versions of what-ifs: the shipped library, and what was made on screen, never overwritten."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import RowMapping

from app.errors import AppError
from app.runs.database import Database, moment
from app.runs.ids import new_id
from app.runs.records import ScenarioVersion
from app.runs.schema import SCENARIOS
from scenarios.faults import Fault, ScenarioError
from scenarios.load import LARGEST_BYTES, LIBRARY, library_names, load_scenario
from scenarios.scenario import Scenario, scenario_from


class Versions:
    """What `Store.scenarios` is."""

    def __init__(self, database: Database):
        self._database = database

    def all(self) -> list[ScenarioVersion]:
        """The library, the baseline first; then the newest version of every other name."""
        newest = select(func.max(SCENARIOS.c.sequence)).group_by(SCENARIOS.c.name)
        chosen = select(SCENARIOS).where(SCENARIOS.c.sequence.in_(newest))
        return [*library(), *self._records(chosen.order_by(SCENARIOS.c.sequence.desc()))]

    def history(self, name: str) -> list[ScenarioVersion]:
        """Every version of a name, the newest first; the one of the library last."""
        chosen = select(SCENARIOS).where(SCENARIOS.c.name == name)
        kept = self._records(chosen.order_by(SCENARIOS.c.number.desc()))
        return [*kept, *(one for one in library() if one.name == name)]

    def get(self, version_id: str) -> ScenarioVersion:
        """One version.  Raises AppError "no_scenario_version"."""
        for shipped in library():
            if shipped.id == version_id:
                return shipped
        found = self._records(select(SCENARIOS).where(SCENARIOS.c.id == version_id))
        if not found:
            raise AppError("no_scenario_version", value=version_id)
        return found[0]

    def add(self, toml: str, *, parent_id: str = "", who: str, why: str = "") -> ScenarioVersion:
        """Keep a what-if as the next version of its name.

        parent_id: the version it builds on; "" = the library's what-if that the text names as
        `parent`, or none.  Raises ScenarioError with every fault of the text, AppError for a parent
        that is not there.
        """
        parent_id = parent_id or _stated_parent(toml)
        scenario = self._read(toml, parent_id)
        with self._database.writing() as connection:
            same = SCENARIOS.c.name == scenario.name
            last = connection.scalar(select(func.max(SCENARIOS.c.number)).where(same))
            shipped = int(scenario.name in library_names())
            row: dict[str, Any] = {
                "id": new_id("s"), "name": scenario.name, "number": (last or shipped) + 1,
                "parent_id": parent_id, "toml": toml, "title_zh": scenario.title_zh,
                "title_en": scenario.title_en, "who": who, "why": why,
                "created": self._database.now(connection),
            }  # fmt: skip
            connection.execute(insert(SCENARIOS).values(row))
        return self.get(row["id"])

    def load(self, version_id: str) -> Scenario:
        """A version with its whole line of parents.  Raises AppError, ScenarioError."""
        version = self.get(version_id)
        if version.shipped:
            return load_scenario(version.id)
        return self._read(version.toml, version.parent_id)

    def _read(self, toml: str, parent_id: str) -> Scenario:
        data = _table(toml)
        above = self.load(parent_id) if parent_id else None
        data["parent"] = above.name if above else None
        named = {key: value for key, value in data.items() if value is not None}
        return scenario_from(named, _plain_name(named), above=above)

    def _records(self, query: Any) -> list[ScenarioVersion]:
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]


@cache
def library() -> tuple[ScenarioVersion, ...]:
    """The shipped what-ifs as versions, the baseline first; their id is their name."""
    versions = []
    for name in library_names():
        scenario = load_scenario(name)
        toml = (LIBRARY / f"{name}.toml").read_text("utf-8")
        versions.append(
            ScenarioVersion(
                id=name, name=name, number=1, parent_id=scenario.parent or "", toml=toml,
                shipped=True, title_zh=scenario.title_zh, title_en=scenario.title_en, who="",
                why="", created=None,
            )
        )  # fmt: skip
    return tuple(versions)


def _plain_name(data: dict[str, Any]) -> str:
    """The name a text gives itself; without one it has nothing to be found under."""
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ScenarioError([Fault("missing_key", "name", values={"value": "name"})])
    return name.strip()


def _stated_parent(toml: str) -> str:
    parent = _table(toml).get("parent")
    if parent is None:
        return ""
    if parent not in library_names():
        raise AppError("parent_not_shipped", value=parent, known=", ".join(library_names()))
    return str(parent)


def _table(toml: str) -> dict[str, Any]:
    """The text as a table.  Raises ScenarioError where it is too long or no TOML."""
    if len(toml.encode()) > LARGEST_BYTES:
        raise ScenarioError([Fault("too_large", values={"value": LARGEST_BYTES})])
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([Fault("bad_toml", values={"value": error})]) from error


def _record(row: RowMapping) -> ScenarioVersion:
    return ScenarioVersion(
        id=row["id"], name=row["name"], number=row["number"], parent_id=row["parent_id"],
        toml=row["toml"], shipped=False, title_zh=row["title_zh"], title_en=row["title_en"],
        who=row["who"], why=row["why"], created=moment(row["created"]),
    )  # fmt: skip
