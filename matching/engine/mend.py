"""Mend: a plan made for other limits, changed no more than needed to keep these.

First go the placements that are not possible any more.  Then hard minima that are short (a new pin,
a higher duty) get the placement that gives up least at the prices, whether it fits or not.  Then
every hard maximum that is exceeded loses the enterprises that are worth least for the room they
take.  Where that ends in a knot, the plan starts again from the minima alone and takes back of the
old one what fits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.engine.dual import Duals
from matching.engine.layout import Part
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.minima import Shortfall, force, serve
from matching.rows import Floats, Ints
from matching.stopping import Clock

CANDIDATES = 400_000
"""Most placements looked at for one minimum; above, only those of the fractional optimum."""
PATIENCE_S = 10.0
"""Seconds that the exact model of the minima may take where the quick way ends in a knot."""


def meet(ledger: Ledger, duals: Duals, at: Ints) -> set[int]:
    """Make the ledger's plan of `at` without what is not possible any more, hard minima met.

    at: (E,) places or UNPLACED.  Hard maxima may be exceeded then.  Returns the enterprises that
    were moved for a minimum.
    """
    placed = np.flatnonzero(at >= 0)
    at = at.copy()
    at[placed[~ledger.pricing.possible(placed, at[placed])]] = UNPLACED
    ledger.restart(at)
    kept: set[int] = set()
    _meet(ledger, duals, kept)
    ledger.restart(ledger.at)
    return kept


def mend(ledger: Ledger, duals: Duals, kept: set[int], clock: Clock) -> Shortfall | None:
    """Make the ledger's plan keep every hard row; None if it does then, else what is missing.

    kept: enterprises not to be taken back.  The quick way does not look at the clock: it ends
    within a fraction of a second, and without it there would be no plan to stop with.
    """
    at = ledger.at.copy()
    _meet(ledger, duals, set(kept))
    _relieve(ledger, duals.lam, kept)
    ledger.restart(ledger.at)
    if ledger.whole:
        return None
    ledger.restart(np.full_like(at, UNPLACED))
    serve(ledger, duals, clock)
    if not ledger.whole:
        shortfall = force(ledger, clock, PATIENCE_S)
        if shortfall is not None:
            return shortfall
    _return(ledger, at)
    ledger.restart(ledger.at)
    return None


def loosened(ledger: Ledger, lam: Floats, at: Ints, share: float) -> Ints:
    """(E,) the plan without the part of it that is furthest below its best reduced value.

    Who serves a hard minimum stays.  share: of those placed.
    """
    layout, pricing = ledger.layout, ledger.pricing
    placed = np.flatnonzero(at >= 0)
    row, position, value = layout.entries(placed, at[placed])
    serving = np.zeros(len(placed), dtype=bool)
    serving[position[(value * layout.sign[row] < 0) & ledger.hard[row]]] = True
    regret = pricing.best(lam)[0][placed] - pricing.reduced_at(lam, placed, at[placed])
    order = np.lexsort((placed, -regret, serving))
    freed = order[: int(share * len(placed))]
    left = at.copy()
    left[placed[freed[~serving[freed]]]] = UNPLACED
    return left


def _meet(ledger: Ledger, duals: Duals, kept: set[int]) -> None:
    """Move enterprises to where they serve hard minima that are short, cheapest for its help first.

    kept: those moved are added; they are not moved again.
    """
    layout = ledger.layout
    short = [r for r in ledger.broken.tolist() if layout.sign[r] < 0]
    for r in short:
        e, o, help_ = _helpers(ledger, duals, r)
        reduced = ledger.pricing.reduced_at(duals.lam, e, o)
        worth = _worth_now(ledger, duals.lam)
        needed = max(-float(ledger.room[r]), 1e-12)
        loss = worth[e] - reduced
        order = np.lexsort((o, e, loss / np.minimum(help_, needed)))
        for i in order.tolist():
            firm, place = int(e[i]), int(o[i])
            if ledger.room[r] >= -ledger.tolerance[r]:
                break
            if firm in kept or ledger.at[firm] == place:
                continue
            if ledger.at[firm] >= 0:
                if ledger.supports(firm):
                    continue
                ledger.take_back(firm)
            ledger.place(firm, place)
            kept.add(firm)


def _worth_now(ledger: Ledger, lam: Floats) -> Floats:
    """(E,) reduced value of each enterprise's place, 0 where it waits."""
    worth = np.zeros(len(ledger.at))
    placed = np.flatnonzero(ledger.at >= 0)
    worth[placed] = ledger.pricing.reduced_at(lam, placed, ledger.at[placed])
    return worth


def _helpers(ledger: Ledger, duals: Duals, r: int) -> tuple[Ints, Ints, Floats]:
    """Possible placements (e, o) that give room to row r, and how much."""
    layout = ledger.layout
    found = [_of_part(ledger, part, r) for part in layout.parts if part.hard]
    if sum(len(firms) * places for firms, places in found) > CANDIDATES:
        e, o = duals.e, duals.o
    else:
        keys = [key for part in layout.parts if part.hard for key in _keys(ledger, part, r)]
        key = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *keys]))
        e, o = np.divmod(key, layout.places)
    possible = ledger.pricing.possible(e, o)
    e, o = e[possible], o[possible]
    row, position, value = layout.entries(e, o)
    use = np.zeros(len(e))
    here = row == r
    np.add.at(use, position[here], layout.sign[r] * value[here])
    helps = np.flatnonzero(use < 0)
    return e[helps], o[helps], -use[helps]


def _giving(ledger: Ledger, part: Part, r: int) -> np.ndarray:
    """(C, O) where a placement of a class gives room to row r."""
    layout = ledger.layout
    first = layout.start[r] if part.cumulative else r
    share = part.sign if part.factor is None else part.sign * part.factor
    return np.asarray((part.row >= first) & (part.row <= r) & (share < 0))


def _of_part(ledger: Ledger, part: Part, r: int) -> tuple[Ints, int]:
    """Enterprises that may help row r by this part, and the most places of any of them."""
    giving = _giving(ledger, part, r).sum(axis=1)
    firms = np.flatnonzero((giving[part.class_of] > 0) & (part.weight > 0))
    return firms, int(giving.max(initial=0))


def _keys(ledger: Ledger, part: Part, r: int) -> Iterator[Ints]:
    """Keys e * O + o of the placements that may help row r by this part."""
    giving = _giving(ledger, part, r)
    for firm in _of_part(ledger, part, r)[0].tolist():
        places = np.flatnonzero(giving[part.class_of[firm]])
        yield firm * ledger.layout.places + places


def _relieve(ledger: Ledger, lam: Floats, kept: set[int]) -> None:
    """Take back enterprises until every hard maximum holds, least worth for its room first."""
    layout = ledger.layout
    worth = _worth_now(ledger, lam)
    fixed = np.zeros(len(ledger.at), dtype=bool)
    fixed[list(kept)] = True
    while True:
        over = ledger.broken
        over = over[layout.sign[over] > 0]
        if not len(over):
            return
        # all exceeded rows at once: how much of the excess would each enterprise take away?
        e = np.flatnonzero((ledger.at >= 0) & ~fixed)
        row, position, value = layout.entries(e, ledger.at[e])
        excess = np.zeros(layout.count)
        excess[over] = -ledger.room[over]
        hit = np.flatnonzero(excess[row] > 0)
        relief = np.zeros(len(e))
        share = np.minimum(value[hit], excess[row[hit]]) / excess[row[hit]]
        np.add.at(relief, position[hit], share)
        users = np.flatnonzero(relief > 1e-12)
        if not len(users):
            return
        spared = np.maximum(worth[e[users]], 0.0) + 1e-9
        for i in users[np.lexsort((e[users], spared / relief[users]))].tolist():
            firm = int(e[i])
            if ledger.supports(firm):
                fixed[firm] = True
                continue
            ledger.take_back(firm)
            break
        else:
            return


def _return(ledger: Ledger, at: Ints) -> None:
    """Place again who stood in the old plan and still fits, most points first."""
    e = np.flatnonzero((at >= 0) & (ledger.at < 0))
    score = ledger.pricing.score_at(e, at[e])
    for firm in e[np.argsort(-score, kind="stable")].tolist():
        if ledger.fits_at(firm, int(at[firm])):
            ledger.place(firm, int(at[firm]))
