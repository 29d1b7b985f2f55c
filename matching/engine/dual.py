"""Dual ascent: prices on the limits that make the proven bound small, by a smoothed dual.

Lagrange's bound is convex in the prices but has kinks.  Replacing each enterprise's max by

    tau_e * log( 1 + sum_o exp(reduced[e, o] / tau_e) ),      tau_e = tau * best score of e

makes it smooth; projected L-BFGS minimises it over a *sifted* set of placements (those near the
best at the prices so far), tau shrinks, and after each stage all placements are priced again:
placements that became attractive join the set, and the true bound is taken if it is better.  A
chain is smoothed the same way: over the places of the lead, each with the smoothed worth of its
followers.  The softmax weights of the last stage are close to a fractional optimum and guide the
search for a plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matching.engine import soft_kernels as kernels
from matching.engine.descent import descend
from matching.engine.layout import Layout
from matching.engine.pricing import Pricing
from matching.engine.stars import Stars
from matching.rows import Floats, Ints
from matching.stopping import Clock

STAGES = ((0.3, 30), (0.15, 30), (0.08, 40), (0.04, 50), (0.02, 60), (0.01, 80), (0.005, 100),
          (0.0025, 120), (0.0012, 120))  # fmt: skip
"""(tau, most iterations) of each stage."""
LAST_STAGES = STAGES[-2:]
"""Enough where good prices are known: after a small change of limits."""
PER_ENTERPRISE, WIDE = 12, 100
"""Sifted placements per enterprise; and where a hard minimum must be met, as among too few of them
it may be out of reach, and its price would grow without end."""
DROP_WEIGHT = 1e-4
FADE = 0.5
SAMPLE_FROM = 8_000
SAMPLE_SHARE = 0.12


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices and what they prove.

    lam: (R,) points per unit, >= 0 for "<=", <= 0 for ">=".  bound: points, proven.  e, o, weight:
    sifted placements, ascending, with their softmax weight (0..1) at the last stage.  trace:
    (seconds, bound).
    """

    lam: Floats
    bound: float
    e: Ints
    o: Ints
    weight: Floats
    trace: list[tuple[float, float]] = field(default_factory=list)


def no_duals(layout: Layout) -> Duals:
    """Prices of 0 that prove nothing yet."""
    none = np.zeros(0, dtype=np.int64)
    return Duals(np.zeros(layout.count), np.inf, none, none, np.zeros(0))


@dataclass(frozen=True, eq=False)
class Sifted:
    """Placements of a restricted set, ascending by enterprise and place, with their row entries.

    starts: (G + 1,) where each enterprise's placements begin.  owner: (G,) enterprises.  ptr
    (n + 1,), index, value: first rows and canonical uses of each placement.  alone: (G,) whether
    the enterprise is in no chain.  group: (E,) group of an enterprise or -1.  park: (n,).
    """

    e: Ints
    o: Ints
    score: Floats
    starts: Ints
    owner: Ints
    ptr: Ints
    index: npt.NDArray[np.int32]
    value: Floats
    alone: npt.NDArray[np.bool_]
    group: Ints
    park: Ints
    stars: Stars


def ascend(
    pricing: Pricing,
    clock: Clock,
    *,
    seed: int,
    report: Callable[[float], None] | None = None,
    start: Duals | None = None,
    stages: tuple[tuple[float, int], ...] = STAGES,
) -> Duals:
    """Good prices and the bound they prove, within the clock; deterministic unless time runs out.

    start: prices to begin with, say of nearly the same problem.  Large problems are otherwise first
    solved on a random sample of enterprises (limits scaled down) to get near quickly.
    """
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    none = no_duals(layout)
    begin = none if start is None else start
    if enterprises >= SAMPLE_FROM and start is None:
        generator = np.random.default_rng(seed)
        size = max(2_000, int(SAMPLE_SHARE * enterprises))
        subset = np.sort(generator.choice(enterprises, size=size, replace=False))
        begin = _stages(pricing, clock, none, stages[:-3], subset, None)
        stages = stages[-5:]
    return _stages(pricing, clock, begin, stages, None, report)


def _stages(
    pricing: Pricing,
    clock: Clock,
    begin: Duals,
    stages: tuple[tuple[float, int], ...],
    subset: Ints | None,
    report: Callable[[float], None] | None,
) -> Duals:
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    lam = pricing.valid(begin.lam)
    share = 1.0 if subset is None else len(subset) / max(1, enterprises)
    limits = layout.bound * share
    peak = peaks_of(pricing, subset)
    scale = price_scale(layout, float(peak.sum()), share)
    best_lam, best_bound = lam, pricing.bound(lam) if subset is None else np.inf
    trace = [(clock.elapsed, best_bound)]
    keys, weight = begin.e * layout.places + begin.o, begin.weight
    if subset is not None or len(keys) == 0:
        keys, weight = np.zeros(0, dtype=np.int64), np.zeros(0)
    most = WIDE if layout.demanding else PER_ENTERPRISE
    for tau, iterations in stages:
        if clock.over:
            break
        width = np.maximum(peak * tau * 12.0, 1e-9)
        e, o = pricing.near(lam, width, most, subset)
        keys = np.union1d(keys[weight > DROP_WEIGHT], e * layout.places + o)
        sifted = sift(pricing, keys)
        lam, weight = minimise(
            layout, sifted, limits, peak * tau, scale, lam, iterations, clock, pricing.valid
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
    e, o = np.divmod(keys, layout.places)
    return Duals(best_lam, float(best_bound), e, o, weight, trace)


def price_scale(layout: Layout, total: float, share: float = 1.0) -> Floats:
    """(R,) a large price of each row: 2 % of all points (at least 1) for the whole of its limit."""
    return 0.02 * max(total, 1.0) / np.maximum(layout.unit_scale * share, 1e-12)


def peaks_of(pricing: Pricing, subset: Ints | None) -> Floats:
    """(E,) best score of each enterprise, floored to keep tau above 0; 0 outside the subset."""
    enterprises = pricing.layout.problem.shape[0]
    peak = pricing.best(np.zeros(pricing.layout.count))[1]
    typical = float(np.median(peak[peak > 0])) if (peak > 0).any() else 1.0
    peak = np.maximum(peak, 1e-3 * typical)
    if subset is not None:
        outside = np.ones(enterprises, dtype=bool)
        outside[subset] = False
        peak[outside] = 0.0
    return peak


def sift(pricing: Pricing, keys: Ints, at: Ints | None = None) -> Sifted:
    """The sifted placements with the given keys e * O + o (ascending).

    at: (E,) where those not among them stand already; their chains add to the scores.
    """
    layout, uses, stars = pricing.layout, pricing.uses, pricing.stars
    e, o = np.divmod(keys, layout.places)
    first = np.flatnonzero(np.r_[True, e[1:] != e[:-1]]) if len(e) else np.zeros(0, dtype=np.int64)
    owner = e[first]
    group = np.full(layout.problem.shape[0], -1, dtype=np.int64)
    group[owner] = np.arange(len(owner))
    ptr = np.zeros(len(keys) + 1, dtype=np.int64)
    kernels.count_rows(e, o, uses.row, uses.first, uses.line, ptr)
    index = np.zeros(int(ptr[-1]), dtype=np.int32)
    value = np.zeros(int(ptr[-1]))
    kernels.fill_rows(e, o, uses.row, uses.shape_of, uses.shape, uses.first, uses.line, uses.amount,
                      ptr, index, value)  # fmt: skip
    score = pricing.score_at(e, o)
    if at is not None and len(stars):
        kernels.add_chains(e, o // pricing.per_park, score, at, pricing.per_park, stars.lead_of,
                           stars.star_of, stars.first, stars.follower, stars.bonus,
                           stars.closeness)  # fmt: skip
    return Sifted(
        e, o, score, np.append(first, len(e)).astype(np.int64), owner, ptr, index,
        value, stars.rank[owner] < 0, group, o // pricing.per_park, stars,
    )  # fmt: skip


def soften(sifted: Sifted, paid: Floats, tau: Floats) -> tuple[float, Floats]:
    """Smoothed worth of all enterprises and chains, and (n,) softmax weights.

    paid: (R,) canonical price of a row and the later rows of its scope.  tau: (G,) points.
    """
    count = len(sifted.e)
    reduced, weight, worth = np.empty(count), np.zeros(count), np.zeros(len(sifted.owner))
    large = len(sifted.index) >= kernels.PARALLEL_FROM
    values = kernels.soft_values_parallel if large else kernels.soft_values
    values(sifted.starts, sifted.alone, sifted.score, sifted.ptr, sifted.index, sifted.value, paid,
           tau, reduced, weight, worth)  # fmt: skip
    stars = sifted.stars
    if len(stars):
        kernels.soft_stars(
            sifted.starts, sifted.group, stars.lead, stars.first, stars.follower, stars.bonus,
            stars.closeness, sifted.park, tau, reduced, weight, worth, np.empty(count),
        )  # fmt: skip
    return float(worth.sum()), weight


def _natural_scale(
    layout: Layout, sifted: Sifted, lam: Floats, tau: Floats, usual: Floats
) -> Floats:
    """(R,) price steps of equal curvature, so that all prices settle at the same pace.

    Rows that nobody is about to use keep a step between the others'.
    """
    _, weight = soften(sifted, layout.from_row_on(np.abs(lam)), tau)
    bend = np.zeros(layout.count)
    kernels.curvature(sifted.starts, sifted.ptr, sifted.index, sifted.value, layout.end, weight,
                      tau, bend)  # fmt: skip
    known = bend > 0.0
    if not known.any():
        return usual
    natural = 1.0 / np.sqrt(np.where(known, bend, 1.0))
    share = float(np.median(natural[known] / usual[known]))
    natural = np.where(known, natural, usual * share)
    return np.minimum(natural, 30.0 * share * usual)


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
    touched[sifted.index] = 1.0
    limit = layout.sign * bound
    owed = np.isfinite(layout.price) & (limit < 0)
    active = np.flatnonzero((layout.up_to_row(touched) > 0) | owed)
    tau_of = tau[sifted.owner]
    parts = np.zeros((kernels.BLOCKS, layout.count))
    large = len(sifted.index) >= kernels.PARALLEL_FROM
    slopes = kernels.slopes_parallel if large else kernels.slopes

    def value_and_slope(y: Floats) -> tuple[float, Floats]:
        size = np.zeros(layout.count)
        size[active] = y * scale[active]
        value, weight = soften(sifted, layout.from_row_on(size), tau_of)
        parts[:] = 0.0
        slopes(sifted.starts, sifted.ptr, sifted.index, sifted.value, weight, parts)
        slope = limit - layout.up_to_row(parts.sum(axis=0))
        return value + float(size @ limit), (slope * scale)[active]

    if not len(active):
        return np.zeros(layout.count), soften(sifted, np.zeros(layout.count), tau_of)[1]
    scale = _natural_scale(layout, sifted, lam, tau_of, scale)
    y = descend(value_and_slope, (np.abs(lam) / scale)[active], (layout.cap / scale)[active],
                iterations, lambda: clock.over)  # fmt: skip
    # a row that no sifted placement touches may still be wanted by others: its price only fades
    found = FADE * np.abs(lam) * layout.sign
    found[active] = y * scale[active] * layout.sign[active]
    found = valid(found)
    return found, soften(sifted, layout.from_row_on(np.abs(found)), tau_of)[1]
