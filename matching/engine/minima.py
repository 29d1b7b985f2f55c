"""Minima first: pins, duties, shares and a kept reference are met before anybody else is placed.

The fractional optimum says who serves a minimum best.  If that does not reach a hard one, an exact
model decides over every placement that could help: it either finds a start, or proves that there is
none and says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dual import Duals
from matching.engine.ledger import Ledger
from matching.engine.submodel import Effort, Elastic, decide
from matching.problem import NEVER
from matching.rows import Floats, Ints
from matching.stopping import Clock

MOST_HELPERS = 60_000
LEAST_MASS = 0.02


@dataclass(frozen=True)
class Shortfall:
    """Hard minima that could not be met: (row, amount missing); proven: nobody could."""

    missing: tuple[tuple[int, float], ...]
    proven: bool


def serve(ledger: Ledger, duals: Duals, clock: Clock) -> None:
    """Place those by whom the fractional optimum meets the minima, rarest minima first."""
    layout = ledger.layout
    row, position, value = layout.entries(duals.e, duals.o)
    use = value * layout.sign[row]
    short = np.flatnonzero(ledger.room < -ledger.tolerance)
    helpful = np.isin(row, short) & (use < 0)
    row, position = row[helpful], position[helpful]
    enterprises = layout.problem.shape[0]
    for r in _rarest_first(ledger, short, row, np.abs(use[helpful])):
        here = position[row == r]
        mass = np.zeros(enterprises)
        np.add.at(mass, duals.e[here], duals.weight[here])
        surest = np.lexsort((-duals.weight[here], -np.round(mass[duals.e[here]], 2)))
        for i in here[surest].tolist():
            e, o = int(duals.e[i]), int(duals.o[i])
            if ledger.room[r] >= -ledger.tolerance[r] or clock.over:
                break
            if mass[e] >= LEAST_MASS and ledger.at[e] < 0 and ledger.fits_at(e, o):
                ledger.place(e, o)


def _rarest_first(ledger: Ledger, short: Ints, row: Ints, help_: Floats) -> Ints:
    """Rows that are short, hard before soft, those first that few placements can help."""
    offered = np.zeros(ledger.layout.count)
    np.add.at(offered, row, help_)
    plenty = offered[short] / np.maximum(-ledger.room[short], 1e-12)
    return short[np.lexsort((plenty, ~ledger.hard[short]))]


def force(ledger: Ledger, clock: Clock, seconds: float = 20.0) -> Shortfall | None:
    """Meet all hard minima, whatever it costs, from an empty plan; None if they are met.

    Enterprises placed before are taken back.  The model knows only placements that help some hard
    minimum: no other can be needed, because it would only take room.
    """
    layout = ledger.layout
    ledger.restart(np.full(layout.problem.shape[0], -1))
    short = ledger.broken
    if not len(short):
        return None
    e, o = _helpers(ledger)
    if not len(e):
        return Shortfall(_missing(ledger), proven=True)
    complete = len(e) <= MOST_HELPERS
    if not complete:
        keep = np.sort(_most_helpful(ledger, e, o))
        e, o = e[keep], o[keep]
    free = np.unique(e)
    penalty = np.zeros(layout.count)
    penalty[short] = 1.0 / np.maximum(-ledger.room[short], 1.0)
    decision = decide(
        ledger, free, e, o, Effort(min(seconds, clock.left), 100_000, 1e-6),
        elastic=Elastic(penalty), weight=np.zeros(len(e)), fines=False,
    )  # fmt: skip
    if decision is None:
        return Shortfall(_missing(ledger), proven=False)
    for firm, place in zip(free.tolist(), decision.places.tolist(), strict=True):
        if place >= 0:
            ledger.place(firm, place)
    if ledger.whole:
        return None
    # the model's bound does not know of minima that no placement helps at all
    helped = layout.entries(e, o)[0]
    hopeless = bool(len(np.setdiff1d(short, helped)))
    least = 1e-7 * len(short)
    return Shortfall(_missing(ledger), proven=complete and (hopeless or decision.bound < -least))


def _helpers(ledger: Ledger) -> tuple[Ints, Ints]:
    """All possible placements (e, o) that give room to some hard row."""
    layout = ledger.layout
    found_e, found_o = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for part in layout.parts:
        if not part.hard or (part.sign > 0 and part.factor is None):
            continue
        share = part.sign if part.factor is None else part.sign * part.factor
        helps = (part.row < layout.count) & (share < 0)
        helpful = np.asarray(helps.any(axis=1))[part.class_of] & (part.weight > 0)
        for firm in np.flatnonzero(helpful).tolist():
            score = ledger.pricing.scores(firm, firm + 1)[0]
            places = np.flatnonzero(helps[part.class_of[firm]] & (score > float(NEVER) / 2))
            found_e.append(np.full(len(places), firm))
            found_o.append(places)
    key = np.unique(np.concatenate(found_e) * layout.places + np.concatenate(found_o))
    return np.divmod(key, layout.places)


def _most_helpful(ledger: Ledger, e: Ints, o: Ints) -> Ints:
    """Positions of the MOST_HELPERS placements with the best scores for their enterprise."""
    score = ledger.layout.problem.score_at(e, *ledger.layout.unflat(o))
    rank = np.zeros(len(e), dtype=np.int64)
    order = np.lexsort((-score, e))
    first = np.flatnonzero(np.r_[True, e[order][1:] != e[order][:-1]])
    rank[order] = np.arange(len(e)) - np.repeat(first, np.diff(np.r_[first, len(e)]))
    return np.argsort(rank, kind="stable")[:MOST_HELPERS]


def _missing(ledger: Ledger) -> tuple[tuple[int, float], ...]:
    return tuple((int(r), float(-ledger.room[r])) for r in ledger.broken)
