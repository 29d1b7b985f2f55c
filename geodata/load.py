"""From a user's files to a World: read, recognise, convert, locate, estimate, validate.

Never raises for what a file holds; every problem is a finding of the returned world.  A world with
blockers must not be planned with (`geodata.findings.blockers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from geodata.assuming import assume_values
from geodata.convert import Converted
from geodata.coordinates import datum_named
from geodata.division_names import TABLES as NAMED_DIVISIONS
from geodata.division_names import to_divisions
from geodata.editing import Edit, apply_edits
from geodata.estimates import estimate
from geodata.findings import Finding
from geodata.locating import (
    drop_impossible,
    locate_anchors,
    locate_enterprises,
    locate_parks,
    read_datum,
)
from geodata.notes import join_notes
from geodata.place_codes import to_codes
from geodata.reading import Files, gather, pairs
from geodata.replacing import drop_stale
from geodata.report import capped
from geodata.tables import complete
from geodata.validate import validate
from geodata.world import World, synthetic_tables

Progress = Callable[[str, float | None, str], None]
Step = tuple[pd.DataFrame, pd.DataFrame, list[Finding]]

COLUMN_REFUSED = ("column_missing", "column_twice", "unit_wrong")
CELL_REFUSED = ("cell_", "formula_without_result")
"""Findings of reading that explain why a cell is empty now."""

QUOTA_FIGURE = ("kind", "value", "unit")
"""Columns of city_quotas that mean nothing without each other."""


@dataclass(eq=False)
class _Work:
    """A world in the making."""

    tables: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)
    notes: list[pd.DataFrame] = field(default_factory=list)

    def take(self, table: str, step: Step) -> None:
        """Takes over what a step made of a table: the frame, its notes and its findings."""
        self.tables[table], notes, findings = step
        self.notes.append(notes)
        self.findings += findings


def load_world(
    base: World,
    files: Files,
    *,
    datum: str = "wgs84",
    assume: Mapping[str, object] | None = None,
    mapping: Mapping[str, str] | None = None,
    edits: Sequence[Edit] = (),
    progress: Progress | None = None,
) -> World:
    """`base` with the tables of `files` in place of its own.

    files: paths (their tables are recognised), pairs (table or None, path), or a mapping table ->
    path or paths.  Several files of one table are put together.  datum: of the coordinates in all
    of them.  assume: enterprise column -> value for empty cells, before anything is estimated.
    mapping: header -> column where recognising goes wrong; "" leaves a column out.  edits: cells
    put right after reading, see `geodata.editing`.  The planning years stay those of the base.

    Raises ValueError for an unknown datum and KeyError for an unknown table name: those are
    mistakes of the caller, not of the data.
    """
    named, datum = pairs(files), datum_named(datum)
    tell = progress or (lambda stage, done, detail: None)
    gathered = gather(named, mapping or {}, tell)
    work = _Work(dict(base.tables), list(gathered.findings))
    work.findings += apply_edits(gathered.parts, edits)
    for table, parts in gathered.parts.items():
        _put_in(work, table, parts, datum)
    work.tables, stale = drop_stale(work.tables, base.tables, gathered.parts)
    work.findings += stale
    tell("locate", None, "")
    for table in gathered.parts:
        _locate(work, table)
    tell("locate", 1.0, "")
    if "enterprises" in gathered.parts or assume:
        tell("estimate", None, "")
        work.take("enterprises", assume_values(work.tables["enterprises"], assume or {}))
        enterprises, notes, findings = estimate(
            work.tables["enterprises"], work.tables["industries"]
        )
        work.take("enterprises", (complete("enterprises", enterprises), notes, findings))
        tell("estimate", 1.0, "")
    tell("validate", None, "")
    checked = validate(work.tables, base.years, datum=datum)
    tell("validate", 1.0, "")
    places = {table: "; ".join(place for place, _ in parts)
              for table, parts in gathered.parts.items()}  # fmt: skip
    mine = _with_source([*work.findings, *_new_only(work.findings, checked)], places)
    kept = [finding for finding in base.findings if finding.table not in gathered.parts]
    return replace(
        base,
        tables=work.tables,
        synthetic=is_synthetic(work.tables),
        findings=tuple(capped(_once([*kept, *mine]))),
        notes=join_notes([base.notes[~base.notes["table"].isin(list(places))], *work.notes]),
        provenance={**base.provenance, **places},
    )


def is_synthetic(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether any row of any table was made up by the generator."""
    return bool(synthetic_tables(tables))


def _put_in(work: _Work, table: str, parts: Sequence[tuple[str, Converted]], datum: str) -> None:
    """All sheets of one table as one frame in WGS84; rows of several files name their file."""
    frames = []
    for place, part in parts:
        frame = part.frame
        if part.datum_applies:
            frame, notes = read_datum(table, frame, datum)
            work.notes.append(notes)
        if len(parts) > 1:
            own = frame["source"]
            frame = frame.assign(source=own.where(own.notna(), place))
        frames.append(frame)
        work.notes.append(part.notes)
        work.findings += part.findings
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    work.tables[table] = complete(table, whole)


def _locate(work: _Work, table: str) -> None:
    """Codes in place of names, usable coordinates and places of one replaced table."""
    work.take(table, to_codes(table, work.tables[table]))
    if table in NAMED_DIVISIONS:
        work.take(table, to_divisions(table, work.tables[table], work.tables["industries"]))
    if table in ("enterprises", "parks", "anchors"):
        work.take(table, drop_impossible(table, work.tables[table]))
    if table == "enterprises":
        work.take(table, locate_enterprises(work.tables[table]))
    if table == "parks":
        work.take(table, locate_parks(work.tables[table]))
    if table == "anchors":
        work.take(table, locate_anchors(work.tables[table]))


def _new_only(said: Sequence[Finding], checked: Iterable[Finding]) -> list[Finding]:
    """Findings of the checks that do not merely repeat what reading has said of a cell or column.

    A required column that is missing, or a cell that could not be read, is empty now.  A quota
    whose kind was not understood, or whose figures or units are missing, has no unit to check.
    """
    columns = {(f.table, f.column) for f in said if f.code in COLUMN_REFUSED}
    cells = {(f.table, f.column, f.row) for f in said if f.code.startswith(CELL_REFUSED)}
    no_quotas = any(("city_quotas", name) in columns for name in QUOTA_FIGURE)
    return [
        f
        for f in checked
        if not (
            "required_empty" in (f.code, f.values.get("code"))
            and ((f.table, f.column) in columns or (f.table, f.column, f.row) in cells)
        )
        and not (f.table == "city_quotas" and no_quotas and f.column in QUOTA_FIGURE)
        and not (f.column == "unit" and (f.table, "kind", f.row) in cells)
    ]


def _with_source(findings: Iterable[Finding], places: Mapping[str, str]) -> list[Finding]:
    """Findings about a replaced table name its file."""
    return [
        f if f.source or f.table not in places else replace(f, source=places[f.table])
        for f in findings
    ]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, blockers before doubts of the same place."""
    seen = set()
    unique = []
    for f in findings:
        key = (f.severity, f.code, f.table, f.row, f.column, f.value, f.source)
        if key not in seen:
            seen.add(key)
            unique.append(f)
    return unique
