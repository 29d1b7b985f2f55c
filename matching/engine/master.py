"""Master: exact prices and the exact value of the linear relaxation, by column generation.

    maximise   sum score x + sum bonus closeness y - sum price v
    subject to sum use x - v <= limit,   sum_o x[e, o] <= 1,   x, y, v >= 0

over a few thousand placements, solved by HiGHS with its basis kept warm; then all placements are
priced at once (`pricing`) and those that beat their enterprise's price join, until none does.  The
start is the dual ascent's sifted set, so two or three rounds are usual.  v: violation of a soft
row at its price, and of a hard minimum at a price nobody would pay (`Layout.cap`), so that there
always is a solution.

Chains: y[f, q, p] is the part of follower f at park q whose lead is at park p, at most the lead's
and the follower's x there.  On a star this describes exactly the mixtures of whole configurations
(a tree's local polytope has no other corners), hence the value equals the best Lagrangian bound.
Links exist only between parks that both ends have in the model; missing ones are found by pricing
whole stars.

Placements that break a hard limit alone are not in the model, as everywhere in the engine: its
value may lie below that of the relaxation in `matching.relaxation`, which knows of no such thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.engine.dual import Duals, peaks_of
from matching.engine.highs import quiet_solver, run_lp
from matching.engine.pricing import Pricing
from matching.engine.ranges import Range, price_range
from matching.engine.stars import attraction
from matching.rows import Floats, Ints
from matching.stopping import Clock

START_WIDTH, START_MOST = 0.03, 12
"""Placements within this share of an enterprise's best join at the start, at most so many."""
JOIN_WIDTH, JOIN_MOST = 0.01, 4
"""And in each round those within this of its best, at most so many."""
CLOSE = 1e-7
"""Relative to its best score: an enterprise gains no more than this by any placement outside."""
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
Columns = list[tuple[float, list[int], list[float]]]


@dataclass(frozen=True, eq=False)
class Exact:
    """What the master found.

    lam: (R,) prices.  bound: points, proven by them.  value: of the linear relaxation over the
    placements of the model; with `exact` over all placements, to about 1e-6.  exact: False where
    the clock came first, then lam and bound are the best known.  short: (R,) by how much hard
    minima are missed even in fractions (then there is no plan), in units of the row.
    """

    lam: Floats
    bound: float
    value: float
    exact: bool
    short: Floats
    columns: int
    rounds: int


class Master:
    """One restricted master; `solve`, change limits with `relimit`, solve again from the basis."""

    def __init__(self, pricing: Pricing, duals: Duals) -> None:
        self.pricing = pricing
        self.layout = layout = pricing.layout
        self.start = duals
        self.peak = peaks_of(pricing, None)
        self.solver = quiet_solver()
        self.solver.setOptionValue("threads", 1)
        self.solved = False
        none = np.zeros(0, dtype=np.int64)
        self._key, self._column = none, none  # ascending keys e * O + o, and where they stand
        self._rows = layout.count + layout.problem.shape[0]
        self._columns = 0
        self._own: dict[tuple[int, int], int] = {}
        self._led: dict[tuple[int, int], int] = {}
        upper = np.concatenate([layout.sign * layout.bound, np.ones(layout.problem.shape[0])])
        self._add_rows(upper)
        # soft rows, and hard ones that an empty plan does not keep
        loose = np.isfinite(layout.price) | (layout.sign < 0) | (layout.bound < 0)
        self._slack = np.flatnonzero(loose)
        self._fine = np.minimum(layout.price, layout.cap)[self._slack]
        self._add_columns([(fine, [int(r)], [-1.0]) for r, fine in
                           zip(self._slack, self._fine, strict=True)])  # fmt: skip
        width = START_WIDTH * self.peak
        e, o = pricing.near(duals.lam, width, START_MOST)
        sifted = duals.e * layout.places + duals.o
        self._join(np.union1d(sifted, e * layout.places + o))

    # -- solving -------------------------------------------------------------------------------

    def solve(self, clock: Clock, report: Callable[[float], None] | None = None) -> Exact:
        """Rounds of master and pricing until nothing joins or the clock ends it."""
        best = self.pricing.valid(self.start.lam)
        bound, value, exact, rounds = self.pricing.bound(best), np.nan, False, 0
        strategy = DUAL_SIMPLEX
        while not clock.over and not exact:
            self.solver.setOptionValue("simplex_strategy", strategy)
            if not run_lp(self.solver, clock):
                break
            self.solved, rounds, strategy = True, rounds + 1, PRIMAL_SIMPLEX
            value = -float(self.solver.getInfo().objective_function_value)
            lam, own = self._prices()
            proven = self.pricing.bound(lam)
            if proven < bound:
                best, bound = lam, proven
                if report is not None:
                    report(bound)
            joining = self._attractive(lam, own)
            exact = not len(joining)
            if exact:
                best, bound = lam, min(bound, proven)
            self._join(joining)
        short = np.zeros(self.layout.count)
        if self.solved:
            x = np.array(self.solver.getSolution().col_value)[: len(self._slack)]
            short[self._slack] = np.where(np.isinf(self.layout.price[self._slack]), x, 0.0)
        return Exact(best, bound, value, exact, short, len(self._key), rounds)

    def relimit(self, pricing: Pricing) -> None:
        """Other bounds on the same rows (see `Pricing.relimited`); the basis stays."""
        self.pricing, self.layout = pricing, pricing.layout
        count = self.layout.count
        self.solver.changeRowsBounds(  # type: ignore[attr-defined]
            count, np.arange(count, dtype=np.int32), np.full(count, -np.inf),
            self.layout.sign * self.layout.bound,
        )  # fmt: skip
        possible = pricing.possible(*np.divmod(self._key, self.layout.places))
        columns = self._column.astype(np.int32)
        self.solver.changeColsBounds(
            len(columns), columns, np.zeros(len(columns)), np.where(possible, np.inf, 0.0)
        )
        self.start = Duals(self._prices()[0] if self.solved else self.start.lam, np.inf,
                           self.start.e, self.start.o, self.start.weight)  # fmt: skip

    def range_of(self, row: int) -> Range:
        """Between which bounds of the row its price holds; only after an exact `solve`."""
        return price_range(self.solver, row, float(self.layout.sign[row]))

    def duals(self, found: Exact) -> Duals:
        """The prices as `Duals`, with the fractions x as weights, to guide a search."""
        e, o = np.divmod(self._key, self.layout.places)
        x = np.zeros(len(e))
        if self.solved:
            x = np.array(self.solver.getSolution().col_value)[self._column]
        return Duals(found.lam, found.bound, e, o, np.clip(x, 0.0, 1.0))

    def _prices(self) -> tuple[Floats, Floats]:
        """(R,) prices of the rows and (E,) of "one place per enterprise"."""
        paid = np.maximum(-np.array(self.solver.getSolution().row_dual), 0.0)
        count = self.layout.count
        lam = self.pricing.valid(paid[:count] * self.layout.sign)
        return lam, paid[count : count + self.layout.problem.shape[0]]

    # -- pricing -------------------------------------------------------------------------------

    def _attractive(self, lam: Floats, own: Floats) -> Ints:
        """Keys of placements outside that would gain: alone, or with their whole star."""
        pricing, stars, places = self.pricing, self.pricing.stars, self.layout.places
        e, o = pricing.near(lam, JOIN_WIDTH * self.peak, JOIN_MOST)
        eager = pricing.reduced_at(lam, e, o) > own[e] + CLOSE * self.peak[e]
        if len(stars):
            hungry = np.zeros(len(stars.rank), dtype=bool)
            by_park = pricing.by_park(lam, stars.member)
            alone = np.maximum(by_park.max(axis=1), 0.0)
            total = attraction(stars, by_park)[1]
            for s in range(len(stars)):
                team = stars.follower[stars.first[s] : stars.first[s + 1]]
                apart = float(alone[stars.rank[team]].sum())
                most = apart + max(float(total[s].max()), 0.0)
                all_ = np.append(team, stars.lead[s])
                # scores are in float32 here
                hungry[all_] = most > own[all_].sum() + 2e-6 * self.peak[all_].sum()
            eager = np.where(stars.rank[e] >= 0, hungry[e], eager)
        key = e[eager] * places + o[eager]
        return np.setdiff1d(key, self._key)

    # -- the model -----------------------------------------------------------------------------

    def _join(self, keys: Ints) -> None:
        """Add placements (ascending keys, none of them there), with the links of chains."""
        if not len(keys):
            return
        layout, stars = self.layout, self.pricing.stars
        e, o = np.divmod(keys, layout.places)
        row, position, value = layout.entries(e, o)
        order = np.argsort(position, kind="stable")
        row, value = row[order], (value * layout.sign[row])[order]
        first = np.searchsorted(position[order], np.arange(len(keys) + 1)).tolist()
        score = layout.problem.score_at(e, *layout.unflat(o))
        links = self._link(e, o // self.pricing.per_park) if len(stars) else []
        new: Columns = []
        for i, firm in enumerate(e.tolist()):
            held = self._held(firm, int(o[i]) // self.pricing.per_park) if len(stars) else []
            rows = [*row[first[i] : first[i + 1]].tolist(), layout.count + firm, *held]
            ones = [1.0, *([-1.0] * len(held))]
            new.append((-float(score[i]), rows, [*value[first[i] : first[i + 1]].tolist(), *ones]))
        at = self._columns + np.arange(len(keys))
        self._add_columns(new)
        self._add_columns(links)
        key, column = np.append(self._key, keys), np.append(self._column, at)
        order = np.argsort(key, kind="stable")
        self._key, self._column = key[order], column[order]

    def _held(self, firm: int, park: int) -> list[int]:
        """Link rows that a placement of a member of a chain opens."""
        stars = self.pricing.stars
        s = int(stars.star_of[firm])
        if s >= 0:
            team = stars.follower[stars.first[s] : stars.first[s + 1]].tolist()
            return [self._led[f, park] for f in team]
        own = self._own.get((firm, park))
        return [] if own is None else [own]

    def _link(self, e: Ints, park: Ints) -> Columns:
        """Rows for new slots (enterprise, park) of chains; returns the flows between slots."""
        stars = self.pricing.stars
        own, led = [], []
        for firm, p in sorted(set(zip(e.tolist(), park.tolist(), strict=True))):
            s = int(stars.star_of[firm])
            if s >= 0:
                team = stars.follower[stars.first[s] : stars.first[s + 1]].tolist()
                led += [(f, p) for f in team if (f, p) not in self._led]
            elif stars.rank[firm] >= 0 and (firm, p) not in self._own:
                own.append((firm, p))
        for slots, known in ((own, self._own), (led, self._led)):
            for slot in slots:
                known[slot] = self._rows + len(self._own) + len(self._led)
        self._add_rows(np.zeros(len(own) + len(led)))
        fresh_own, fresh_led, pairs = set(own), set(led), []
        near: dict[int, list[int]] = {}
        for f, p in self._led:
            near.setdefault(f, []).append(p)
        for f, q in self._own:
            for p in near.get(f, []):
                if (f, q) in fresh_own or (f, p) in fresh_led:
                    pairs.append((f, q, p))
        flows: Columns = []
        for f, q, p in pairs:
            points = float(stars.bonus[f] * stars.closeness[p, q])
            if points > 0:
                flows.append((-points, [self._own[f, q], self._led[f, p]], [1.0, 1.0]))
        return flows

    def _add_rows(self, upper: Floats) -> None:
        none = np.zeros(0, dtype=np.int32)
        self.solver.addRows(
            len(upper), np.full(len(upper), -np.inf), upper, 0,
            np.zeros(len(upper), dtype=np.int32), none, np.zeros(0),
        )  # fmt: skip

    def _add_columns(self, new: Columns) -> None:
        if not new:
            return
        starts = np.cumsum([0, *(len(rows) for _, rows, _ in new)])
        index = np.array([r for _, rows, _ in new for r in rows], dtype=np.int32)
        value = np.array([v for _, _, values in new for v in values])
        self.solver.addCols(
            len(new), np.array([cost for cost, _, _ in new]), np.zeros(len(new)),
            np.full(len(new), np.inf), len(index), starts[:-1].astype(np.int32), index, value,
        )  # fmt: skip
        self._columns += len(new)


def exact_prices(
    pricing: Pricing, duals: Duals, clock: Clock, report: Callable[[float], None] | None = None
) -> tuple[Master, Exact]:
    """A master started from dual prices, and what it found within the clock."""
    master = Master(pricing, duals)
    return master, master.solve(clock, report)


__all__ = ["Exact", "Master", "Range", "exact_prices"]
