"""Dive: fix what the fractional optimum is sure of, price the rest anew with what is left, repeat.

Each round solves the smoothed dual of the enterprises still waiting against the room that is left,
with all placements ruled out that no longer fit.  So prices rise where giants have taken the room,
and what was split over several parks must decide for one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dual import Duals, minimise, peaks_of, price_scale, sift
from matching.engine.ledger import Ledger
from matching.engine.pricing import caps_of
from matching.rows import Floats, Ints
from matching.stopping import Clock

SURE = 0.97
ROUNDS = 40
OFFERS = 10


@dataclass(frozen=True)
class Pace:
    """How patiently a dive goes.

    taus: (smoothing, iterations) of each pricing in a round.  likely: least softmax weight of a
    placement that may be fixed.  fraction: how much of the unsure ones are fixed in one round.
    """

    taus: tuple[tuple[float, int], ...]
    likely: float
    fraction: float


def dive(ledger: Ledger, duals: Duals, pace: Pace, clock: Clock) -> Floats:
    """Place enterprises round by round in the ledger; returns the prices of the last round."""
    pricing = ledger.pricing
    layout = ledger.layout
    peak = peaks_of(pricing, None)
    lam, e, o, weight = duals.lam, duals.e, duals.o, duals.weight
    for _ in range(ROUNDS):
        placed = _place_surest(ledger, e, o, weight, pace)
        waiting = np.flatnonzero(ledger.at < 0)
        if clock.over or not placed or not len(waiting):
            break
        caps = caps_of(layout, np.where(layout.sign > 0, ledger.room, layout.bound))
        left = layout.sign * ledger.room
        scale = price_scale(layout, float(peak[waiting].sum()))
        for tau, iterations in pace.taus:
            width = np.maximum(12.0 * tau * peak, 1e-9)
            e, o = pricing.near(lam, width, OFFERS, subset=waiting, caps=caps)
            if not len(e):
                return lam
            sifted = sift(layout, np.unique(e * layout.places + o))
            lam, weight = minimise(
                layout, sifted, left, tau * peak, scale, lam, iterations, clock, pricing.valid
            )
            e, o = sifted.e, sifted.o
    return lam


def _place_surest(ledger: Ledger, e: Ints, o: Ints, weight: Floats, pace: Pace) -> int:
    """Place all sure ones and a part of the likely ones, surest first; returns how many."""
    order = np.argsort(-weight, kind="stable")
    order = order[weight[order] >= pace.likely]
    unsure = 0
    most_unsure = max(10, int(pace.fraction * np.count_nonzero(weight[order] < SURE)))
    placed = 0
    for i in order.tolist():
        firm, place = int(e[i]), int(o[i])
        if weight[i] < SURE and unsure >= most_unsure:
            break
        if ledger.at[firm] < 0 and ledger.fits_at(firm, place):
            ledger.place(firm, place)
            placed += 1
            unsure += weight[i] < SURE
    return placed
