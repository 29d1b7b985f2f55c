"""Construction: a first plan that keeps every hard row, guided by the prices of the dual.

1. Minima first (pins, hard duties, kept reference): see `demands`.
2. Placements that the fractional optimum is nearly sure of, surest first.
3. Everybody else, those first who gain most per point they pay for scarce limits, each at the
   place with the best reduced value that fits; then anybody who still fits with a gain.
"""

from __future__ import annotations

import numpy as np

from matching.engine.dual import Duals
from matching.engine.ledger import Ledger
from matching.problem import NEVER
from matching.rows import Floats, Ints
from matching.stopping import Clock

NOBODY = float(NEVER) / 2
SURE = 0.5


def construct(ledger: Ledger, duals: Duals, clock: Clock, *, sure: float = SURE) -> None:
    """Place enterprises in the ledger (which keeps what it already holds) until nothing fits."""
    _place_sure(ledger, duals, sure)
    waiting = np.flatnonzero(ledger.at < 0)
    order = _by_worth(ledger, duals.lam, waiting)
    _place_by_reduced(ledger, duals.lam, order, clock)
    for e in order:
        if clock.over:
            return
        if ledger.at[e] < 0:
            insert(ledger, int(e))


def insert(ledger: Ledger, e: int) -> bool:
    """Place e where the objective gains most, if it gains anywhere; whether it was placed."""
    gains = ledger.gains(e)
    best = int(np.argmax(gains))
    if gains[best] <= 1e-12:
        return False
    ledger.place(e, best)
    return True


def _place_sure(ledger: Ledger, duals: Duals, sure: float) -> None:
    likely = np.flatnonzero(duals.weight >= sure)
    for i in likely[np.argsort(-duals.weight[likely], kind="stable")]:
        e, o = int(duals.e[i]), int(duals.o[i])
        if ledger.at[e] < 0 and ledger.fits_at(e, o):
            ledger.place(e, o)


def _by_worth(ledger: Ledger, lam: Floats, waiting: Ints) -> Ints:
    """Waiting enterprises, best reduced value per point paid first."""
    if not len(waiting):
        return waiting
    best = np.zeros(len(waiting))
    paid = np.zeros(len(waiting))
    start = 0
    for chosen, value in ledger.pricing.reduced(lam, subset=waiting):
        here = slice(start, start + len(chosen))
        place = value.argmax(axis=1)
        best[here] = value[np.arange(len(chosen)), place]
        score = ledger.pricing.scores_of(chosen)[np.arange(len(chosen)), place]
        paid[here] = score - best[here]
        start += len(chosen)
    worth = best / np.maximum(paid, 1e-9 + 1e-3 * np.abs(best).max())
    return waiting[np.argsort(-np.where(best > NOBODY, worth, -np.inf), kind="stable")]


def _place_by_reduced(ledger: Ledger, lam: Floats, order: Ints, clock: Clock) -> None:
    at = 0
    for chosen, value in ledger.pricing.reduced(lam, subset=order):
        for i, e in enumerate(chosen.tolist()):
            if clock.over:
                return
            if ledger.at[e] >= 0:
                continue
            reduced = value[i].astype(np.float64)
            open_ = reduced > -1e-9
            if not open_.any():
                continue
            open_ &= ledger.fits(e)
            if not open_.any():
                continue
            gain = np.where(open_, reduced - ledger.fine(e), NOBODY)
            best = int(np.argmax(gain))
            if open_[best]:
                ledger.place(e, best)
        at += len(chosen)
