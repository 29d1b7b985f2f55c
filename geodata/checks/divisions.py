"""Divisions: two digits of GB/T 4754, manufacturing (13 to 43); no park refuses what it wants."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Finding, Severity
from geodata.report import at_rows, label_of
from geodata.tables import ALL

MANUFACTURING = frozenset(f"{number:02d}" for number in range(13, 44))
"""Section C of GB/T 4754-2011 and -2017: divisions 13 to 43."""

COLUMNS = (
    ("enterprises", "division"),
    ("bans", "division"),
    ("industries", "division"),
    ("parks", "lead_divisions"),
    ("parks", "accepted_divisions"),
    ("parks", "refused_divisions"),
    ("parks", "priority_divisions"),
    ("anchors", "divisions"),
)


def check(given: Given) -> Iterator[Finding]:
    """Codes that are no manufacturing division; divisions that a park wants and refuses at once.

    A wrong code of an enterprise or coefficient row is a blocker; in a park's list a doubt, because
    parks also name service industries.
    """
    for table, column in COLUMNS:
        if table not in given.tables or given[table].empty:
            continue
        frame = given[table]
        listed = ALL[table][column].kind == "codes"
        parts = frame[column].map(_parts)
        wrong = parts.map(lambda codes: [c for c in codes if c not in MANUFACTURING])
        severity = Severity.DOUBT if listed else Severity.BLOCKER
        yield from at_rows(
            severity, "not_manufacturing", table, frame, wrong.map(bool), column,
            codes=wrong.map(";".join),
        )  # fmt: skip
    if "parks" in given.tables:
        yield from _both(given["parks"])


def _parts(cell: object) -> list[str]:
    return [part for part in cell.split(";") if part] if isinstance(cell, str) else []


def _both(parks: pd.DataFrame) -> Iterator[Finding]:
    for column in ("lead_divisions", "accepted_divisions"):
        both = [
            ";".join(sorted(set(_parts(wanted)) & set(_parts(refused))))
            for wanted, refused in zip(parks[column], parks["refused_divisions"], strict=True)
        ]
        codes = pd.Series(both, index=parks.index, dtype=object)
        yield from at_rows(
            Severity.DOUBT, "division_wanted_and_refused", "parks", parks, codes != "", column,
            codes=codes, label=label_of(ALL["parks"][column]),
        )  # fmt: skip
