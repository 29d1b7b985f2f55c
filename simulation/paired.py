"""Two outcomes compared replication by replication (common random numbers).

The same replication number means the same draws in both, so most of the chance cancels in the
difference d_r = b_r - a_r; its mean has the interval  mean(d) +- t(n - 1) * sd(d) / sqrt(n)
(Student's t).  The interval of independent plays, a's and b's variances added, stands beside it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from geodata.periods import period
from simulation import indicators
from simulation.faults import Problem, SimulationError
from simulation.indicators.indicator import Better
from simulation.outcome import Outcome
from simulation.tables.quantiles import figures_of

LEAST = 10
"""Fewer common replications than this are not compared: no interval would mean anything."""
ROUNDING = 1e-9
"""Differences smaller than this part of the figures are rounding of sums, not effects."""


def common_replications(a: Outcome, b: Outcome) -> npt.NDArray[np.int64]:
    """The replication numbers that both outcomes hold, ascending."""
    return np.intersect1d(a.replications, b.replications)


def check_comparable(a: Outcome, b: Outcome) -> None:
    """Raise SimulationError with every reason why the two cannot be subtracted."""
    problems: list[Problem] = []

    def differ(code: str, first: object, second: object) -> None:
        problems.append(Problem(code, values={"a": first, "b": second}))

    if a.seed != b.seed:
        differ("pair_seed", a.seed, b.seed)
    if a.years != b.years:
        differ("pair_years", period(a.years), period(b.years))
    for code, first, second in (("pair_enterprises", a.enterprise_id, b.enterprise_id),
                                ("pair_parks", a.park_id, b.park_id)):  # fmt: skip
        if first != second:
            odd = sorted(set(first) ^ set(second))
            names = ", ".join(odd[:5]) + (" …" if len(odd) > 5 else "")
            problems.append(Problem(code, values={"count": len(odd), "names": names or "-"}))
    common = len(common_replications(a, b))
    if common < LEAST:
        values = {"common": common, "least": LEAST, "a": _span(a), "b": _span(b)}
        problems.append(Problem("pair_replications", values=values))
    if problems:
        raise SimulationError(problems)


def _span(outcome: Outcome) -> str:
    numbers = outcome.replications
    return f"{numbers.min()}-{numbers.max()}" if len(numbers) else "-"


def paired_table(
    a: Outcome, b: Outcome, level: float = 0.95, names: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Differences b - a, one row an indicator and year, over the common replications.

    Columns: indicator, year, unit, better ("up", "down", "neither": what planners want),
    replications, a_mean, b_mean, difference_mean, difference_low, difference_high (interval of the
    mean at `level`), difference_p05, difference_p95 (nine of ten replications), unpaired_low,
    unpaired_high (the same interval had the plays been independent), share_b_higher (ties count
    half), verdict of b against a: "better", "worse", "higher", "lower" (no direction is declared),
    "unclear" (the interval holds 0), "same" (not one replication differs).

    Intervals hold row by row; among many rows some exclude 0 by chance.  Raises SimulationError
    with all reasons why the outcomes are not comparable, KeyError for unknown names.
    """
    check_comparable(a, b)
    numbers = common_replications(a, b)
    rows = [np.searchsorted(one.replications, numbers) for one in (a, b)]
    parts = []
    for name in names or tuple(indicators.ALL):
        it = indicators.ALL[name]
        first = np.asarray(it.values(a), dtype=np.float64)[rows[0]]
        second = np.asarray(it.values(b), dtype=np.float64)[rows[1]]
        head = {"indicator": name, "year": list(a.years), "unit": it.unit, "better": it.better,
                "replications": len(numbers)}  # fmt: skip
        parts.append(pd.DataFrame(head | differences(first, second, it.better, level)))
    return pd.concat(parts, ignore_index=True)


def differences(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], better: Better, level: float = 0.95
) -> dict[str, object]:
    """Columns a_mean .. verdict of `paired_table` from paired values (n, ...), n > 1."""
    n = len(a)
    d = b - a
    # Sums over enterprises differ in the last digits when other enterprises move first.
    d[np.abs(d) <= ROUNDING * np.maximum(np.abs(a), np.abs(b))] = 0.0
    t = float(stats.t.ppf(0.5 + level / 2, n - 1))
    mean, half = d.mean(axis=0), t * d.std(axis=0, ddof=1) / np.sqrt(n)
    apart = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / n)
    wide = float(stats.t.ppf(0.5 + level / 2, 2 * n - 2)) * apart
    spread = figures_of(d, ("p05", "p95"))
    higher = (d > 0).mean(axis=0) + (d == 0).mean(axis=0) / 2
    return {
        "a_mean": a.mean(axis=0), "b_mean": b.mean(axis=0), "difference_mean": mean,
        "difference_low": mean - half, "difference_high": mean + half,
        "difference_p05": spread["p05"], "difference_p95": spread["p95"],
        "unpaired_low": mean - wide, "unpaired_high": mean + wide,
        "share_b_higher": higher,
        "verdict": [
            verdict(*one, better)
            for one in zip((mean - half).flat, (mean + half).flat, (d == 0).all(axis=0).flat,
                           strict=True)
        ],
    }  # fmt: skip


def verdict(low: float, high: float, same: bool, better: Better) -> str:
    """One of better, worse, higher, lower, unclear, same; see `paired_table`."""
    if same:
        return "same"
    if not (low > 0 or high < 0):
        return "unclear"
    up = low > 0
    if better == "neither":
        return "higher" if up else "lower"
    return "better" if up == (better == "up") else "worse"
