"""What an estimate is: a known figure times a coefficient of the enterprise's division.

The range of an estimate is the value times low_factor^spread to high_factor^spread, with the
factors of the division (0.3 to 3.3: projects of one output employed 36 to 400 persons per 100
million yuan, an 11-fold spread, so about 3.3 to either side).  spread says how many times wider, on
a logarithmic scale, this quantity scatters than jobs do.  Where the known figure is itself an
estimate, the two scatters are independent: their logarithms add as squares.
"""

from __future__ import annotations

from dataclasses import dataclass

WAN_YUAN_PER_100M_YUAN = 10_000.0
"""1 亿元 = 10,000 万元; coefficients "per 100m yuan" are divided by it for output in 万元."""


@dataclass(frozen=True)
class Rule:
    """value = basis * coefficient * scale, or basis / coefficient / scale if inverse.

    code: key of the sentence `estimate.rule.<code>`.  basis: enterprise column; None takes the
    coefficient itself (a typical enterprise).  coefficient: column of the table industries.
    spread: see the module.
    """

    code: str
    basis: str | None
    coefficient: str
    scale: float = 1.0
    inverse: bool = False
    spread: float = 1.0


@dataclass(frozen=True)
class Estimator:
    """How the empty cells of one column are filled: the first rule whose basis is known.

    column: enterprise column.  unit: of the column.  at_least: column the value may not fall below.
    """

    column: str
    unit: str
    rules: tuple[Rule, ...]
    at_least: str | None = None
