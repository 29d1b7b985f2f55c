"""Sharper: HiGHS beside the search, over the placements of any better plan: a bound, and plans.

The Lagrangian bound of a small problem is several per cent too high: a few large enterprises do not
fit together as their fractions do.  HiGHS' cuts see that.  A plan better than the one at hand holds
only placements that lose less than the distance to the bound (see `Engine.loss`); so the bound of
the model with those alone, or the value at hand, whichever is more, holds for all plans.

Where the problem is so small that HiGHS may well find good plans by itself, it looks for them, too.
What either side finds the other is told: HiGHS then knows what it need not search, and the search
goes on from the better plan.
"""

from __future__ import annotations

import threading
from collections import deque

import highspy
import numpy as np

from matching.engine.highs import Exchange, model_of, quiet_solver, run_watched
from matching.engine.layout import Layout
from matching.engine.ledger import UNPLACED
from matching.problem import Placements
from matching.relaxation import standard_form
from matching.rows import Floats, Ints
from matching.stopping import Clock

MOST_COLUMNS = 80_000
"""Beyond that HiGHS proves nothing in the time that people wait."""
SEEKING = 20_000
"""Eligible placements up to which HiGHS looks for plans, too, on a core of its own.  Measured on
assignment problems of type D, 45 s: with 13,500 and 16,000 of them it brings more than cores do,
with 54,000 less."""
LEAST_SECONDS = 5.0
LEAST_GAP = 1e-9
"""Points between bound and plan at which HiGHS ends."""
USUAL_HEURISTICS = 0.05
"""Share of HiGHS' work that looks for plans, where it shall: its own default."""


class Sharper:
    """One search under way in a thread of its own.

    kept: placements of which any better plan consists, and those of the plan at hand.  at: (E,)
    places of that plan.  value: its points.  bound: points that no plan exceeds, as far as proven
    by now; inf to begin with.  seeking: whether HiGHS spends time on looking for plans.
    """

    def __init__(
        self, layout: Layout, kept: Placements, at: Ints, value: float, clock: Clock
    ) -> None:
        self.value = value
        self.bound = np.inf
        self.seeking = layout.problem.eligible_count <= SEEKING
        self._layout, self._kept = layout, kept
        self._o = layout.flat(kept.p, kept.t, kept.m)
        self._cost = np.zeros(0)
        self._finds: deque[tuple[Ints, float]] = deque(maxlen=1)
        self._news: deque[Floats] = deque(maxlen=1)
        self.tell(at)
        self._enough = threading.Event()
        self._clock = Clock(clock.left, lambda: clock.over or self._enough.is_set())
        self._worker = threading.Thread(target=self._prove, daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """End the search; what is proven and found stays."""
        self._enough.set()
        self._worker.join(1.0)

    def tell(self, at: Ints) -> None:
        """HiGHS hears of a better plan: (E,) places, all of them among those kept."""
        self._news.append((at[self._kept.e] == self._o).astype(np.float64))

    def find(self) -> tuple[Ints, float] | None:
        """(E,) places and points of what HiGHS found last, None if nothing since it was asked."""
        return self._finds.pop() if self._finds else None

    def _prove(self) -> None:
        solver = self._model()
        exchange = Exchange(self._found, self._known)
        outcome = run_watched(solver, self._clock, self._hear, None, exchange)
        self._hear(None, -outcome.bound)
        if outcome.solutions:  # one found in presolve is not told on the way
            self._found(outcome.solutions[-1])

    def _hear(self, best: float | None, bound: float | None) -> None:
        del best
        if bound is not None:
            self.bound = min(self.bound, max(bound, self.value))

    def _found(self, solution: Floats) -> None:
        chosen = np.flatnonzero(solution[: len(self._kept)] > 0.5)
        at = np.full(self._layout.problem.shape[0], UNPLACED)
        at[self._kept.e[chosen]] = self._o[chosen]
        self._finds.append((at, -float(self._cost @ solution)))

    def _known(self) -> Floats | None:
        return self._news.pop() if self._news else None

    def _model(self) -> highspy.Highs:
        layout, kept = self._layout, self._kept
        self._cost, matrix, upper = standard_form(layout.rows, kept, layout.problem.chains)
        solver = quiet_solver()
        solver.setOptionValue("threads", 1)
        # the engine knows what gap is wanted: near enough for HiGHS may not be near enough for it
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", LEAST_GAP)
        solver.setOptionValue("mip_heuristic_effort", USUAL_HEURISTICS if self.seeking else 0.0)
        solver.passModel(model_of(self._cost, matrix.tocsc(), upper, len(kept)))
        return solver
