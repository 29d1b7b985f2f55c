"""The engine from start to end: prices and bound, first plans, neighbourhoods until time is up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.answer import Answer
from matching.engine.construct import VARIANTS, construct
from matching.engine.dual import Duals, ascend
from matching.engine.layout import compile_layout
from matching.engine.ledger import UNPLACED, Ledger
from matching.engine.minima import Shortfall, force, serve
from matching.engine.neighbourhood import Search, make_offers
from matching.engine.pricing import Pricing
from matching.engine.submodel import Effort
from matching.problem import Problem
from matching.rows import Ints, Rows
from matching.stopping import Clock

DUAL_SHARE = 0.35
CONSTRUCT_SHARE = 0.3
Tell = Callable[[str, float | None, float | None], None]
"""Told (stage, best objective, bound); None = not known yet."""


@dataclass(frozen=True, eq=False)
class Found:
    """What the engine leaves: the answer, and what a second solver can go on from."""

    answer: Answer
    duals: Duals
    pricing: Pricing


def search(
    problem: Problem,
    rows: Rows,
    clock: Clock,
    *,
    gap: float,
    seed: int,
    rounds: int | None = None,
    tell: Tell | None = None,
) -> Found:
    """A plan with a proven bound.

    gap: relative gap at which to stop.  rounds: most neighbourhoods to try; with the same seed and
    rounds, and time enough, the plan is the same.  The plan keeps every hard row, or there is none
    (`Answer.found` False) and the answer says what is missing.
    """
    say = tell or (lambda stage, best, bound: None)
    layout = compile_layout(problem, rows)
    pricing = Pricing(layout)
    say("bound", None, None)
    duals = ascend(
        pricing, clock.part(DUAL_SHARE * clock.seconds), seed=seed,
        report=lambda bound: say("bound", None, bound),
    )  # fmt: skip
    ledger = Ledger(layout, pricing)
    start = _start(ledger, duals, clock)
    if isinstance(start, Shortfall):
        answer = Answer(
            bound=duals.bound, impossible=start.proven, missing=start.missing, shadow=duals.lam,
            solver="engine",
        )  # fmt: skip
        return Found(answer, duals, pricing)
    trace: list[tuple[float, float, float]] = []
    best, value = start, -np.inf

    def note(stage: str) -> None:
        trace.append((clock.elapsed, value, duals.bound))
        say(stage, value, duals.bound)

    for number, variant in enumerate(VARIANTS):
        if number and (clock.over or clock.elapsed > CONSTRUCT_SHARE * clock.seconds):
            break
        construct(ledger, duals, variant, start, clock)
        if ledger.whole and ledger.value() > value:
            best, value = ledger.at.copy(), ledger.value()
            note("plan")
        if _close(value, duals.bound, gap):
            break
    ledger.restart(best)
    value = ledger.value()
    if not clock.over and not _close(value, duals.bound, gap) and (rounds is None or rounds > 0):
        # repeatable: the clock must not decide how far a neighbourhood is searched
        effort = Effort() if rounds is None else Effort(seconds=60.0, nodes=20)
        hunt = Search(ledger, make_offers(pricing, duals), duals.lam, seed, effort=effort)
        while not clock.over and (rounds is None or hunt.rounds < rounds):
            if hunt.round(clock) > 0:
                value = hunt.value
                note("improve")
            else:
                say("improve", value, duals.bound)
            if _close(value, duals.bound, gap):
                break
    return Found(_answer(ledger, duals, tuple(trace)), duals, pricing)


def _start(ledger: Ledger, duals: Duals, clock: Clock) -> Ints | Shortfall:
    """(E,) places from which hard minima can be kept, or what is missing for them."""
    empty = np.full(len(ledger.at), UNPLACED)
    if ledger.whole:
        return empty
    serve(ledger, duals, clock)
    if ledger.whole:
        return ledger.at.copy()
    shortfall = force(ledger, clock)
    return ledger.at.copy() if shortfall is None else shortfall


def _close(value: float, bound: float, gap: float) -> bool:
    return bool(np.isfinite(value) and bound - value <= gap * abs(bound))


def _answer(ledger: Ledger, duals: Duals, trace: tuple[tuple[float, float, float], ...]) -> Answer:
    """The ledger's plan, rebuilt from scratch so that no rounding has crept in."""
    ledger.restart(ledger.at)
    e = np.flatnonzero(ledger.at >= 0)
    p, t, m = ledger.layout.unflat(ledger.at[e])
    return Answer(
        e, p, t, m, found=ledger.whole, bound=max(duals.bound, ledger.value()),
        shadow=duals.lam, solver="engine", trace=trace,
    )  # fmt: skip
