"""The tables of the store, the same on SQLite and PostgreSQL.

Times are seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 1
"""Of the schema; a store of another version is refused, see `app.runs.database`."""

METADATA = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""Counts up by itself on both: SQLite does so only for INTEGER."""

SETTINGS = Table(
    "settings", METADATA,
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

DATA_SETS = Table(
    "data_sets", METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("blockers", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("world_fingerprint", String(12), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("tables", Text, nullable=False),
    Column("parent", String(16), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("created", Double, nullable=False),
)  # fmt: skip

TICKS = Table(
    "ticks", METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("data_id", String(16), nullable=False, index=True),
    Column("finding", String(16), nullable=False),
    Column("ticked", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Double, nullable=False),
)  # fmt: skip
"""Every tick and every tick taken back, one line each; of one doubt the last line holds."""

SCENARIOS = Table(
    "scenarios", METADATA,
    Column("sequence", NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("parent_id", String(64), nullable=False),
    Column("toml", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("created", Double, nullable=False),
    UniqueConstraint("name", "number"),
)  # fmt: skip

WORKERS = Table(
    "workers", METADATA,
    Column("id", String(16), primary_key=True),
    Column("machine", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", Double, nullable=False),
    Column("beat", Double, nullable=False),
)  # fmt: skip

RUNS = Table(
    "runs", METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("data_id", String(16), nullable=False),
    Column("scenario_id", String(64), nullable=False),
    Column("of_run", String(16), ForeignKey("runs.id"), nullable=True),
    Column("settings", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("again_of", String(16), nullable=False, default=""),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("finished", Double),
    Column("stop_asked", Boolean, nullable=False, default=False),
    Column("stop_who", Text, nullable=False, default=""),
    Column("worker", String(16), nullable=False, default=""),
    Column("case_fingerprint", String(12), nullable=False, default=""),
    Column("world_fingerprint", String(12), nullable=False, default=""),
    Column("fingerprint", String(12), nullable=False, default=""),
    Column("summary", Text, nullable=False, default="{}"),
    Column("trouble", Text),
    Index("runs_state", "state", "number"),
)  # fmt: skip

EVENTS = Table(
    "events", METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("run_id", String(16), ForeignKey("runs.id"), nullable=False),
    Column("at", Double, nullable=False),
    Column("elapsed_s", Double, nullable=False),
    Column("stage", String(40), nullable=False),
    Column("share", Double),
    Column("detail", Text, nullable=False),
    Column("best", Double),
    Column("bound", Double),
    Column("gap", Double),
    Index("events_run", "run_id", "number"),
)  # fmt: skip
