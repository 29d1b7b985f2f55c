"""Finds the header of a sheet: below titles, over two rows, with merged cells, above a unit row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geodata import units
from geodata.findings import Finding
from geodata.readers.raw import Cell, Grid, Merge, RawTable
from geodata.report import blocker, doubt

LOOKED_AT_ROWS = 30
MAX_MERGED_CELLS = 5_000_000
_TOTAL = re.compile(r"^(合\s*计|总\s*计|小\s*计|(grand )?total|subtotal|sum)[:：]?$", re.IGNORECASE)
_REMARK = re.compile(
    r"^(注|备注|说明|填表|制表|审核|填报|数据来源|note|source|remark)", re.IGNORECASE
)
_STATED_UNIT = re.compile(r"单位\s*[:：]\s*([^()（）]+)")

Known = Callable[[str], bool]


@dataclass
class _Header:
    top: int
    bottom: int
    texts: list[str]
    score: int


def to_table(grid: Grid, known: Known) -> tuple[RawTable | None, list[Finding]]:
    """The grid as a table with headers, and what was filled or left out on the way.

    known: whether some table accepts a text as header.  The row (or pair of rows) with most known
    texts is the header; with none at all, the first row that holds more than one text.
    """
    findings: list[Finding] = []
    width = max(len(row) for row in grid.cells)
    cells = [[*row, *([None] * (width - len(row)))] for row in grid.cells]
    row_at = {number: position for position, number in enumerate(grid.rows)}
    if _merged_cells(grid, width) > MAX_MERGED_CELLS:
        return None, [blocker("too_many_merges", grid.place, source=grid.place)]
    top_cells = [list(row) for row in cells[:LOOKED_AT_ROWS]]
    for merge in grid.merges:
        _fill(top_cells, row_at, merge, width)
    header = _choose(top_cells, known)
    if header is None:
        return None, [blocker("header_missing", grid.place, source=grid.place)]
    first = header.bottom + 1
    unit_row: list[str] = [""] * width
    while first < len(cells):
        row = cells[first]
        if _all_units(row):
            unit_row = [_text(cell) for cell in row]
        elif not _all_known(row, known):
            break
        first += 1
    last_header_row = grid.rows[first - 1] if first else 0
    wide = {m.top for m in grid.merges if m.top > last_header_row and m.right - m.left >= 2}
    kept = []
    for position in range(first, len(cells)):
        code = _left_out(cells[position], grid.rows[position] in wide)
        if code:
            number = grid.rows[position]
            value = next(_text(cell) for cell in cells[position] if cell is not None)
            findings.append(doubt(code, grid.place, number, value=value, source=grid.place))
        else:
            kept.append(position)
    out = {grid.rows[i] for i in range(first, len(cells))} - {grid.rows[i] for i in kept}
    merges = [m for m in grid.merges if m.top > last_header_row and m.top not in out]
    findings.extend(_fill_data(grid, merges, cells, row_at, width))
    used = [
        j for j in range(width) if header.texts[j] or any(cells[i][j] is not None for i in kept)
    ]
    findings.extend(_longer_than_header(grid, cells, kept, header))
    formulas: dict[int, dict[int, bool]] = {}
    for (row_number, column), computed in grid.formulas.items():
        if column in used and row_number > last_header_row and row_number not in out:
            formulas.setdefault(used.index(column), {})[row_number] = computed
    table = RawTable(
        grid.file,
        grid.sheet,
        tuple(header.texts[j] for j in used),
        tuple([cells[i][j] for i in kept] for j in used),
        tuple(grid.rows[i] for i in kept),
        groups=tuple(_groups(top_cells, header, used)),
        unit_row=tuple(unit_row[j] for j in used),
        title_units=_title_units(top_cells[: header.top]),
        formulas=formulas,
    )
    return table, findings


def _merged_cells(grid: Grid, width: int) -> int:
    """How many cells the merged blocks cover, of those that we hold."""
    return sum(
        (bisect_right(grid.rows, m.bottom) - bisect_left(grid.rows, m.top))
        * max(min(m.right, width - 1) - m.left + 1, 0)
        for m in grid.merges
    )


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _fill(cells: list[list[Cell]], row_at: dict[int, int], merge: Merge, width: int) -> None:
    """Writes the value of a merged block into every one of its cells that we hold."""
    if merge.top not in row_at or row_at[merge.top] >= len(cells) or merge.left >= width:
        return
    value = cells[row_at[merge.top]][merge.left]
    for number in range(merge.top, min(merge.bottom, merge.top + LOOKED_AT_ROWS) + 1):
        position = row_at.get(number)
        if position is not None and position < len(cells):
            for column in range(merge.left, min(merge.right, width - 1) + 1):
                cells[position][column] = value


def _choose(cells: Sequence[Sequence[Cell]], known: Known) -> _Header | None:
    best: _Header | None = None
    rows = [[_text(cell) for cell in row] for row in cells]
    for i, texts in enumerate(rows):
        single = _Header(i, i, texts, _score(texts, known))
        if best is None or single.score > best.score:
            best = single
        if i and any(texts):
            both = [low or high for low, high in zip(texts, rows[i - 1], strict=True)]
            pair = _Header(i - 1, i, both, _score(both, known))
            if pair.score > best.score:
                best = pair
    if best is not None and best.score > 0:
        return best
    for i, texts in enumerate(rows):
        if sum(1 for text in texts if text) > 1 or len(texts) == 1:
            return _Header(i, i, texts, 0)
    return None


def _score(texts: Sequence[str], known: Known) -> int:
    return sum(1 for text in set(texts) if text and known(text))


def _all_units(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell is not None]
    words = [_text(cell) for cell in filled if _text(cell) not in ("", "-", "/", "—")]
    return (
        bool(words)
        and len([c for c in filled if isinstance(c, str)]) == len(filled)
        and all(units.parse(word) is not None for word in words)
    )


def _all_known(row: Sequence[Cell], known: Known) -> bool:
    """A second header row, such as canonical names below Chinese ones."""
    filled = [cell for cell in row if cell is not None]
    return len(filled) > 2 and all(isinstance(c, str) and known(c) for c in filled)


def _left_out(row: Sequence[Cell], wide: bool) -> str:
    """Why a row is no data: "total_row", "remark_row", or "" if it is data.

    wide: the row has a cell merged over three columns or more.
    """
    filled = [cell for cell in row if cell is not None]
    first = _text(filled[0])
    if _TOTAL.match(first):
        return "total_row"
    return "remark_row" if len(filled) == 1 and (wide or _REMARK.match(first)) else ""


def _groups(cells: Sequence[Sequence[Cell]], header: _Header, used: Sequence[int]) -> list[str]:
    """Heading above each column; an empty cell belongs to the heading on its left."""
    upper = header.bottom - 1
    if upper < 0:
        return [""] * len(used)
    above = [_text(cell) for cell in cells[upper]]
    below = [_text(cell) for cell in cells[header.bottom]]
    groups = []
    current = ""
    for high, low in zip(above, below, strict=True):
        current = high if high else (current if low else "")
        groups.append(current if low and current != low else "")
    return [groups[j] for j in used]


def _title_units(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Units stated above the header, as in "单位：万元、亩"."""
    found: list[str] = []
    for row in rows:
        for cell in dict.fromkeys(_text(cell) for cell in row):
            for stated in _STATED_UNIT.findall(cell):
                found.extend(part for part in re.split(r"[、,，;；\s]+", stated) if part)
    return tuple(found)


def _fill_data(
    grid: Grid,
    merges: Sequence[Merge],
    cells: list[list[Cell]],
    row_at: dict[int, int],
    width: int,
) -> list[Finding]:
    """Merged texts among the data stand for every row they cover; merged figures do not."""
    findings = []
    for merge in merges:
        if merge.top not in row_at or merge.left >= width:
            continue
        value = cells[row_at[merge.top]][merge.left]
        text = isinstance(value, str) and not _is_figure(value)
        code = "merged_text" if text else "merged_figure"
        findings.append(
            doubt(code, grid.place, merge.top, value=value, source=grid.place, last=merge.bottom)
        )
        last = bisect_right(grid.rows, merge.bottom)
        for position in range(row_at[merge.top], last) if text else ():
            for column in range(merge.left, min(merge.right, width - 1) + 1):
                cells[position][column] = value
    return findings


def _is_figure(text: str) -> bool:
    return bool(re.match(r"^\s*[+-]?[\d,.]+\s*\S{0,3}$", text))


def _longer_than_header(
    grid: Grid, cells: Sequence[Sequence[Cell]], kept: Sequence[int], header: _Header
) -> list[Finding]:
    """Rows of a text file longer than the header: a comma inside a text shifts the rest."""
    if grid.sheet:
        return []
    width = max((j + 1 for j, text in enumerate(header.texts) if text), default=0)
    return [
        blocker("row_too_long", grid.place, grid.rows[i], value=cells[i][width], source=grid.place,
                cells=len([c for c in cells[i] if c is not None]), headers=width)
        for i in kept
        if any(cell is not None for cell in cells[i][width:])
    ]  # fmt: skip
