"""Moves: one enterprise at a time is placed or moves to where the objective gains most."""

from __future__ import annotations

import numpy as np

from matching.engine.ledger import Ledger
from matching.rows import Ints
from matching.stopping import Clock

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
