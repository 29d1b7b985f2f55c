"""Short ways to write findings, and the cap that keeps a list of them readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from geodata.findings import Both, Finding, Severity
from geodata.tables.column import SOURCE_ROW, Choice, Column, Table, unit_label

MAX_PER_CODE_AND_COLUMN = 1000
SHOWN_CHARACTERS = 120


def shown(value: object) -> str:
    """A cell as text short enough for a list of findings; "" for an empty cell."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def label_of(thing: Column | Table | Choice) -> Both:
    """The name of a column, table or word in both languages."""
    return Both(thing.zh, thing.en)


def unit_of(column: Column) -> Both:
    """The unit of a column in both languages, a dash where it has none."""
    return Both(unit_label(column.unit, "zh") or "—", unit_label(column.unit, "en") or "-")


def unit_in_brackets(column: Column) -> Both:
    """The unit of a column in brackets behind a figure; nothing where it has none."""
    if not column.unit:
        return Both("", "")
    return Both(f"（{unit_label(column.unit, 'zh')}）", f" ({unit_label(column.unit, 'en')})")


def rounded(number: float, digits: int = 3) -> str:
    """A figure of so many digits written out, never as a power of ten: 12345.6 -> "12300"."""
    if not np.isfinite(number):
        return ""
    return np.format_float_positional(float(f"{number:.{digits}g}"), trim="-")


def words_of(column: Column) -> Both:
    """The allowed words of a column in both languages."""
    return Both(
        "、".join(choice.zh for choice in column.choices),
        ", ".join(choice.en for choice in column.choices),
    )


def blocker(
    code: str,
    table: str,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    source: str = "",
    **values: object,
) -> Finding:
    """A finding that stops a run; `values` fill further placeholders of its sentence."""
    return Finding(Severity.BLOCKER, code, table, row, column, shown(value), source, values)


def doubt(
    code: str,
    table: str,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    source: str = "",
    **values: object,
) -> Finding:
    """A finding that is shown and recorded but stops nothing."""
    return Finding(Severity.DOUBT, code, table, row, column, shown(value), source, values)


def at_rows(
    severity: Severity,
    code: str,
    table: str,
    frame: pd.DataFrame,
    wrong: pd.Series | np.ndarray,
    column: str | None = None,
    **values: object,
) -> Iterator[Finding]:
    """One finding for every row of `frame` where `wrong` (boolean, aligned) is true.

    A value among `values` that is a Series aligned with `frame` is read row by row; the finding's
    source is the row's.  Beyond
    MAX_PER_CODE_AND_COLUMN rows one finding `many_more` says how many there are.
    """
    mask = pd.Series(wrong, index=frame.index).fillna(False).astype(bool).to_numpy()
    places = np.flatnonzero(mask)
    most = MAX_PER_CODE_AND_COLUMN
    cells = frame[column].iloc[places[:most]] if column else [None] * len(places[:most])
    numbers = frame[SOURCE_ROW].iloc[places[:most]]
    said = frame["source"].iloc[places[:most]] if "source" in frame else [None] * len(numbers)
    per_row = {
        name: [_said(cell) for cell in value.iloc[places[:most]]]
        for name, value in values.items()
        if isinstance(value, pd.Series)
    }
    fixed = {name: value for name, value in values.items() if name not in per_row}
    for i, (cell, number, source) in enumerate(zip(cells, numbers, said, strict=True)):
        row = None if pd.isna(number) else int(number)
        mine = {name: texts[i] for name, texts in per_row.items()}
        place = shown(source)
        yield Finding(severity, code, table, row, column, shown(cell), place, fixed | mine)
    if len(places) > most:
        yield many_more(severity, code, table, column, len(places), most)


def _said(cell: object) -> object:
    return cell if isinstance(cell, Both) else shown(cell)


def many_more(
    severity: Severity, code: str, table: str, column: str | None, total: int, most: int
) -> Finding:
    """Says that `total` rows have a finding of which only the first `most` are listed."""
    values = {"code": code, "more": total - most, "total": total}
    return Finding(severity, "many_more", table, None, column, "", "", values)


def capped(findings: Iterable[Finding], most: int = MAX_PER_CODE_AND_COLUMN) -> list[Finding]:
    """At most `most` findings of one code, table and column; one more says how many were left out.

    The extra finding has code `many_more` and the severity of those it stands for.
    """
    seen: Counter[tuple[str, str, str | None, Severity]] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        if finding.code == "many_more":
            kept.append(finding)
            continue
        key = (finding.code, finding.table, finding.column, finding.severity)
        seen[key] += 1
        if seen[key] <= most:
            kept.append(finding)
    for (code, table, column, severity), count in seen.items():
        if count > most:
            kept.append(many_more(severity, code, table, column, count, most))
    return kept
