"""Dive: fix what the fractional optimum is sure of, price the rest anew with what is left, repeat.

Each round solves the smoothed dual of the enterprises still waiting against the room that is left,
with all placements ruled out that no longer fit.  So prices rise where giants have taken the room,
and what was split over several parks must decide for one.  A round is about as long as the number
still waiting, so the whole dive costs a few times its first round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine import anneal_kernels as kernels
from matching.engine.board import Board
from matching.engine.dual import DROP_WEIGHT, Duals, minimise, price_scale, sift
from matching.engine.pricing import Pricing
from matching.rows import Floats
from matching.stopping import Clock

SURE = 0.97
ROUNDS = 60
OFFERS = 10
WIDTH = 0.3
"""How far below the best a place may lie to be offered, as a share of the best score."""


@dataclass(frozen=True)
class Pace:
    """How patiently a dive goes.

    taus: (smoothing, iterations) of each pricing in a round.  likely: least softmax weight of a
    placement that may be fixed.  fraction: how much of the unsure ones are fixed in one round.
    """

    taus: tuple[tuple[float, int], ...]
    likely: float
    fraction: float


def dive(
    pricing: Pricing, board: Board, duals: Duals, peak: Floats, pace: Pace, clock: Clock
) -> Floats:
    """Place enterprises round by round on the board; returns the prices of the last round.

    The board's fines must make every violation of a hard row too dear for any placement.  duals:
    what to begin with; without weights (`begun_at`) the first round begins with pricing.
    """
    layout = pricing.layout
    soft = np.isfinite(layout.price)
    lam, e, o, weight = duals.lam, duals.e, duals.o, duals.weight
    held = (e * layout.places + o)[weight > DROP_WEIGHT]
    for _ in range(ROUNDS):
        if len(weight):
            order = np.argsort(-weight, kind="stable")
            # as many as the fractional optimum places, however thinly it spreads them
            unsure = max(10, int(pace.fraction * weight[weight < SURE].sum()))
            score = layout.problem.score_at(e, *layout.unflat(o))
            if not kernels.place_surest(board, order, e, o, score, weight, pace.likely, SURE,
                                        unsure):  # fmt: skip
                break
        waiting = np.flatnonzero(board.at < 0)
        if clock.over or not len(waiting):
            break
        room = np.where(soft, np.inf, board.room)
        left = layout.sign * board.room
        scale = price_scale(layout, float(peak[waiting].sum()))
        for tau, iterations in pace.taus:
            width = np.maximum(WIDTH * peak, 1e-9)
            e, o = pricing.near(lam, width, OFFERS, waiting, room, board.at)
            if not len(e):
                return lam
            # what carried weight before stays among the offers, or the prices would swing
            held = held[kernels.open_ones(board, *np.divmod(held, layout.places))]
            sifted = sift(pricing, np.union1d(held, e * layout.places + o), board.at)
            lam, weight = minimise(
                layout, sifted, left, tau * peak, scale, lam, iterations, clock, pricing.valid
            )
            e, o = sifted.e, sifted.o
            held = (e * layout.places + o)[weight > DROP_WEIGHT]
    return lam


def begun_at(duals: Duals) -> Duals:
    """The same prices without weights: for a dive of a part, where others stand already."""
    none = np.zeros(0, dtype=np.int64)
    return Duals(duals.lam, duals.bound, none, none, np.zeros(0))
