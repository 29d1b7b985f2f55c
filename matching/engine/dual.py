"""Dual ascent: prices on the limits that make the proven bound small, by a smoothed dual.

Lagrange's bound is convex in the prices but has kinks.  Replacing each enterprise's max by

    tau_e * log( 1 + sum_o exp(reduced[e, o] / tau_e) ),      tau_e = tau * best score of e

makes it smooth; L-BFGS-B minimises it over a *sifted* set of placements (those near the best at
the prices so far), tau shrinks, and after each stage all placements are priced again: placements
that became attractive join the set, and the true bound is taken if it is better.  The softmax
weights of the last stage are close to a fractional optimum and guide the construction of a plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.optimize
import scipy.sparse

from matching.engine.layout import Layout
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints
from matching.stopping import Clock

STAGES = ((0.3, 30), (0.15, 30), (0.08, 40), (0.04, 50), (0.02, 60), (0.01, 80), (0.005, 100),
          (0.0025, 120), (0.0012, 120))  # fmt: skip
"""(tau, most iterations) of each stage."""
PER_ENTERPRISE = 12
DROP_WEIGHT = 1e-4
SAMPLE_FROM = 8_000
SAMPLE_SHARE = 0.12


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices and what they prove.

    lam: (R,) points per unit, >= 0 for "<=", <= 0 for ">=".  bound: points, proven.  e, o, weight:
    sifted placements with their softmax weight (0..1) at the last stage.  trace: (seconds, bound).
    """

    lam: Floats
    bound: float
    e: Ints
    o: Ints
    weight: Floats
    trace: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Sifted:
    """Placements of a restricted set, sorted by enterprise, with coefficients of first rows."""

    e: Ints
    o: Ints
    score: Floats
    coefficient: scipy.sparse.csr_matrix
    transposed: scipy.sparse.csr_matrix
    starts: Ints
    member: Ints


def ascend(
    pricing: Pricing,
    clock: Clock,
    *,
    seed: int,
    report: Callable[[float], None] | None = None,
    lam: Floats | None = None,
    stages: tuple[tuple[float, int], ...] = STAGES,
) -> Duals:
    """Good prices and the bound they prove, within the clock; deterministic unless time runs out.

    Large problems are first solved on a random sample of enterprises (limits scaled down) to get
    near quickly.
    """
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    start = np.zeros(layout.count) if lam is None else pricing.valid(lam)
    if enterprises >= SAMPLE_FROM and lam is None:
        generator = np.random.default_rng(seed)
        size = max(2_000, int(SAMPLE_SHARE * enterprises))
        subset = np.sort(generator.choice(enterprises, size=size, replace=False))
        start = _stages(pricing, clock, start, stages[:-3], subset, None).lam
        stages = stages[-5:]
    return _stages(pricing, clock, start, stages, None, report)


def _stages(
    pricing: Pricing,
    clock: Clock,
    lam: Floats,
    stages: tuple[tuple[float, int], ...],
    subset: Ints | None,
    report: Callable[[float], None] | None,
) -> Duals:
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    share = 1.0 if subset is None else len(subset) / max(1, enterprises)
    bound = layout.bound * share
    peak = peaks_of(pricing, subset)
    total = float(peak.sum())
    scale = price_scale(layout, total, share)
    best_lam, best_bound = lam, pricing.bound(lam) if subset is None else np.inf
    trace = [(clock.elapsed, best_bound)]
    keys = np.zeros(0, dtype=np.int64)
    weight = np.zeros(0)
    sifted = None
    for tau, iterations in stages:
        if clock.over:
            break
        width = np.maximum(peak * tau * 12.0, 1e-9)
        e, o = pricing.near(lam, width, PER_ENTERPRISE, subset)
        keys = np.union1d(keys[weight > DROP_WEIGHT], e * layout.places + o)
        sifted = sift(layout, keys)
        lam, weight = minimise(
            layout, sifted, bound, peak * tau, scale, lam, iterations, clock, pricing.valid
        )
        if subset is None:
            value = pricing.bound(lam)
            if value < best_bound:
                best_lam, best_bound = lam, value
            trace.append((clock.elapsed, best_bound))
            if report is not None:
                report(best_bound)
    if subset is not None:
        best_lam = lam
    none = np.zeros(0, dtype=np.int64)
    return Duals(
        best_lam,
        float(best_bound),
        none if sifted is None else sifted.e,
        none if sifted is None else sifted.o,
        weight,
        trace,
    )


def price_scale(layout: Layout, total: float, share: float = 1.0) -> Floats:
    """(R,) a large price of each row: 2 % of all points (at least 1) for the whole of its limit."""
    return 0.02 * max(total, 1.0) / np.maximum(layout.unit_scale * share, 1e-12)


def peaks_of(pricing: Pricing, subset: Ints | None) -> Floats:
    """(E,) best score of each enterprise, floored to keep tau above 0; 0 outside the subset."""
    enterprises = pricing.layout.problem.shape[0]
    peak = np.zeros(enterprises)
    for lo, hi in pricing.chunks():
        peak[lo:hi] = np.maximum(pricing.scores(lo, hi).max(axis=1, initial=0.0), 0.0)
    typical = float(np.median(peak[peak > 0])) if (peak > 0).any() else 1.0
    peak = np.maximum(peak, 1e-3 * typical)
    if subset is not None:
        outside = np.ones(enterprises, dtype=bool)
        outside[subset] = False
        peak[outside] = 0.0
    return peak


def sift(layout: Layout, keys: Ints) -> Sifted:
    """The sifted placements with the given keys e * O + o (ascending)."""
    e, o = np.divmod(keys, layout.places)
    score = layout.problem.score_at(e, *layout.unflat(o))
    row, position, value = layout.first_entries(e, o)
    matrix = scipy.sparse.csr_matrix((value, (position, row)), shape=(len(keys), layout.count))
    starts = np.flatnonzero(np.r_[True, e[1:] != e[:-1]]) if len(e) else np.zeros(0, dtype=np.int64)
    member = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(e)]))
    return Sifted(e, o, score, matrix, matrix.T.tocsr(), starts, member)


def minimise(
    layout: Layout,
    sifted: Sifted,
    bound: Floats,
    tau: Floats,
    scale: Floats,
    lam: Floats,
    iterations: int,
    clock: Clock,
    valid: Callable[[Floats], Floats],
) -> tuple[Floats, Floats]:
    """Prices that minimise the smoothed dual over the sifted placements, and softmax weights."""
    if not len(sifted.e):
        return np.zeros(layout.count), np.zeros(0)
    # only rows that some sifted placement touches, and minima whose price alone lowers the bound
    touched = np.zeros(layout.count)
    touched[sifted.coefficient.indices] = 1.0
    owed = np.isfinite(layout.price) & (layout.sign * bound < 0)
    active = np.flatnonzero((layout.up_to_row(touched) > 0) | owed)
    tau_of = tau[sifted.e[sifted.starts]]
    sign, cap = layout.sign, layout.cap

    def softmax(lam: Floats) -> tuple[float, Floats]:
        reduced = sifted.score - sifted.coefficient @ layout.from_row_on(lam)
        peak = np.maximum(np.maximum.reduceat(reduced, sifted.starts), 0.0)
        power = np.exp((reduced - peak[sifted.member]) / tau_of[sifted.member])
        stay = np.exp(-peak / tau_of)
        mass = np.add.reduceat(power, sifted.starts) + stay
        return float((peak + tau_of * np.log(mass)).sum()), power / mass[sifted.member]

    def value_and_slope(y: Floats) -> tuple[float, Floats]:
        lam = np.zeros(layout.count)
        lam[active] = y * scale[active] * sign[active]
        value, weight = softmax(lam)
        slope = bound - layout.up_to_row(sifted.transposed @ weight)
        return value + float(lam @ bound), (slope * scale * sign)[active]

    if not len(active):
        return np.zeros(layout.count), softmax(np.zeros(layout.count))[1]
    result = scipy.optimize.minimize(
        value_and_slope,
        (lam * sign / scale)[active],
        jac=True,
        method="L-BFGS-B",
        bounds=np.stack([np.zeros(len(active)), (cap / scale)[active]], axis=1),
        callback=lambda _: _raise_if(clock),
        options={"maxiter": iterations, "maxfun": 2 * iterations, "maxcor": 20},
    )
    found = np.zeros(layout.count)
    found[active] = result.x * scale[active] * sign[active]
    found = valid(found)
    return found, softmax(found)[1]


def _raise_if(clock: Clock) -> None:
    """Ends the minimisation early; SciPy then returns the last iterate."""
    if clock.over:
        raise StopIteration
