"""From the user's files to converted tables: which file or sheet fills which table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geodata.convert import Converted, convert
from geodata.findings import Finding, Severity, blockers
from geodata.headers import find, known_anywhere
from geodata.mapping import unusable
from geodata.readers import RawTable, read_file
from geodata.readers.header import to_table
from geodata.recognise import Recognised, recognise
from geodata.report import blocker, doubt, label_of
from geodata.tables import ALL

Files = (
    Mapping[str | None, Path | Sequence[Path]]
    | Mapping[str, Path]
    | Mapping[str, list[Path]]
    | Iterable[Path]
    | Iterable[tuple[str | None, Path]]
)


@dataclass(eq=False)
class Gathered:
    """parts: table -> (place, converted) of every sheet that fills it.  findings: on the way."""

    parts: dict[str, list[tuple[str, Converted]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def pairs(files: Files) -> list[tuple[str | None, Path]]:
    """(table or None, path) for every file.  Raises KeyError for a table that does not exist."""
    found: list[tuple[str | None, Path]] = []
    items: Iterable = files.items() if isinstance(files, Mapping) else files
    for item in items:
        table, paths = item if isinstance(item, tuple) else (None, item)
        if table is not None and table not in ALL:
            raise KeyError(f"no table is called {table!r}; known: {', '.join(ALL)}")
        several = [paths] if isinstance(paths, str | Path) else list(paths)
        found += [(table, Path(path)) for path in several]
    return found


def gather(
    named: Sequence[tuple[str | None, Path]],
    mapping: Mapping[str, str],
    tell: Callable[[str, float | None, str], None],
) -> Gathered:
    """Reads and converts every file.  Never raises for what a file holds."""
    gathered = Gathered()
    sheets: list[tuple[str | None, Sequence[str]]] = []
    for number, (table, path) in enumerate(named):
        tell("read", number / len(named), path.name)
        raws = _raws(gathered, table, path, mapping)
        tables = _recognised(gathered, table, raws, mapping)
        name_of = {id(raw): found.table.name for raw, found in tables}
        sheets += [(name_of.get(id(raw)), raw.headers) for raw in raws]
        for raw, found in tables:
            if _is_data(gathered, found, alone=len(raws) == 1):
                gathered.parts.setdefault(found.table.name, []).append((raw.place, convert(found)))
    if named:
        source = ", ".join(dict.fromkeys(path.name for _, path in named))
        gathered.findings += unusable(mapping, sheets, source)
    tell("read", 1.0, "")
    return gathered


Sheet = tuple[RawTable, Recognised | None, tuple[Finding, ...]]


@dataclass(frozen=True, eq=False)
class Sheets:
    """sheets: every sheet of a file, what it was taken for and why not.  findings: of the file."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def read_sheets(table: str | None, path: Path, mapping: Mapping[str, str]) -> Sheets:
    """What `gather` would take each sheet of one file for; nothing is converted.

    table: as named by the user, None = recognised by content.
    """
    gathered = Gathered()
    raws = _raws(gathered, table, path, mapping)
    of_file = tuple(gathered.findings)
    chosen = {id(raw): found for raw, found in _recognised(gathered, table, raws, mapping)}
    sheets = []
    for raw in raws:
        why = () if id(raw) in chosen else tuple(recognise(raw, None, mapping)[1])
        sheets.append((raw, chosen.get(id(raw)), why))
    return Sheets(tuple(sheets), of_file)


def _raws(
    gathered: Gathered, table: str | None, path: Path, mapping: Mapping[str, str]
) -> list[RawTable]:
    """Every sheet and layer of a file with its header found."""

    def known(text: str) -> bool:
        if text in mapping:
            return True
        return known_anywhere(text) if table is None else find(table, text) is not None

    read = read_file(path)
    findings = list(read.findings)
    raws = list(read.layers)
    for grid in read.grids:
        raw, problems = to_table(grid, known)
        findings += problems
        raws += [raw] if raw is not None else []
    gathered.findings += findings
    if not raws and not blockers(findings):
        gathered.findings.append(blocker("nothing_in_file", path.name, source=path.name))
    return raws


def _recognised(
    gathered: Gathered, table: str | None, raws: Sequence[RawTable], mapping: Mapping[str, str]
) -> list[tuple[RawTable, Recognised]]:
    """The sheets that are tables.

    Beside sheets that are data, one that is not is worth a doubt, not a stop.  Where the user named
    the table of a workbook with several sheets, those that fit it are taken.
    """
    if table is not None and len(raws) > 1:
        guesses = [(raw, recognise(raw, None, mapping)[0]) for raw in raws]
        fitting = [raw for raw, found in guesses if found and found.table.name == table]
        chosen = fitting or list(raws[:1])
        gathered.findings += [
            doubt(
                "sheet_unused", table, value=raw.place, source=raw.place, label=label_of(ALL[table])
            )
            for raw in raws
            if raw not in chosen
        ]
        raws = chosen
    results = [(raw, *recognise(raw, table, mapping)) for raw in raws]
    tables = [(raw, found) for raw, found, _ in results if found is not None]
    for _, _, problems in results:
        softened = [replace(problem, severity=Severity.DOUBT) for problem in problems]
        gathered.findings += softened if tables else problems
    return tables


NEVER_EMPTY = frozenset({"enterprises", "parks", "cities", "industries"})


def _is_data(gathered: Gathered, found: Recognised, *, alone: bool) -> bool:
    """Whether a recognised sheet replaces its table; one without rows only if it came alone."""
    if found.raw.rows:
        return True
    code = "table_empty_replaces" if alone else "table_empty"
    place = found.raw.place
    finding = doubt(code, found.table.name, value=place, source=place, label=label_of(found.table))
    if alone and found.table.name in NEVER_EMPTY:
        # without them there is nothing to decide: such a run would wipe out the last good results
        finding = replace(finding, severity=Severity.BLOCKER)
    gathered.findings.append(finding)
    return alone
