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
import numpy.typing as npt

from matching.engine.dual import Duals, peaks_of
from matching.engine.highs import quiet_solver, run_lp
from matching.engine.pricing import Pricing
from matching.engine.ranges import Basis, Range
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
BARRIER_FROM = 3_000
"""Columns from which the first solve is by interior points: 5 s where the simplex took 20 s."""
Flow = tuple[float, int, int]
"""Cost, and the rows of the follower's slot and of the lead's."""


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
        self._basis: Basis | None = None
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
        fine = np.minimum(layout.price, layout.cap)[self._slack]
        self._add_columns(
            fine, np.arange(len(fine)), self._slack, np.full(len(fine), -1.0)
        )  # fmt: skip
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
            large = len(self._key) >= BARRIER_FROM and not self.solved
            self.solver.setOptionValue("solver", "ipm" if large else "simplex")
            self.solver.setOptionValue("simplex_strategy", strategy)
            self._basis = None
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

    def range_of(self, rows: Ints) -> Range:
        """How far the bounds of some rows may rise or fall together before their prices change.

        Only after an exact `solve`.
        """
        if self._basis is None:
            self._basis = Basis(self.solver)
        return self._basis.range_of(rows, self.layout.sign[rows])

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
        if not len(stars):
            key = e[eager] * places + o[eager]
        else:
            hungry, joining = self._hungry(lam, own)
            eager = np.where(stars.rank[e] >= 0, hungry[e], eager)
            key = np.append(e[eager] * places + o[eager], joining)
        return np.setdiff1d(key, self._key)

    def _hungry(self, lam: Floats, own: Floats) -> tuple[npt.NDArray[np.bool_], Ints]:
        """(E,) members of stars worth more than the model knows, and keys of their best places."""
        pricing, stars = self.pricing, self.pricing.stars
        hungry = np.zeros(len(stars.rank), dtype=bool)
        by_park = pricing.by_park(lam, stars.member)
        alone = np.maximum(by_park.max(axis=1), 0.0)
        total = attraction(stars, by_park)[1]
        stand: list[tuple[int, int]] = []
        for s in range(len(stars)):
            team = stars.follower[stars.first[s] : stars.first[s + 1]]
            lead, park = int(stars.lead[s]), int(total[s].argmax())
            led = bool(total[s, park] > 0)
            most = float(alone[stars.rank[team]].sum()) + (float(total[s, park]) if led else 0.0)
            all_ = np.append(team, lead)
            # scores are in float32 here
            if most <= own[all_].sum() + 2e-6 * self.peak[all_].sum():
                continue
            hungry[all_] = True
            drawn = by_park[stars.rank[team]]
            if led:
                drawn = drawn + stars.bonus[team, None] * stars.closeness[park]
                stand.append((lead, park))
            stand += [
                (int(f), int(q))
                for f, q, v in zip(team, drawn.argmax(axis=1), drawn.max(axis=1), strict=True)
                if v > 0
            ]
        return hungry, self._best_in(lam, np.array(stand, dtype=np.int64).reshape(-1, 2))

    def _best_in(self, lam: Floats, stand: Ints) -> Ints:
        """Keys of the best place of each (enterprise, park) within the park."""
        per_park, places = self.pricing.per_park, self.layout.places
        e = np.repeat(stand[:, 0], per_park)
        o = (stand[:, 1:] * per_park + np.arange(per_park)).ravel()
        value = np.where(self.pricing.possible(e, o), self.pricing.reduced_at(lam, e, o), -np.inf)
        best = value.reshape(-1, per_park).argmax(axis=1)
        return stand[:, 0] * places + stand[:, 1] * per_park + best

    # -- the model -----------------------------------------------------------------------------

    def _join(self, keys: Ints) -> None:
        """Add placements (ascending keys, none of them there), with the links of chains."""
        if not len(keys):
            return
        layout, stars = self.layout, self.pricing.stars
        e, o = np.divmod(keys, layout.places)
        park = o // self.pricing.per_park
        row, position, value = layout.entries(e, o)
        flows = self._link(e, park) if len(stars) else []
        member = np.flatnonzero(stars.rank[e] >= 0)
        held = [(i, r) for i in member.tolist() for r in self._held(int(e[i]), int(park[i]))]
        holder = np.array(held, dtype=np.int64).reshape(-1, 2)
        at = self._columns + np.arange(len(keys))
        self._add_columns(
            -layout.problem.score_at(e, *layout.unflat(o)),
            np.concatenate([position, np.arange(len(keys)), holder[:, 0]]),
            np.concatenate([row, layout.count + e, holder[:, 1]]),
            np.concatenate([value * layout.sign[row], np.ones(len(keys)), -np.ones(len(held))]),
        )  # fmt: skip
        if flows:
            ends = np.array([flow[1:] for flow in flows], dtype=np.int64)
            self._add_columns(
                np.array([flow[0] for flow in flows]), np.repeat(np.arange(len(flows)), 2),
                ends.ravel(), np.ones(2 * len(flows)),
            )  # fmt: skip
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

    def _link(self, e: Ints, park: Ints) -> list[Flow]:
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
        flows: list[Flow] = []
        for f, q, p in pairs:
            points = float(stars.bonus[f] * stars.closeness[p, q])
            if points > 0:
                flows.append((-points, self._own[f, q], self._led[f, p]))
        return flows

    def _add_rows(self, upper: Floats) -> None:
        none = np.zeros(0, dtype=np.int32)
        self.solver.addRows(
            len(upper), np.full(len(upper), -np.inf), upper, 0,
            np.zeros(len(upper), dtype=np.int32), none, np.zeros(0),
        )  # fmt: skip

    def _add_columns(self, cost: Floats, owner: Ints, row: Ints, value: Floats) -> None:
        """Columns >= 0; owner, row, value: their coefficients, owner counts from the first new."""
        order = np.argsort(owner, kind="stable")
        starts = np.searchsorted(owner[order], np.arange(len(cost)))
        self.solver.addCols(
            len(cost), cost, np.zeros(len(cost)), np.full(len(cost), np.inf), len(row),
            starts.astype(np.int32), row[order].astype(np.int32), value[order],
        )  # fmt: skip
        self._columns += len(cost)


def exact_prices(
    pricing: Pricing, duals: Duals, clock: Clock, report: Callable[[float], None] | None = None
) -> tuple[Master, Exact]:
    """A master started from dual prices, and what it found within the clock."""
    master = Master(pricing, duals)
    return master, master.solve(clock, report)


__all__ = ["Exact", "Master", "Range", "exact_prices"]
