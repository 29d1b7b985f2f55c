"""Pricing: what every placement is worth once it pays for the limits it uses, and the proven bound.

With a price lam[r] on every row (>= 0 for "<=", <= 0 for ">=", at most the price of violation in
size for soft rows) Lagrange's bound on every plan is

    sum_r lam[r] * bound[r]
      +  sum_e max(0, max_o ( score[e, o] - sum_r lam[r] * coefficient[r, e, o] ))

It holds for ANY such lam, however found.  The sum over rows factors: a block costs
weight[e] * price[class, o], so pricing all placements is one skinny matrix product for the blocks
with few classes and one multiply-add for the others.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matching.engine.layout import Layout
from matching.problem import NEVER
from matching.rows import Floats, Ints

Float32s = npt.NDArray[np.float32]
Caps = list[tuple[Floats, Ints, Floats]]

CACHE_BYTES = 400 * 1024 * 1024
CHUNK_CELLS = 2_000_000
FEW_CLASSES = 3
MANY = 6
"""Above so many times more candidates than wanted, the best are picked before they are sorted."""
SCORE_ERROR = 4e-6
"""Relative error allowed for scores kept in float32: a dozen roundings of 6e-8, with room."""


class Pricing:
    """Reduced values of all placements, chunk by chunk over the enterprises."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        enterprises = layout.problem.shape[0]
        self.chunk = max(1, CHUNK_CELLS // max(1, layout.places))
        self._caps = caps_of(layout, layout.bound)
        self._cache: Float32s | None = None
        if enterprises * layout.places * 4 <= CACHE_BYTES:
            cache = np.empty((enterprises, layout.places), dtype=np.float32)
            for lo, hi in self.chunks():
                cache[lo:hi] = self.scores(lo, hi)
            self._cache = cache

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Ranges of enterprises of about CHUNK_CELLS placements."""
        enterprises = self.layout.problem.shape[0]
        for lo in range(0, enterprises, self.chunk):
            yield lo, min(lo + self.chunk, enterprises)

    def scores(self, lo: int, hi: int) -> Float32s:
        """(hi - lo, O) points of the placements of enterprises lo..hi-1.

        NEVER where a placement is not eligible, or needs more than a limit would leave to it if it
        were alone: no plan can hold it, and the bound is much better without it.
        """
        if self._cache is not None:
            return self._cache[lo:hi]
        score = self.layout.problem.score(lo, hi).reshape(hi - lo, self.layout.places)
        rule_out(score, np.arange(lo, hi), self._caps)
        return score

    def costs(self, lam: Floats) -> list[npt.NDArray]:
        """For every part, (C, O) points that one unit of its weight pays at each place."""
        paid = np.append(self.layout.from_row_on(lam), 0.0)
        costs = []
        for part in self.layout.parts:
            cost = paid[part.row]
            costs.append(cost if part.factor is None else cost * part.factor)
        return costs

    def reduced(
        self, lam: Floats, dtype: type = np.float32, subset: Ints | None = None
    ) -> Iterator[tuple[Ints, npt.NDArray]]:
        """(enterprises, (n, O) score minus payments) in chunks, for all or a subset of them."""
        parts = self.layout.parts
        weights: list[Floats] = []
        rows: list[npt.NDArray] = []
        wide: list[tuple[Floats, Ints, npt.NDArray, npt.NDArray[np.bool_]]] = []
        for part, cost in zip(parts, self.costs(lam), strict=True):
            paying = np.asarray(cost.any(axis=1))
            if not paying.any():
                continue
            if part.classes <= FEW_CLASSES:
                for c in np.flatnonzero(paying).tolist():
                    weights.append(np.where(part.class_of == c, part.weight, 0.0))
                    rows.append(cost[c])
            else:
                wide.append((part.weight, part.class_of, cost.astype(dtype), paying))
        narrow: npt.NDArray | None = np.stack(weights, axis=1).astype(dtype) if weights else None
        payments: npt.NDArray | None = np.stack(rows).astype(dtype) if rows else None
        for chosen in self._groups(subset):
            contiguous = subset is None
            lo, hi = int(chosen[0]), int(chosen[-1]) + 1
            score = self.scores(lo, hi) if contiguous else self.scores_of(chosen)
            value: npt.NDArray = score.astype(dtype)
            if narrow is not None and payments is not None:
                value -= narrow[chosen] @ payments
            for weight, class_of, cost, paying in wide:
                of = class_of[chosen]
                hit = np.flatnonzero(paying[of] & (weight[chosen] != 0.0))
                if len(hit):
                    value[hit] -= weight[chosen[hit], None].astype(dtype) * cost[of[hit]]
            yield chosen, value

    def scores_of(self, chosen: Ints) -> Float32s:
        """(n, O) scores of any enterprises."""
        if self._cache is not None:
            return self._cache[chosen]
        parts = [self.scores(int(e), int(e) + 1) for e in chosen]
        return np.concatenate(parts) if parts else np.zeros((0, self.layout.places), np.float32)

    def _groups(self, subset: Ints | None) -> Iterator[Ints]:
        if subset is None:
            for lo, hi in self.chunks():
                yield np.arange(lo, hi)
            return
        for lo in range(0, len(subset), self.chunk):
            yield subset[lo : lo + self.chunk]

    def reduced_at(self, lam: Floats, e: Ints, o: Ints) -> Floats:
        """(n,) score minus payments of the given placements, in float64."""
        row, position, value = self.layout.first_entries(e, o)
        paid = np.zeros(len(e))
        np.add.at(paid, position, value * self.layout.from_row_on(lam)[row])
        return self.layout.problem.score_at(e, *self.layout.unflat(o)) - paid

    def best(self, lam: Floats, subset: Ints | None = None) -> Floats:
        """(n,) best reduced value of each enterprise, 0 where staying unplaced is better."""
        parts = [
            np.maximum(value.max(axis=1), 0.0) for _, value in self.reduced(lam, subset=subset)
        ]
        return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)

    def bound(self, lam: Floats) -> float:
        """The proven bound at prices lam, in float64, with room for the rounding of scores.

        lam is first made a valid price vector (see `valid`), so the result is a bound whatever it
        holds.
        """
        lam = self.valid(lam)
        total = float(lam @ self.layout.bound)
        for chosen, value in self.reduced(lam, dtype=np.float64):
            best = np.maximum(value.max(axis=1, initial=0.0), 0.0)
            lo, hi = int(chosen[0]), int(chosen[-1]) + 1
            peak = np.maximum(self.scores(lo, hi).max(axis=1, initial=0.0), 0.0).astype(np.float64)
            total += float(best.sum() + SCORE_ERROR * peak.sum())
        return total

    def valid(self, lam: Floats) -> Floats:
        """lam with the sign each row demands and no larger than its cap (soft: its price)."""
        size = np.maximum(np.nan_to_num(lam) * self.layout.sign, 0.0)
        return np.minimum(size, self.layout.cap) * self.layout.sign

    def possible(self, e: Ints, o: Ints) -> npt.NDArray[np.bool_]:
        """(n,) whether the given placements are eligible and fit if they were alone."""
        if self._cache is not None:
            return self._cache[e, o] > float(NEVER) / 2
        possible = self.layout.problem.eligible_at(e, *self.layout.unflat(o))
        for weight, class_of, cap in self._caps:
            possible &= weight[e] <= cap[class_of[e], o]
        return possible

    def near(
        self,
        lam: Floats,
        width: Floats,
        most: int,
        subset: Ints | None = None,
        caps: Caps | None = None,
    ) -> tuple[Ints, Ints]:
        """Placements (e, o) whose reduced value is within width[e] of the enterprise's best.

        width: (E,) points.  At most `most` per enterprise, the best ones; the option of staying
        unplaced counts as 0.  Only possible placements; caps: tighter than those of empty rows.
        """
        found_e, found_o = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for chosen, value in self.reduced(lam, subset=subset):
            # who is worth less than staying unplaced by more than the width is never near
            least = np.maximum(-width[chosen], float(NEVER) / 2)
            row, column = np.nonzero(value >= least[:, None])
            if caps is None and len(row) > MANY * most * len(chosen):
                row, column = _best_of_each(value, most)
            row, column = _within(chosen, row, column, caps or [])
            possible = self.possible(chosen[row], column)
            row, column = row[possible], column[possible]
            kept = _nearest(row, value[row, column], width[chosen], most)
            found_e.append(chosen[row[kept]])
            found_o.append(column[kept])
        return np.concatenate(found_e), np.concatenate(found_o)


def _within(chosen: Ints, row: Ints, column: Ints, caps: Caps) -> tuple[Ints, Ints]:
    """Those (row, column) that no cap rules out; tightest caps first, so that few remain."""
    for weight, class_of, cap in sorted(caps, key=lambda part: float(np.median(part[2]))):
        e = chosen[row]
        fits = weight[e] <= cap[class_of[e], column]
        row, column = row[fits], column[fits]
    return row, column


def _best_of_each(value: npt.NDArray, most: int) -> tuple[Ints, Ints]:
    """(row, column) of the `most` highest values of each row, rows ascending."""
    top = np.argpartition(value, -most, axis=1)[:, -most:]
    return np.repeat(np.arange(len(value)), top.shape[1]), top.ravel()


def _nearest(row: Ints, value: npt.NDArray, width: Floats, most: int) -> Ints:
    """Positions of the `most` highest values of each row that lie within its width of the highest.

    row: (n,) ascending.  Staying unplaced counts as 0.
    """
    if not len(row):
        return row
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    peak = np.zeros(len(width))
    peak[row[starts]] = np.maximum(np.maximum.reduceat(value, starts), 0.0)
    near = np.flatnonzero(value >= peak[row] - width[row])
    row, value = row[near], value[near]
    order = np.lexsort((-value, row))
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else row
    rank = np.arange(len(row)) - np.repeat(starts, np.diff(np.r_[starts, len(row)]))
    return near[np.sort(order[rank < most])]


def rule_out(value: npt.NDArray, chosen: Ints, caps: Caps) -> None:
    """Set (n, O) values of the chosen enterprises to NEVER where they exceed a cap, in place."""
    for weight, class_of, cap in caps:
        needed = weight[chosen]
        some = np.flatnonzero(needed > cap.min(initial=np.inf))
        if len(some):
            too_large = needed[some, None] > cap[class_of[chosen[some]]]
            value[some] = np.where(too_large, NEVER, value[some])


def caps_of(layout: Layout, room: Floats) -> Caps:
    """(weight, class_of, (C, O) most that a placement may weigh) of each block that says so.

    room: (R,) what each row leaves, its bound when nobody is placed.  Only hard maxima in which
    nothing gives room back: there a placement that breaks the row alone breaks it in every plan.
    """
    room = room + 1e-9 * np.maximum(1.0, np.abs(layout.bound))
    least = room.copy()
    left = layout.end - np.arange(layout.count)
    for step in range(1, int(left.max(initial=1))):
        later = np.flatnonzero(left > step)
        least[later] = np.minimum(least[later], room[later + step])
    least = np.append(least, np.inf)
    caps = []
    for part in layout.parts:
        if not part.hard or part.sign < 0:
            continue
        cap = least[part.row]
        if part.factor is not None:
            if (part.factor < 0).any():
                continue
            share = np.where(part.factor > 0, part.factor, 1.0)
            cap = np.where(part.factor > 0, cap / share, np.inf)
        caps.append((part.weight, part.class_of, cap))
    return caps
