"""Fills missing figures of enterprises from coefficients of their division, cell by cell.

    enterprises                                  industries
    id   division  output_wan_yuan  jobs         division  jobs_persons_per_100m_yuan  ...
    E1   39        20,000           (empty)      39        99

    E1's jobs = 20,000 / 10,000 * 99 = 198, range 59 to 653, rule jobs_from_output

Given figures are never changed.  Where no coefficient supports a figure it stays empty and one
doubt per column and division says so.  Coefficients are orders of magnitude for planning, never
regulatory (docs/ESTIMATES.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.division_words import fill_divisions
from geodata.estimators import ALL, COLUMNS, Estimator, Rule
from geodata.findings import Finding, Severity
from geodata.notes import NOTE_COLUMNS, join_notes
from geodata.report import label_of
from geodata.tables import ALL as TABLES

TABLE = "enterprises"
TYPICAL = "output_typical"
Floats = npt.NDArray[np.float64]

__all__ = ["COLUMNS", "estimate", "expected_range"]


@dataclass
class _Figure:
    """One column while it is filled, (n,) each.

    value: NaN = unknown.  low, high: natural logarithms of the range relative to the value (low <=
    0 <= high), 0 for given figures.  rule: index + 1 of the estimator's rule, 0 = not estimated.
    """

    value: Floats
    low: Floats
    high: Floats
    rule: npt.NDArray[np.int8]


@dataclass(frozen=True)
class _Coefficients:
    """Coefficients of each enterprise's division, NaN where the table has none."""

    table: pd.DataFrame
    row: npt.NDArray[np.intp]

    def __getitem__(self, column: str) -> Floats:
        if column not in self.table.columns:
            return np.full(len(self.row), np.nan)
        values = pd.to_numeric(self.table[column], errors="coerce").to_numpy(np.float64)
        values = np.where(np.isfinite(values) & (values >= 0), values, np.nan)
        return np.where(self.row >= 0, np.append(values, np.nan)[self.row], np.nan)


def _coefficients(enterprises: pd.DataFrame, industries: pd.DataFrame) -> _Coefficients:
    """Joins by division.  The first of two rows of one division counts."""
    table = industries.drop_duplicates("division")
    return _Coefficients(table, pd.Index(table["division"]).get_indexer(enterprises["division"]))


def _given(enterprises: pd.DataFrame, column: str) -> Floats:
    if column not in enterprises.columns:
        return np.full(len(enterprises), np.nan)
    return pd.to_numeric(enterprises[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)


def _figure(value: Floats) -> _Figure:
    zeros = np.zeros(len(value))
    return _Figure(value.copy(), zeros.copy(), zeros.copy(), np.zeros(len(value), np.int8))


def _usable(value: Floats) -> npt.NDArray[np.bool_]:
    """Figures an estimate may rest on; negative and infinite ones are for the checks to report."""
    return np.isfinite(value) & (value >= 0)


def _apply(
    rule: Rule, number: int, target: _Figure, figures: dict[str, _Figure], by: _Coefficients
) -> None:
    """Fills the cells of `target` that are still empty where the rule has all it needs."""
    coefficient = by[rule.coefficient] * rule.scale
    basis = figures[rule.basis] if rule.basis else _figure(np.ones(len(target.value)))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = basis.value / coefficient if rule.inverse else basis.value * coefficient
    fill = np.isnan(target.value) & _usable(basis.value) & np.isfinite(value)
    low, high = _spread(by, rule.spread)
    target.value[fill] = value[fill]
    target.low[fill] = -np.hypot(basis.low, low)[fill]
    target.high[fill] = np.hypot(basis.high, high)[fill]
    target.rule[fill] = number


def _spread(by: _Coefficients, power: float) -> tuple[Floats, Floats]:
    """Logarithms of low and high factor to that power; 0 (no range) where the table has none."""
    with np.errstate(divide="ignore"):
        low = power * np.log(np.minimum(by["low_factor"], 1.0))
        high = power * np.log(np.maximum(by["high_factor"], 1.0))
    return np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=0.0)


def _fill(
    enterprises: pd.DataFrame,
    industries: pd.DataFrame,
    *,
    ignore: str | None = None,
    typical: bool = True,
) -> dict[str, _Figure]:
    """Every figure after all estimators; ignore: a column treated as if it were empty."""
    by = _coefficients(enterprises, industries)
    figures = {column: _figure(_given(enterprises, column)) for column in COLUMNS}
    if ignore is not None:
        figures[ignore].value[:] = np.nan
    for estimator in ALL:
        target = figures[estimator.column]
        for number, rule in enumerate(estimator.rules, start=1):
            if typical or rule.code != TYPICAL:
                _apply(rule, number, target, figures, by)
        if estimator.at_least is not None:
            _raise_to(target, _given(enterprises, estimator.at_least))
    return figures


def _raise_to(target: _Figure, least: Floats) -> None:
    """Estimates below `least` become `least`, which is then also the low end of the range."""
    known = (target.rule > 0) & _usable(least) & (least > 0)
    below = known & (target.value < least)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        high_end = target.value * np.exp(target.high)
        target.value[below] = least[below]
        target.high[below] = np.log(np.maximum(high_end / least, 1.0))[below]
        floor = np.log(least / target.value)
    target.low[known] = np.maximum(target.low, floor)[known]


def estimate(
    enterprises: pd.DataFrame, industries: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Enterprises with missing figures filled, a note for each filled cell, and doubts.

    enterprises: table `enterprises` (n rows); industries: table `industries`.  Returns a new frame
    (given cells are untouched), notes with `geodata.notes.NOTE_COLUMNS` (kind "estimated", rule =
    key below `estimate.rule`, low and high in the column's unit) and doubts: a figure without
    coefficient, one per column and division with the count; a division guessed or unknown.  A
    missing division is guessed from product and name (`geodata.division_words`).
    """
    frame, division_notes, findings = fill_divisions(enterprises)
    figures = _fill(frame, industries)
    notes = [division_notes]
    for estimator in ALL:
        figure = figures[estimator.column]
        filled = figure.rule > 0
        if filled.any():
            notes.append(_notes(frame, industries, estimator, figure, filled))
        if filled.any() or estimator.column not in frame.columns:
            kept = _given(frame, estimator.column)
            frame[estimator.column] = np.where(filled, figure.value, kept)
    findings += _unknown_divisions(frame, industries)
    findings += _unsupported(frame, industries)
    return frame, join_notes(notes), findings


def _notes(
    frame: pd.DataFrame,
    industries: pd.DataFrame,
    estimator: Estimator,
    figure: _Figure,
    filled: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    codes = np.array([None, *(rule.code for rule in estimator.rules)], dtype=object)
    at = np.flatnonzero(filled)
    division = frame["division"].to_numpy(dtype=object)[at]
    source = _sources(industries)
    value = figure.value[at]
    count = len(at)
    return pd.DataFrame(
        {
            "table": np.full(count, TABLE, dtype=object),
            "row": _column(frame, "source_row", at),
            "id": _column(frame, "enterprise_id", at),
            "column": np.full(count, estimator.column, dtype=object),
            "kind": np.full(count, "estimated", dtype=object),
            "before": np.full(count, None, dtype=object),
            "after": value.astype(object),
            "unit": np.full(count, estimator.unit, dtype=object),
            "low": value * np.exp(figure.low[at]),
            "high": value * np.exp(figure.high[at]),
            "rule": codes[figure.rule[at]],
            "source": np.array([source[d] for d in division], dtype=object),
        },
        columns=list(NOTE_COLUMNS),
    )


def _sources(industries: pd.DataFrame) -> dict[str, str]:
    """Division -> where its coefficients stand and how far they may be trusted."""
    if "confidence" not in industries.columns:
        return {d: f"industries {d}" for d in industries["division"]}
    words = industries["confidence"].fillna("user")
    return {d: f"industries {d} ({w})" for d, w in zip(industries["division"], words, strict=True)}


def _column(frame: pd.DataFrame, name: str, at: npt.NDArray[np.intp]) -> npt.NDArray[np.object_]:
    if name not in frame.columns:
        return np.full(len(at), None, dtype=object)
    return frame[name].to_numpy(dtype=object)[at]


def _unknown_divisions(frame: pd.DataFrame, industries: pd.DataFrame) -> list[Finding]:
    """One doubt per stated division that the table of coefficients does not list."""
    stated = frame["division"].dropna()
    strange = stated[~stated.isin(set(industries["division"]))]
    return [
        Finding(
            Severity.DOUBT,
            "division_without_coefficients",
            TABLE,
            None,
            "division",
            str(division),
            values={"count": int(count)},
        )
        for division, count in strange.value_counts().sort_index().items()
    ]


def _unsupported(frame: pd.DataFrame, industries: pd.DataFrame) -> list[Finding]:
    """One doubt per column and listed division with cells that nothing supports."""
    findings = []
    listed = frame["division"].isin(set(industries["division"]))
    for column in COLUMNS:
        empty = frame.loc[listed & frame[column].isna(), "division"]
        label = label_of(TABLES[TABLE][column])
        for division, count in empty.value_counts().sort_index().items():
            findings.append(
                Finding(
                    Severity.DOUBT,
                    "no_coefficient",
                    TABLE,
                    None,
                    column,
                    "",
                    values={"division": str(division), "count": int(count), "label": label},
                )
            )
    return findings


def expected_range(
    enterprises: pd.DataFrame, industries: pd.DataFrame, column: str
) -> tuple[Floats, Floats]:
    """Low and high end (n,), in the column's unit, of what each enterprise's `column` should be.

    Rests on the other *given* figures only, never on the column itself nor on a typical
    enterprise; NaN where nothing supports a range.  For checking given figures: a value far outside
    is a doubt (kg entered for t).  Raises KeyError for a column that is not estimated.
    """
    if column not in COLUMNS:
        raise KeyError(f"{column} is not estimated; known: {', '.join(COLUMNS)}")
    figure = _fill(enterprises, industries, ignore=column, typical=False)[column]
    return figure.value * np.exp(figure.low), figure.value * np.exp(figure.high)
