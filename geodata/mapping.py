"""The user's own mapping of headers to columns: what it names must be there.

A header nobody wrote or a column that does not exist would otherwise be passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from geodata.findings import Finding
from geodata.headers import key
from geodata.report import blocker
from geodata.tables import ALL

ENOUGH_ALIKE = 0.4
MOST_LISTED = 30


def unusable(
    mapping: Mapping[str, str], sheets: Iterable[tuple[str | None, Sequence[str]]], source: str
) -> Iterator[Finding]:
    """A blocker for each header that stands in no sheet and each column that its table has not.

    sheets: (table or None if it is none of ours, headers) of everything that was read.  source:
    where it was looked for, as shown to people.
    """
    read = [(table, {key(header) for header in headers}, headers) for table, headers in sheets]
    every = list(dict.fromkeys(header for _, _, headers in read for header in headers if header))
    for header, name in mapping.items():
        tables = [table for table, keys, _ in read if key(header) in keys]
        if not tables:
            yield blocker(
                "mapping_header_unknown", source, column=header, value=header, source=source,
                close=_close(header, every), headers="、".join(every[:MOST_LISTED]),
            )  # fmt: skip
            continue
        possible = [table for table in tables if table is not None] or list(ALL)
        columns = [column for table in possible for column in ALL[table].by_name]
        if name and name not in columns:
            yield blocker(
                "mapping_column_unknown", possible[0] if len(possible) == 1 else source,
                column=header, value=name, source=source, header=header,
                close=_close(name, columns),
            )  # fmt: skip


def _close(word: str, among: Sequence[str]) -> str:
    found = get_close_matches(word, among, n=1, cutoff=ENOUGH_ALIKE)
    return found[0] if found else (among[0] if among else "—")
