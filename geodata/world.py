"""World: a frozen bundle of clean tables with a fingerprint of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from geodata.findings import Finding
from geodata.notes import no_notes


def table_digest(frame: pd.DataFrame) -> bytes:
    """SHA-256 of a table's columns and values; row numbers of the source sheet do not count."""
    content = frame.drop(columns=["source_row"], errors="ignore")
    digest = hashlib.sha256("\x1f".join(map(str, content.columns)).encode())
    if len(content):
        text = content.astype(object).where(content.notna(), None)
        hashed = pd.util.hash_pandas_object(text.map(repr), index=False)
        digest.update(hashed.to_numpy().tobytes())
    return digest.digest()


def synthetic_tables(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of the tables with any row that the generator made up (confidence "synthetic")."""
    return [
        name
        for name, frame in tables.items()
        if "confidence" in frame and bool((frame["confidence"] == "synthetic").any())
    ]


@dataclass(frozen=True, eq=False)
class World:
    """The province as the planners' tables state it.

    tables: table name -> DataFrame with every column that `geodata.tables` declares for it, plus
    `source_row` (row number in the sheet).  years: planning years, ascending.  synthetic: whether
    any row of any table was made up by the generator (then exports carry the demo badge).
    notes: see `geodata.notes`.  provenance: table name -> where it came from.
    """

    name: str
    years: tuple[int, ...]
    tables: Mapping[str, pd.DataFrame]
    synthetic: bool = False
    findings: tuple[Finding, ...] = ()
    notes: pd.DataFrame = field(default_factory=no_notes)
    provenance: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def with_table(self, name: str, frame: pd.DataFrame, source: str | None = None) -> World:
        """The same world with one table replaced (a new World; this one stays as it is)."""
        provenance = dict(self.provenance)
        if source is not None:
            provenance[name] = source
        return replace(self, tables={**self.tables, name: frame}, provenance=provenance)

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits that change when any cell of any table or the years change."""
        digest = hashlib.sha256(repr(self.years).encode())
        for name in sorted(self.tables):
            digest.update(name.encode())
            digest.update(table_digest(self.tables[name]))
        return digest.hexdigest()[:12]
