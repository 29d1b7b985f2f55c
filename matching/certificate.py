"""Certificate: what a plan carries so that anybody can prove its bound again from the data.

It holds one price per limit (only those that are not 0) and the bound that they prove.  `prove` in
`matching.proof` turns prices into a bound in one pass, with no solver and nothing of the engine, so
a certificate is checked by computing it again; see `matching.certified`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.problem import Problem
from matching.proof import Proof, prove, valid_prices
from matching.rows import Floats, Rows

__all__ = ["DUAL", "KINDS", "SEARCH", "Certificate", "Proof", "certify", "prices_of", "prove"]

DUAL, SEARCH = "dual", "dual+search"
KINDS = (DUAL, SEARCH)
RELAXATION = "lagrange"
"""All limits are priced, "one place per enterprise" and the stars of chains are kept."""
CLOSE = 1e-9
"""Relative difference between two sums of the same figures on different machines."""


@dataclass(frozen=True)
class Certificate:
    """Prices and the bound they prove.

    kind: "dual", the plan's bound is proven by the prices; "dual+search", the plan's bound is
    tighter than that, found by an exact search on a reduced problem, and the prices prove only
    `bound`.  relaxation: which bound the prices stand for ("lagrange").  value, rounding, tolerance
    (points): the parts of `bound`, see `Proof`.  rows: how many limits there were.  prices: row
    name -> points per unit of the row, >= 0 for "<=", <= 0 for ">="; rows that are not named are 0.
    """

    case_fingerprint: str
    kind: str
    value: float
    rounding: float
    tolerance: float
    rows: int
    prices: Mapping[str, float]
    relaxation: str = RELAXATION

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a certificate is {' or '.join(KINDS)}, not {self.kind!r}")
        if self.relaxation != RELAXATION:
            raise ValueError(f"no relaxation {self.relaxation!r}; there is {RELAXATION!r}")

    @property
    def bound(self) -> float:
        """Points that no plan which passes the check exceeds, by the prices alone."""
        return self.value + self.rounding + self.tolerance


def certify(problem: Problem, rows: Rows, dual: Floats | None, found: float) -> Certificate:
    """The certificate of a plan.

    dual: (R,) prices, None if there are none: then nothing is priced, and the bound is everybody's
    best place.  found: the bound that the search claims, points; inf if none.
    """
    lam = valid_prices(rows, np.zeros(len(rows)) if dual is None else dual)
    proof = prove(problem, rows, lam)
    names = row_keys(rows)
    return Certificate(
        case_fingerprint=problem.case.fingerprint,
        kind=DUAL if proves(proof, found) else SEARCH,
        value=proof.value,
        rounding=proof.rounding,
        tolerance=proof.tolerance,
        rows=len(rows),
        prices={names[r]: float(lam[r]) for r in np.flatnonzero(lam).tolist()},
    )


def proves(proof: Proof, bound: float) -> bool:
    """Whether the prices alone prove `bound` for all plans that keep the limits exactly."""
    return bound >= proof.value - proof.rounding - CLOSE * max(1.0, abs(proof.value))


def row_keys(rows: Rows) -> list[str]:
    """Names of all rows, a repeated one with #2, #3 behind it."""
    seen: dict[str, int] = {}
    keys = []
    for name in rows.names:
        seen[name] = seen.get(name, 0) + 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return keys


def prices_of(rows: Rows, prices: Mapping[str, float]) -> tuple[Floats, Iterable[str]]:
    """(R,) the prices by row, 0 where none is named, and the names that are no rows."""
    where = {name: r for r, name in enumerate(row_keys(rows))}
    lam = np.zeros(len(rows))
    for name, price in prices.items():
        if name in where:
            lam[where[name]] = price
    return lam, [name for name in prices if name not in where]
