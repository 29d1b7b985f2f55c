"""Which table a sheet is, and which of its columns is which of ours.

Nothing is dropped silently: a column nobody knows is a doubt, a required one that is missing or two
that mean the same are blockers with the headers we accept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from geodata import units
from geodata.findings import Finding, blockers
from geodata.headers import EXACT, WEAK, Match, accepted, find, find_cut, header_words, key
from geodata.readers.raw import RawTable
from geodata.report import blocker, doubt, label_of, shown, unit_of
from geodata.tables import ALL
from geodata.tables.column import Column, Table

GENERATED_IDS = {"enterprises": "enterprise_id"}
"""Tables whose ids may be made up, because lists of enterprises often have none."""

IDS_FILLED = {
    "enterprises": "enterprise_id",
    "duties": "duty_id",
    "bans": "ban_id",
    "facilities": "facility_id",
    "anchors": "anchor_id",
}
"""Tables whose empty ids are made up: people fill in our template without numbering its rows."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")

ENOUGH = 0.8
CLEARLY_AHEAD = 0.2
NAMED_EXACTLY = 2.0
NAMED_IN_PART = 1.2
FILE_COUNTS = 0.75
WEAK_COUNTS = 0.5
"""Weights of the scores in `guess_table`: chosen so that a sheet named like a table with one
matching column is taken, and two tables that fit alike are not guessed between."""


@dataclass(frozen=True, eq=False)
class Recognised:
    """A sheet understood: canonical column -> position in the raw table, and its factor.

    factors: what figures of the column are multiplied by to stand in our unit, with the unit found.
    from_shape: lon and lat come from the layer's shapes.  generated_id: id column to be made up.
    """

    table: Table
    raw: RawTable
    columns: Mapping[str, int]
    factors: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    from_shape: bool = False
    generated_id: str | None = None
    findings: tuple[Finding, ...] = ()


def guess_table(raw: RawTable) -> tuple[str | None, list[Finding]]:
    """The table whose columns and name fit best, or a finding that none or several do.

    score = 2 x share of headers that are the table's + 1 x share of its required columns found
            + up to 2 for the sheet's or file's name; headers that may mean other things count half,
    and one header alone is never enough.
    """
    scores = {name: _score(table, raw) for name, table in ALL.items()}
    ranked = sorted(scores, key=lambda name: -scores[name])
    best, second = ranked[0], ranked[1]
    headers = "、".join(header for header in raw.headers if header)
    if scores[best] < ENOUGH:
        return None, [blocker("table_unknown", raw.place, value=headers, source=raw.place)]
    if scores[best] - scores[second] < CLEARLY_AHEAD:
        return None, [
            blocker("table_ambiguous", raw.place, value=headers, source=raw.place,
                    first=label_of(ALL[best]), second=label_of(ALL[second]))
        ]  # fmt: skip
    return best, []


def _score(table: Table, raw: RawTable) -> float:
    headers = [header for header in raw.headers if header]
    hits = [hit for header in headers if (hit := _find(table.name, header, raw))]
    if not hits:
        return 0.0
    sure: dict[str, float] = {}
    for hit in hits:
        worth = WEAK_COUNTS if hit.rank == WEAK else 1.0
        sure[hit.column.name] = max(worth, sure.get(hit.column.name, 0.0))
    if raw.lon is not None:
        sure |= {name: 1.0 for name in ("lon", "lat") if name in table.by_name}
    required = [name for name in table.required if name not in GENERATED_IDS.values()]
    covered = sum(sure.get(name, 0.0) for name in required) / max(len(required), 1)
    share = sum(WEAK_COUNTS if hit.rank == WEAK else 1.0 for hit in hits) / len(headers)
    named = max(_named(table, raw.sheet), FILE_COUNTS * _named(table, PurePath(raw.file).stem))
    if len(sure) < 2 and not named:
        return 0.0
    return 2.0 * share + covered + named


def _named(table: Table, name: str) -> float:
    text = key(name)
    words = header_words(table)
    if text in words:
        return NAMED_EXACTLY
    inside = [w for w in words if w and w in text and (len(w) > 3 or not w.isascii())]
    return NAMED_IN_PART if inside else 0.0


def _find(table: str, header: str, raw: RawTable) -> Match | None:
    return find(table, header) or (find_cut(table, header) if raw.short_names else None)


def recognise(
    raw: RawTable,
    table: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> tuple[Recognised | None, list[Finding]]:
    """The sheet as a table of ours, or the finding why not.

    table: its name where the user said so, else guessed.  mapping: header -> canonical column,
    which overrides our reading; "" means: leave this column out.
    """
    if table is None:
        table, problems = guess_table(raw)
        if table is None:
            return None, problems
    spec = ALL[table]
    said = {key(header): name for header, name in (mapping or {}).items()}
    findings: list[Finding] = []
    wanted: dict[str, list[tuple[int, int, Match]]] = defaultdict(list)
    for position, header in enumerate(raw.headers):
        name = said.get(key(header))
        if name == "":
            continue
        if name in spec.by_name:
            own = _find(table, header, raw)
            unit = own.unit if own else _stated_unit(header)
            wanted[str(name)].append((-1, position, Match(spec[str(name)], EXACT, unit)))
        elif match := _find(table, header, raw):
            wanted[match.column.name].append((match.rank, position, match))
        elif header:
            findings.append(
                doubt("column_unknown", table, column=header, source=raw.place,
                      example=_example(raw, position))
            )  # fmt: skip
        else:
            letter = _letter(position)
            findings.append(doubt("column_without_header", table, column=letter, source=raw.place))
    columns: dict[str, int] = {}
    factors: dict[str, tuple[float, str]] = {}
    for name, hits in wanted.items():
        hits.sort(key=lambda hit: hit[:2])
        surest = [hit for hit in hits if hit[0] == hits[0][0]]
        if len(surest) > 1:
            headers = "、".join(raw.headers[hit[1]] for hit in surest)
            findings.append(
                blocker("column_twice", table, column=name, value=headers, source=raw.place,
                        label=label_of(spec[name]))
            )  # fmt: skip
            continue
        for _, position, _ in hits[1:]:
            findings.append(
                doubt("column_weaker", table, column=raw.headers[position], source=raw.place,
                      used=raw.headers[hits[0][1]], label=label_of(spec[name]))
            )  # fmt: skip
        factor, problems = _factor(hits[0][2], table, raw, hits[0][1])
        findings.extend(problems)
        if blockers(problems):
            continue
        columns[name] = hits[0][1]
        if factor is not None:
            factors[name] = factor
    refused = set(wanted) - set(columns)
    ranks = {name: hits[0][0] for name, hits in wanted.items()}
    columns = _names_by_script(spec, raw, columns, ranks)
    from_shape = raw.lon is not None and not {"lon", "lat"} & columns.keys()
    from_shape = from_shape and "lon" in spec.by_name
    generated = GENERATED_IDS.get(table)
    generated = generated if generated and generated not in {*columns, *refused} else None
    if generated:
        findings.append(doubt("ids_generated", table, column=generated, source=raw.place))
    present = {*columns, *refused, *({"lon", "lat"} if from_shape else ()), generated}
    for name in spec.required:
        if name not in present:
            findings.append(_missing(spec[name], table, raw))
    if table == "enterprises" and "division" not in present:
        headers = "、".join(accepted(spec["division"])[:12])
        findings.append(
            doubt("division_column_missing", table, column="division", source=raw.place,
                  headers=headers)
        )  # fmt: skip
    result = Recognised(spec, raw, columns, factors, from_shape, generated, tuple(findings))
    return result, []


def _missing(column: Column, table: str, raw: RawTable) -> Finding:
    headers = "、".join(accepted(column)[:12])
    return blocker("column_missing", table, column=column.name, source=raw.place,
                   label=label_of(column), headers=headers)  # fmt: skip


def _factor(
    match: Match, table: str, raw: RawTable, position: int
) -> tuple[tuple[float, str] | None, list[Finding]]:
    """Factor to our unit from the header, else the unit row, the heading above, the title."""
    column = match.column
    if not column.unit:
        return None, []
    unit = unit_of(column)
    header = raw.headers[position]
    stated = match.unit or (raw.unit_row[position] if raw.unit_row else "")
    if stated:
        factor = units.factor_between(stated, column.unit)
        if factor is not None:
            return (factor, stated), []
        return None, [
            blocker("unit_wrong", table, column=column.name, value=stated, source=raw.place,
                    header=header, unit=unit)
        ]  # fmt: skip
    above = raw.groups[position] if raw.groups else ""
    for text in (*_units_in(above), *raw.title_units):
        factor = units.factor_between(text, column.unit)
        if factor is not None:
            return (factor, text), []
    if match.remark and units.parse(match.remark) is None:
        return None, [
            doubt("header_remark", table, column=column.name, value=match.remark,
                  source=raw.place, header=header, unit=unit)
        ]  # fmt: skip
    return None, []


def _units_in(text: str) -> list[str]:
    """Unit words in the brackets of a heading: "排放量（公斤）" -> ["公斤"]."""
    inner = re.findall(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]", text)
    parts = [part.strip() for group in inner for part in re.split(r"[,，;；、]", group)]
    return [part for part in parts if units.parse(part) is not None]


def _stated_unit(header: str) -> str:
    """The unit in a header that the user mapped by hand: in brackets or after a separator."""
    tail = re.split(r"[/,，:：\s]+", header)[-1]
    found = _units_in(header) or ([tail] if tail != header and units.parse(tail) else [])
    return found[0] if found else ""


def _names_by_script(
    spec: Table, raw: RawTable, columns: dict[str, int], ranks: Mapping[str, int]
) -> dict[str, int]:
    """Puts a name column under name_zh or name_en by what it holds, where the header left it open.

    "supplier_name" is usually English and "名称" Chinese, but lists do not keep to that.
    """
    if "name_en" not in spec.by_name:
        return columns
    for mine, other, chinese in (("name_en", "name_zh", True), ("name_zh", "name_en", False)):
        if mine in columns and other not in columns and ranks[mine] > EXACT:
            cells = [cell for cell in raw.columns[columns[mine]] if isinstance(cell, str)]
            having = sum(1 for cell in cells if _CHINESE.search(cell))
            if cells and (having > len(cells) / 2) == chinese:
                moved = {name: at for name, at in columns.items() if name != mine}
                return moved | {other: columns[mine]}
    return columns


def _example(raw: RawTable, position: int) -> str:
    return next((shown(cell) for cell in raw.columns[position] if cell is not None), "")


def _letter(position: int) -> str:
    """Column letters as a spreadsheet shows them: 0 -> A, 26 -> AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
