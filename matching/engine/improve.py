"""Local improvement: one enterprise at a time moves, enters, or makes room for another."""

from __future__ import annotations

import numpy as np

from matching.engine.construct import insert
from matching.engine.ledger import Ledger
from matching.problem import NEVER
from matching.rows import Ints
from matching.stopping import Clock

WORTH_IT = 1e-9


def one_moves(ledger: Ledger, order: Ints, clock: Clock) -> int:
    """Each enterprise in turn goes where the objective gains most; returns how many moved."""
    moved = 0
    for e in order.tolist():
        if clock.over:
            break
        if ledger.at[e] < 0:
            moved += insert(ledger, e)
        else:
            moved += shift(ledger, e)
    return moved


def shift(ledger: Ledger, e: int) -> bool:
    """Move a placed enterprise to its best place now, unless a minimum would break."""
    needed = ledger.supports(e)
    here = ledger.take_back(e)
    if needed:
        ledger.place(e, here)
        return False
    gains = ledger.gains(e)
    # the place it had is feasible by construction; rounding must not close it
    stay = float(ledger.scores(e)[here] - ledger.fine(e)[here])
    best = int(np.argmax(gains))
    if gains[best] > stay + WORTH_IT:
        ledger.place(e, best)
        return True
    if stay < -WORTH_IT and stay > float(NEVER) / 2:
        return True  # better off without it
    ledger.place(e, here)
    return False
