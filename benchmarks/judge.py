"""Whoever made a plan: rechecked from the data before any figure of it is printed."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

import numpy as np

from benchmarks.planning_model import placements_table
from matching.check import check
from matching.problem import Problem
from matching.rows import Floats, Ints, Rows

CERTIFICATE = "matching.certificate"


@dataclass(frozen=True)
class Judged:
    """A plan that keeps every hard limit.

    objective, paid: points, recomputed; paid is what soft limits missed cost.  placed: pairings.
    binding: limits of which at most 1 % is left.
    """

    objective: float
    paid: float
    placed: int
    binding: int


def judge(problem: Problem, rows: Rows, e: Ints, p: Ints, t: Ints, m: Ints) -> Judged:
    """The figures of a plan.  Raises AssertionError saying what it breaks."""
    report = check(problem, placements_table(problem, e, p, t, m), rows)
    if not report.ok:
        raise AssertionError(f"a plan breaks its limits: {report.summary('en', most=3)}")
    price = report.limits["price_points_per_unit"].to_numpy(dtype=float)
    excess = report.limits["excess"].to_numpy(dtype=float)
    soft = np.isfinite(price)
    return Judged(
        report.objective,
        float((price[soft] * excess[soft]).sum()),
        len(e),
        int(report.limits["binding"].sum()),
    )


def recompute_bound(problem: Problem, rows: Rows, prices: Floats | None) -> float:
    """The bound that the prices prove, by the certificate's own pass over the data.

    NaN without prices, or while `matching.certificate` is not there.
    """
    if prices is None or importlib.util.find_spec(CERTIFICATE) is None:
        return float("nan")
    return float(importlib.import_module(CERTIFICATE).prove(problem, rows, prices).bound)
