"""Construction: a first plan that keeps every hard row, guided by the prices of the dual.

1. Minima, as the fractional optimum serves them.
2. Giants: the largest enterprises are decided together by HiGHS at the prices of the dual, because
   what the relaxation splits over parks must find one place before small ones fill the room.
3. A dive for all others (see `dive`), then whoever still fits with a gain, then single moves.

Several variants are tried as time permits, the best is kept: which giants to seat first is a
gamble worth several points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dive import Pace, dive
from matching.engine.dual import Duals, peaks_of
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.minima import serve
from matching.engine.moves import by_worth, insert, one_moves, place_by_reduced
from matching.engine.submodel import Effort, decide
from matching.rows import Ints
from matching.stopping import Clock

GIANT_OFFERS = 40
PLACING_S = 6e-4
"""Seconds to reserve for every enterprise that must still be tried one by one."""
SPLIT = 0.5
"""A giant is seated first if the fractional optimum places at least this much of it."""


@dataclass(frozen=True)
class Variant:
    """How many giants are seated first, and how patiently the dive goes."""

    giants: int
    pace: Pace


QUICK = Pace(taus=((0.006, 30),), likely=0.35, fraction=0.25)
PATIENT = Pace(taus=((0.02, 25), (0.006, 35)), likely=0.35, fraction=0.1)
VARIANTS = (Variant(20, QUICK), Variant(60, QUICK), Variant(0, QUICK), Variant(20, PATIENT))


def construct(ledger: Ledger, duals: Duals, variant: Variant, start: Ints, clock: Clock) -> None:
    """Fill the ledger from `start` ((E,) places, keeping all hard rows) until nothing fits."""
    ledger.restart(start)
    serve(ledger, duals, clock)
    if variant.giants and not clock.over:
        seat_giants(ledger, duals, variant.giants, clock)
    # the dive may end anywhere, but placing one by one must come to its end
    reserve = PLACING_S * np.count_nonzero(ledger.at < 0)
    lam = dive(ledger, duals, variant.pace, clock.part(clock.left - reserve))
    waiting = np.flatnonzero(ledger.at < 0)
    order = by_worth(ledger, lam, waiting)
    place_by_reduced(ledger, lam, order, clock)
    for e in order.tolist():
        if clock.over:
            return
        if ledger.at[e] < 0:
            insert(ledger, e)
    one_moves(ledger, np.arange(len(ledger.at)), clock)


def seat_giants(ledger: Ledger, duals: Duals, most: int, clock: Clock) -> None:
    """Decide the `most` largest enterprises that the fractional optimum places, all at once.

    Each counts what it is worth after paying for the limits it uses, so that seating a giant where
    it crowds out more than it brings does not pay; the limits themselves hold for the giants alone.
    """
    pricing, layout = ledger.pricing, ledger.layout
    mass = np.zeros(len(ledger.at))
    np.add.at(mass, duals.e, duals.weight)
    peak = peaks_of(pricing, None)
    wanted = np.flatnonzero((mass >= SPLIT) & (ledger.at < 0))
    giants = np.sort(wanted[np.argsort(-peak[wanted], kind="stable")[:most]])
    if not len(giants):
        return
    everywhere = np.full(len(ledger.at), np.inf)
    e, o = pricing.near(duals.lam, everywhere, GIANT_OFFERS, subset=giants)
    e, o = np.divmod(np.unique(e * layout.places + o), layout.places)
    worth = pricing.reduced_at(duals.lam, e, o)
    fair = worth > -0.05 * peak[e]
    e, o, worth = e[fair], o[fair], worth[fair]
    effort = Effort(min(10.0, 0.15 * clock.left), 500, 1e-3)
    decision = decide(ledger, giants, e, o, effort, weight=worth, fines=False)
    if decision is None:
        return
    for firm, place in zip(giants.tolist(), decision.places.tolist(), strict=True):
        if place != UNPLACED:
            ledger.place(firm, place)
