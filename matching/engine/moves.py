"""Moves: one enterprise at a time is placed or moves to where the objective gains most."""

from __future__ import annotations

import numpy as np

from matching.engine.ledger import Ledger
from matching.problem import NEVER
from matching.rows import Floats, Ints
from matching.stopping import Clock

NOBODY = float(NEVER) / 2
WORTH_IT = 1e-9


def insert(ledger: Ledger, e: int) -> bool:
    """Place e where the objective gains most, if it gains anywhere; whether it was placed."""
    gains = ledger.gains(e)
    best = int(np.argmax(gains))
    if gains[best] <= WORTH_IT:
        return False
    ledger.place(e, best)
    return True


def shift(ledger: Ledger, e: int) -> bool:
    """Move a placed enterprise to its best place now, unless a hard minimum would break."""
    if ledger.supports(e):
        return False
    here = ledger.take_back(e)
    gains = ledger.gains(e)
    # where it stood is feasible by construction; rounding must not close it
    stay = float(ledger.scores(e)[here] - ledger.fine(e)[here])
    best = int(np.argmax(gains))
    if gains[best] > stay + WORTH_IT:
        ledger.place(e, best)
        return True
    if stay < -WORTH_IT:
        return True  # the plan is better without it
    ledger.place(e, here)
    return False


def one_moves(ledger: Ledger, order: Ints, clock: Clock) -> int:
    """Each enterprise in turn enters or moves; returns how many did."""
    moved = 0
    for e in order.tolist():
        if clock.over:
            break
        moved += insert(ledger, e) if ledger.at[e] < 0 else shift(ledger, e)
    return moved


def by_worth(ledger: Ledger, lam: Floats, waiting: Ints) -> Ints:
    """Waiting enterprises, best reduced value per point paid for limits first."""
    best, paid = [np.zeros(0)], [np.zeros(0)]
    for chosen, value in ledger.pricing.reduced(lam, subset=waiting):
        place = value.argmax(axis=1)
        top = value[np.arange(len(chosen)), place].astype(np.float64)
        score = ledger.pricing.scores_of(chosen)[np.arange(len(chosen)), place]
        best.append(top)
        paid.append(score - top)
    top, cost = np.concatenate(best), np.concatenate(paid)
    able = top > NOBODY
    largest = float(np.abs(top[able]).max()) if able.any() else 1.0
    worth = np.where(able, top / np.maximum(cost, 1e-9 + 1e-3 * largest), -np.inf)
    return waiting[np.argsort(-worth, kind="stable")]


def place_by_reduced(ledger: Ledger, lam: Floats, order: Ints, clock: Clock) -> None:
    """Each waiting enterprise in turn takes its best place at prices lam, if that is worth it."""
    for chosen, value in ledger.pricing.reduced(lam, subset=order):
        for i, e in enumerate(chosen.tolist()):
            if clock.over:
                return
            open_ = value[i] > -WORTH_IT
            if ledger.at[e] >= 0 or not open_.any():
                continue
            open_ &= ledger.fits(e)
            if open_.any():
                worth = np.where(open_, value[i] - ledger.fine(e), NOBODY)
                ledger.place(e, int(np.argmax(worth)))
