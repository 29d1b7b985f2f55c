"""Figures far too large for the output of their enterprise, such as kilograms for tonnes.

Expected figure = output x coefficient of the division.  Ratios scatter thirtyfold between real
enterprises (RESEARCH: 0.27 to 8.6 ha per 100 million yuan), so only figures at least ten times the
expected one, and beyond the range of the coefficients, raise a doubt.  Output itself is held
against the output that jobs and land suggest.  Made-up rows are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Both, Finding, Severity
from geodata.report import at_rows, doubt, label_of, rounded, unit_of
from geodata.tables import ALL

COEFFICIENTS = {
    "jobs_persons": ("jobs_persons_per_100m_yuan", 1e-4),
    "tax_wan_yuan": ("tax_per_output", 1.0),
    "land_mu": ("land_mu_per_100m_yuan", 1e-4),
    "energy_tce": ("energy_tce_per_wan_yuan", 1.0),
    "cod_t": ("cod_t_per_100m_yuan", 1e-4),
    "nh3n_t": ("nh3n_t_per_100m_yuan", 1e-4),
    "so2_t": ("so2_t_per_100m_yuan", 1e-4),
    "nox_t": ("nox_t_per_100m_yuan", 1e-4),
    "voc_t": ("voc_t_per_100m_yuan", 1e-4),
}
"""Column -> coefficient and what turns output in wan_yuan into its denominator."""

SMALLER_UNITS = {
    "t": (Both("公斤", "kilograms"), 1000.0),
    "mu": (Both("平方米", "m2"), 2000 / 3),
    "tce": (Both("公斤标准煤", "kg of coal equivalent"), 1000.0),
    "wan_yuan": (Both("元", "yuan"), 1e4),
}
"""Unit of a column -> the smaller unit that people mix up with it, and how many make one."""

SUSPICIOUS_TIMES = 10.0
SUSPICIOUS_MEDIAN_TIMES = 100.0
SUSPICIOUS_OUTPUT_TIMES = 5_000.0
SUSPICIOUS_MEDIAN_OUTPUT_TIMES = 300.0
ROWS_FOR_A_MEDIAN = 5
UNLIKELY_OUTPUT_TIMES = 30.0
"""Output this many times what jobs or land suggest, or less than its inverse, is a doubt."""

WIDEST_SPREAD = 100.0
"""After turning the unit round, a figure this many times the expected one may still be right."""

OUTPUT_EVIDENCE = ("jobs_persons", "land_mu")


def check(given: Given) -> Iterator[Finding]:
    """Doubts for single figures and whole columns; none where no division has a coefficient."""
    if not {"enterprises", "industries"} <= given.tables.keys():
        return
    frame = given["enterprises"]
    frame = frame[frame["confidence"] != "synthetic"]
    if frame.empty:
        return
    industries = given["industries"].drop_duplicates("division").set_index("division")
    rates = industries.reindex(frame["division"].to_numpy()).set_axis(frame.index)
    high = rates["high_factor"].fillna(1.0).clip(lower=SUSPICIOUS_TIMES)
    odd = pd.Series(False, index=frame.index)
    for column in OUTPUT_EVIDENCE:
        # Land far too large for the output is said of the land below: 平方米 for 亩 is common.
        both_ways = column == "jobs_persons"
        findings, these = _output_against(frame[~odd], rates[~odd], column, both_ways)
        yield from findings
        odd |= these.reindex(frame.index, fill_value=False)
    for column, (coefficient, scale) in COEFFICIENTS.items():
        # A division without a coefficient is held against the highest that any division has.
        rate = rates[coefficient].astype(float).fillna(industries[coefficient].astype(float).max())
        expected = frame["output_wan_yuan"] * rate * scale
        times = (frame[column] / expected.where(expected > 0)).astype(float)
        large = (times >= high) & ~odd
        yield from _doubts(frame, column, times, expected, large, SUSPICIOUS_MEDIAN_TIMES)
    usual = rates["typical_output_wan_yuan"]
    times = (frame["output_wan_yuan"] / usual.where(usual > 0)).astype(float)
    large = times >= SUSPICIOUS_OUTPUT_TIMES
    median = SUSPICIOUS_MEDIAN_OUTPUT_TIMES
    yield from _doubts(frame, "output_wan_yuan", times, usual, large, median)


def _output_against(
    frame: pd.DataFrame, rates: pd.DataFrame, column: str, both_ways: bool
) -> tuple[list[Finding], pd.Series]:
    """Doubts for output that does not go with `column`, and (n,) whether a row has one.

    Suggested output = figure / coefficient x 10,000 wan_yuan; so 217 persons at 100 persons per 100
    million yuan suggest 21,700 wan_yuan.
    """
    coefficient, scale = COEFFICIENTS[column]
    per_wan_yuan = rates[coefficient] * scale
    expected = frame[column] / per_wan_yuan.where(per_wan_yuan > 0)
    times = (frame["output_wan_yuan"] / expected.where(expected > 0)).astype(float)
    large = times > UNLIKELY_OUTPUT_TIMES
    small = (times < 1 / UNLIKELY_OUTPUT_TIMES) & (frame["output_wan_yuan"] > 0) & both_ways
    spec = ALL["enterprises"]["output_wan_yuan"]
    findings = [
        finding
        for wrong, unit, ratio in (
            (large, Both("元", "yuan"), times.map(rounded)),
            (small, Both("亿元", "100 million yuan"), (1 / times).map(lambda x: f"1/{rounded(x)}")),
        )
        for finding in at_rows(
            Severity.DOUBT, "output_unlikely", "enterprises", frame, wrong, "output_wan_yuan",
            label=label_of(spec), unit=unit_of(spec), other=label_of(ALL["enterprises"][column]),
            figure=frame[column].map(rounded), other_unit=unit_of(ALL["enterprises"][column]),
            expected=expected.map(rounded), times=ratio, mistaken=unit,
        )
    ]  # fmt: skip
    return findings, large | small


def _doubts(
    frame: pd.DataFrame,
    column: str,
    times: pd.Series,
    expected: pd.Series,
    large: pd.Series,
    median_times: float,
) -> Iterator[Finding]:
    spec = ALL["enterprises"][column]
    smaller, per_unit = SMALLER_UNITS.get(spec.unit, (Both("", ""), np.nan))
    median = float(times.median()) if times.notna().sum() >= ROWS_FOR_A_MEDIAN else 0.0
    if median >= median_times:
        code = "column_in_smaller_unit" if smaller.zh else "column_too_large"
        yield doubt(code, "enterprises", column=column, label=label_of(spec), times=round(median),
                    smaller=smaller)  # fmt: skip
    # Divided by the smaller unit the figure should come near what is expected, within the spread.
    mixed_up = large & (times / per_unit).between(1 / 30, WIDEST_SPREAD)
    values = {
        "label": label_of(spec),
        "times": times.round(0),
        "expected": expected.map(rounded),
        "smaller": smaller,
        "unit": unit_of(spec),
    }
    yield from at_rows(
        Severity.DOUBT, "figure_in_smaller_unit", "enterprises", frame, mixed_up, column, **values
    )
    yield from at_rows(
        Severity.DOUBT,
        "figure_too_large",
        "enterprises",
        frame,
        large & ~mixed_up,
        column,
        **values,
    )
