"""Restated: a plan's stored tables against the same tables made again from the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.findings import Finding, Severity
from matching.answer import Answer
from matching.cells import positions, texts
from matching.certificate import prices_of
from matching.check import PlanFinding, figure
from matching.plan import Plan
from matching.problem import TENURES, Problem
from matching.report import plan_tables
from matching.rows import Floats, Rows

KEYS: Mapping[str, tuple[str, ...]] = {
    "placements": ("enterprise_id",),
    "limits": ("name",),
    "rules": ("rule",),
    "terms": ("enterprise_id", "term"),
    "unmatched": ("enterprise_id",),
    "alternatives": ("enterprise_id", "rank"),
    "forgone": ("enterprise_id", "rank"),
    "obstacles": ("enterprise_id", "rank", "limit"),
}
"""Table of a plan -> what tells its lines apart."""
FIGURES = ("placements", "limits", "rules", "terms")
"""Where these differ the plan says something false; reasons that differ are doubts, because a tie
between two equally good parks may fall either way on another machine."""
RELATIVE, ABSOLUTE = 1e-6, 1e-9


def differing(problem: Problem, rows: Rows, plan: Plan) -> list[Finding]:
    """One finding for each column of each table that differs, and for lines too many or missing.

    The plan's placements must exist, one per enterprise (see `matching.check`).
    """
    placed = plan.placements
    answer = Answer(
        e=positions(texts(placed["enterprise_id"]), problem.enterprise_id),
        p=positions(texts(placed["park_id"]), problem.park_id),
        t=positions(placed["year"].tolist(), problem.years),
        m=positions(texts(placed["tenure"]), TENURES),
        found=True,
        shadow=_prices(rows, plan),
    )
    true = plan_tables(problem, rows, answer)
    return [
        finding for name in KEYS for finding in _compare(name, getattr(plan, name), true[name])
    ]  # fmt: skip


def _prices(rows: Rows, plan: Plan) -> Floats | None:
    """The plan's shadow prices: of its certificate, else as its table of limits states them."""
    if plan.certificate is not None:
        return prices_of(rows, plan.certificate.prices)[0]
    stated = plan.limits["shadow_price_points"].to_numpy(dtype=float)
    return stated if len(stated) == len(rows) else None


def _compare(name: str, stated: pd.DataFrame, true: pd.DataFrame) -> Iterator[Finding]:
    severity = Severity.BLOCKER if name in FIGURES else Severity.DOUBT
    lacking = [column for column in true.columns if column not in stated]
    for column in lacking:
        yield PlanFinding(severity, "plan_column_missing", name, column=column)
    if any(key in lacking for key in KEYS[name]):
        return
    left, right = _keyed(stated, KEYS[name]), _keyed(true, KEYS[name])
    for code, more, less in (
        ("plan_lines_added", left, right), ("plan_lines_missing", right, left)
    ):  # fmt: skip
        alone = more.index.difference(less.index, sort=False)
        if len(alone):
            yield PlanFinding(severity, code, name, value=_said(alone[0]),
                              values={"count": len(alone)})  # fmt: skip
    both = right.index.intersection(left.index, sort=False)
    left, right = left.loc[both], right.loc[both]
    for column in true.columns:
        if column in lacking or column in KEYS[name]:
            continue
        other = np.flatnonzero(~_same(left[column], right[column]))
        if len(other):
            first = other[0]
            yield PlanFinding(
                severity, "plan_column_differs", name, column=column, value=_said(both[first]),
                values={"count": len(other), "stated": _shown(left[column].iloc[first]),
                        "true": _shown(right[column].iloc[first])},
            )  # fmt: skip


def _keyed(table: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """The table indexed by its keys and, where they repeat, the number of the repetition."""
    parts = [table[key].astype(str) for key in keys]
    again = pd.concat(parts, axis=1).groupby(list(keys), sort=False).cumcount()
    return table.set_index(pd.MultiIndex.from_arrays([*parts, again]))


def _same(stated: pd.Series, true: pd.Series) -> npt.NDArray[np.bool_]:
    """(n,) whether the cells agree: figures within rounding, texts exactly, empty with empty."""
    if pd.api.types.is_numeric_dtype(true) and not pd.api.types.is_bool_dtype(true):
        numbers = pd.to_numeric(stated, errors="coerce").to_numpy(dtype=float)
        known = stated.isna().to_numpy() == np.isnan(numbers)
        wanted = true.to_numpy(dtype=float)
        close = np.isclose(numbers, wanted, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
        return np.asarray(close & known)
    return np.array(
        [_text(a) == _text(b) for a, b in zip(stated.tolist(), true.tolist(), strict=True)],
        dtype=bool,
    )


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _said(key: object) -> str:
    """A key in words: its parts but the number of the repetition."""
    parts = key[:-1] if isinstance(key, tuple) else (key,)
    return " ".join(str(part) for part in parts)


def _shown(value: object) -> str:
    return figure(value) if isinstance(value, float) and value == value else _text(value) or "-"
