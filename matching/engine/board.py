"""Board: a plan as flat arrays on which the compiled moves work.

Hard limits cost a fine per unit of violation, too, so one rule serves all; what is handed out as a
plan never violates a hard one (see `Board.feasible`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.anneal_kernels import MOST_EJECTED, REFILLS
from matching.engine.layout import Layout
from matching.engine.pricing import Pricing
from matching.rows import Floats, Ints

CHOICES = 5
USUAL_SPREAD = 0.05
Bools = npt.NDArray[np.bool_]
Int32s = npt.NDArray[np.int32]


class Board(NamedTuple):
    """See `make_board`; arrays that begin with `at` are the state, the others stay as they are."""

    # limits
    row: Int32s
    shape_of: Int32s
    shape: Floats
    first: Ints
    line: Int32s
    amount: Floats
    end: Ints
    fine: Floats
    giver: Bools
    row_park_first: Ints
    row_park: Int32s
    # offers
    offer_first: Ints
    offer: Ints
    offer_score: Floats
    offer_of: Ints
    wish_first: Ints
    wish: Ints
    able: Ints
    peak: Floats
    # chains
    lead_of: Ints
    star_of: Ints
    star_first: Ints
    follower: Ints
    bonus: Floats
    closeness: Floats
    per_park: int
    # how to move
    leave_chance: float
    # state
    at: Ints
    score_here: Floats
    room: Floats
    occupant: Int32s
    seat: Ints
    seated: Ints
    ejected: Ints
    ejected_from: Ints
    ejected_score: Floats
    refilled: Ints
    refilled_count: Ints


class Offers(NamedTuple):
    """Near-best places of every enterprise at the dual's prices, best first.

    first: (E + 1,) where each enterprise's offers begin.  e, o: (n,).  score: (n,) float64 points.
    """

    first: Ints
    e: Ints
    o: Ints
    score: Floats


def make_offers(pricing: Pricing, lam: Floats, most: int) -> Offers:
    """The `most` best places of every enterprise at prices lam, however far from the best."""
    layout = pricing.layout
    enterprises = layout.problem.shape[0]
    e, o = pricing.near(lam, np.full(enterprises, np.inf), most)
    first = np.searchsorted(e, np.arange(enterprises + 1)).astype(np.int64)
    return Offers(first, e, o, layout.problem.score_at(e, *layout.unflat(o)))


def spread_of(pricing: Pricing, offers: Offers, lam: Floats) -> float:
    """How much of its best score an enterprise loses at its fifth best offer, typically."""
    first = offers.first
    who = np.flatnonzero(np.diff(first) >= CHOICES)
    if not len(who):
        return USUAL_SPREAD
    best, fifth = first[who], first[who] + CHOICES - 1
    reduced = pricing.reduced_at(lam, offers.e, offers.o)
    lost = (reduced[best] - reduced[fifth]) / np.maximum(offers.score[best], 1e-9)
    return float(np.clip(np.median(lost), 1e-4, USUAL_SPREAD))


def dear_fines(layout: Layout, peak: Floats) -> Floats:
    """(R,) fines per unit so dear for hard rows that no place is worth a violation."""
    dear = 1e6 * float(np.median(peak)) / np.maximum(layout.unit_scale, 1e-9)
    return np.where(np.isinf(layout.price), dear, layout.price)


def make_board(pricing: Pricing, offers: Offers, fine: Floats, peak: Floats, at: Ints) -> Board:
    """A board with everybody at `at` ((E,) places or -1); fine: (R,) points per unit violated."""
    layout, uses, stars = pricing.layout, pricing.uses, pricing.stars
    enterprises, parks = layout.problem.shape[:2]
    row_park_first, row_park = parks_of_rows(pricing)
    order = np.argsort(offers.o // pricing.per_park, kind="stable")
    wish_first = np.searchsorted((offers.o // pricing.per_park)[order], np.arange(parks + 1))
    soft_row = np.isfinite(layout.price)
    board = Board(
        row=uses.row, shape_of=uses.shape_of, shape=uses.shape, first=uses.first, line=uses.line,
        amount=uses.amount, end=uses.end, fine=fine, giver=_givers(pricing, soft_row),
        row_park_first=row_park_first, row_park=row_park,
        offer_first=offers.first, offer=offers.o, offer_score=offers.score, offer_of=offers.e,
        wish_first=wish_first.astype(np.int64), wish=order.astype(np.int64),
        able=np.flatnonzero(np.diff(offers.first) > 0), peak=peak,
        lead_of=stars.lead_of, star_of=stars.star_of, star_first=stars.first,
        follower=stars.follower, bonus=stars.bonus, closeness=stars.closeness,
        per_park=pricing.per_park, leave_chance=0.1,
        at=np.full(enterprises, -1, dtype=np.int64), score_here=np.zeros(enterprises),
        room=np.zeros(layout.count), occupant=np.zeros((parks, enterprises), dtype=np.int32),
        seat=np.zeros(enterprises, dtype=np.int64), seated=np.zeros(parks, dtype=np.int64),
        ejected=np.zeros(MOST_EJECTED, dtype=np.int64),
        ejected_from=np.zeros(MOST_EJECTED, dtype=np.int64),
        ejected_score=np.zeros(MOST_EJECTED),
        refilled=np.zeros(REFILLS, dtype=np.int64), refilled_count=np.zeros(1, dtype=np.int64),
    )  # fmt: skip
    reset(pricing, board, at)
    return board


def reset(pricing: Pricing, board: Board, at: Ints) -> None:
    """Put everybody at `at` and rebuild all books from scratch, without rounding drift."""
    layout = pricing.layout
    e = np.flatnonzero(at >= 0)
    row, _, value = layout.entries(e, at[e])
    used = np.zeros(layout.count)
    np.add.at(used, row, value)
    slack = np.where(np.isinf(layout.price), 1e-9 * np.maximum(1.0, np.abs(layout.bound)), 0.0)
    board.room[:] = layout.sign * (layout.bound - used) + slack
    board.at[:] = at
    board.score_here[:] = 0.0
    board.score_here[e] = layout.problem.score_at(e, *layout.unflat(at[e]))
    park = at[e] // board.per_park
    order = np.argsort(park, kind="stable")
    board.seated[:] = np.bincount(park, minlength=len(board.seated))
    start = np.cumsum(board.seated) - board.seated
    seat = np.arange(len(e)) - start[park[order]]
    board.occupant[park[order], seat] = e[order]
    board.seat[e[order]] = seat


def _givers(pricing: Pricing, soft_row: Bools) -> Bools:
    """(E,) who may give room somewhere, or touches a soft row: their fines may be negative."""
    uses = pricing.uses
    touched = np.asarray(np.append(soft_row, False)[uses.row].any(axis=1))
    gives = touched.copy()
    shaped = np.flatnonzero(uses.shape_of >= 0)
    gives[shaped] |= (uses.shape[uses.shape_of[shaped]] < 0).any(axis=1)
    each = gives[uses.line] | (uses.amount < 0)
    giver = np.zeros(len(uses.first) - 1, dtype=bool)
    owner = np.repeat(np.arange(len(giver)), np.diff(uses.first))
    giver[owner[each]] = True
    return giver


def parks_of_rows(pricing: Pricing) -> tuple[Ints, Int32s]:
    """Parks whose placements may use each row: (R + 1,) first, and the parks."""
    layout, table = pricing.layout, pricing.uses.row
    line, o = np.nonzero(table >= 0)
    entered = table[line, o].astype(np.int64)
    parks = layout.problem.shape[1]
    keys = np.unique(entered * parks + o // pricing.per_park)
    row, park = np.divmod(keys, parks)
    repeat = layout.end[row] - row
    step = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    keys = np.unique((np.repeat(row, repeat) + step) * parks + np.repeat(park, repeat))
    row, park = np.divmod(keys, parks)
    first = np.searchsorted(row, np.arange(layout.count + 1)).astype(np.int64)
    return first, park.astype(np.int32)


def true_value(pricing: Pricing, board: Board) -> float:
    """Objective of the board's plan in float64: scores, chains, minus fines of soft rows."""
    layout = pricing.layout
    placed = np.flatnonzero(board.at >= 0)
    chains = layout.problem.chains
    points = float(board.score_here[placed].sum())
    if chains is not None:
        points += float(chains.points(placed, board.at[placed] // board.per_park).sum())
    price = np.where(np.isinf(layout.price), 0.0, layout.price)
    return points - float(price @ np.maximum(-board.room, 0.0))


def feasible(pricing: Pricing, board: Board) -> bool:
    """Whether every hard row holds."""
    return bool((board.room[np.isinf(pricing.layout.price)] >= 0.0).all())
