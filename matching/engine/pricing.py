"""Pricing: what every placement is worth once it pays for the limits it uses, and the proven bound.

With a price lam[r] on every row (>= 0 for "<=", <= 0 for ">=", at most the price of violation in
size for soft rows) Lagrange's bound on every plan is

    sum_r lam[r] * bound[r]
      +  sum_e max(0, max_o ( score[e, o] - sum_r lam[r] * coefficient[r, e, o] ))

It holds for ANY such lam, however found.  Members of chains are bounded star by star instead of one
by one (see `stars`).  The sum over rows factors: per enterprise a dozen amounts times lines of a
small table of costs, so a pass over all placements is bound by reading the scores.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matching.engine import price_kernels as kernels
from matching.engine.layout import Layout
from matching.engine.stars import Stars, attraction, star_total, stars_of
from matching.engine.uses import Uses, flatten
from matching.problem import NEVER
from matching.rows import Floats, Ints

Float32s = npt.NDArray[np.float32]
Caps = list[tuple[Floats, Ints, Floats]]

CACHE_BYTES = 400 * 1024 * 1024
CHUNK_CELLS = 2_000_000
SCORE_ERROR = 4e-6
"""Relative error allowed for scores kept in float32: a dozen roundings of 6e-8, with room."""


class Pricing:
    """Reduced values of all placements, chunk by chunk over the enterprises."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.uses: Uses = flatten(layout)
        enterprises, parks = layout.problem.shape[:2]
        self.per_park = max(1, layout.places // max(1, parks))
        self.stars: Stars = stars_of(layout.problem.chains, enterprises, parks)
        self.chunk = max(1, CHUNK_CELLS // max(1, layout.places))
        self._caps = caps_of(layout, layout.bound)
        self._cache: Float32s | None = None
        if enterprises * layout.places * 4 <= CACHE_BYTES:
            cache = np.empty((enterprises, layout.places), dtype=np.float32)
            for lo, hi in self.chunks():
                cache[lo:hi] = self.scores(lo, hi)
            self._cache = cache

    @property
    def kept_scores(self) -> Float32s | None:
        """(E, O) scores of all placements where they are kept in memory; not to be changed."""
        return self._cache

    def relimited(self, layout: Layout) -> Pricing:
        """The pricing of the same problem and rows with other bounds; scores are shared, not built.

        Only enterprises that a changed bound alone rules out, or no longer does, are looked at
        again.  This object stays as it is.
        """
        changed = copy.copy(self)
        changed.layout, changed._caps = layout, caps_of(layout, layout.bound)
        if self._cache is None:
            return changed
        stale = np.zeros(len(self._cache), dtype=bool)
        for (weight, class_of, cap), (_, _, before) in zip(changed._caps, self._caps, strict=True):
            least = np.where(cap != before, np.minimum(cap, before), np.inf).min(
                axis=1, initial=np.inf
            )
            stale |= weight > least[class_of]
        if stale.any():
            changed._cache = None  # so that scores are computed, not read
            cache = self._cache.copy()
            for e in np.flatnonzero(stale).tolist():
                cache[e] = changed.scores(e, e + 1)[0]
            changed._cache = cache
        return changed

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

    def scores_of(self, chosen: Ints) -> Float32s:
        """(n, O) scores of any enterprises."""
        if self._cache is not None:
            return self._cache[chosen]
        if not len(chosen):
            return np.zeros((0, self.layout.places), np.float32)
        return np.concatenate([self.scores(int(e), int(e) + 1) for e in chosen])

    def score_at(self, e: Ints, o: Ints) -> Floats:
        """(n,) float64 points of possible placements, exact to float32 where scores are cached."""
        if self._cache is not None:
            return self._cache[e, o].astype(np.float64)
        return self.layout.problem.score_at(e, *self.layout.unflat(o))

    def _slabs(self, subset: Ints | None) -> Iterator[tuple[slice, Ints, Float32s]]:
        """(positions, enterprises, (n, O) scores) in chunks over all or some enterprises."""
        if subset is None:
            for lo, hi in self.chunks():
                yield slice(lo, hi), np.arange(lo, hi), self.scores(lo, hi)
            return
        for lo in range(0, len(subset), self.chunk):
            chosen = subset[lo : lo + self.chunk]
            yield slice(lo, lo + len(chosen)), chosen, self.scores_of(chosen)

    def _priced(self, lam: Floats, dtype: type) -> tuple[npt.NDArray, npt.NDArray[np.bool_]]:
        paid = self.layout.from_row_on(np.abs(lam))
        cost, pays = self.uses.costs(paid)
        return np.ascontiguousarray(cost, dtype=dtype), pays

    # -- passes over all placements ------------------------------------------------------------

    def best(self, lam: Floats, dtype: type = np.float32) -> tuple[Floats, Floats]:
        """(E,) best reduced value of each enterprise alone, and its best score; 0 if none is > 0.

        Chains are not counted here.
        """
        enterprises = self.layout.problem.shape[0]
        best, peak = np.zeros(enterprises), np.zeros(enterprises)
        cost, pays = self._priced(lam, dtype)
        uses = self.uses
        for at, chosen, scores in self._slabs(None):
            kernels.best_values(scores, chosen, uses.first, uses.line, uses.amount, cost, pays,
                                best[at], peak[at])  # fmt: skip
        return best, peak

    def by_park(self, lam: Floats, enterprises: Ints) -> Floats:
        """(n, P) best reduced value of the given enterprises in every park, OPEN where none."""
        parks = self.layout.problem.shape[1]
        best = np.full((len(enterprises), parks), float(kernels.OPEN))
        cost, pays = self._priced(lam, np.float64)
        uses = self.uses
        for at, chosen, scores in self._slabs(enterprises):
            kernels.park_values(scores, chosen, uses.first, uses.line, uses.amount, cost, pays,
                                self.per_park, best[at])  # fmt: skip
        return best

    def bound(self, lam: Floats) -> float:
        """The proven bound at prices lam, in float64, with room for the rounding of scores.

        lam is first made a valid price vector (see `valid`), so the result is a bound whatever it
        holds.
        """
        lam = self.valid(lam)
        best, peak = self.best(lam, np.float64)
        total = float(lam @ self.layout.bound) + SCORE_ERROR * float(peak.sum())
        if len(self.stars):
            member = self.stars.member
            total += star_total(self.stars, self.by_park(lam, member)) - float(best[member].sum())
        return total + float(best.sum())

    def near(
        self,
        lam: Floats,
        width: Floats,
        most: int,
        subset: Ints | None = None,
        room: Floats | None = None,
        at: Ints | None = None,
    ) -> tuple[Ints, Ints]:
        """Placements (e, o) whose reduced value is within width[e] of the enterprise's best.

        width: (E,) points.  At most `most` per enterprise, the best ones, best first, in order of
        the enterprises; the option of staying unplaced counts as 0.  Only possible placements;
        room: (R,) canonical room left, only what fits into it.  Members of chains count what the
        chain adds where its other members stand (at: (E,) places or -1) or would best stand.
        """
        cost, pays = self._priced(lam, np.float32)
        extra, extra_of = self._chain_extra(lam, at)
        left = np.zeros(0) if room is None else room
        uses, found_e, found_o = self.uses, [], []
        for _, chosen, scores in self._slabs(subset):
            place = np.zeros((len(chosen), max(1, most)), dtype=np.int32)
            number = np.zeros(len(chosen), dtype=np.int64)
            kernels.near_places(
                scores, chosen, uses.row, uses.shape_of, uses.shape, uses.first, uses.line,
                uses.amount, uses.end, left, cost, pays, width[chosen].astype(np.float32), extra,
                extra_of[chosen], self.per_park, place, number,
            )  # fmt: skip
            held = np.arange(place.shape[1]) < number[:, None]
            found_e.append(np.repeat(chosen, number))
            found_o.append(place[held].astype(np.int64))
        return _joined(found_e), _joined(found_o)

    def _chain_extra(self, lam: Floats, at: Ints | None) -> tuple[Float32s, Ints]:
        """(X, P) points that its chain adds by park, and (E,) the line of each member or -1."""
        stars = self.stars
        enterprises, parks = self.layout.problem.shape[:2]
        extra_of = np.full(enterprises, -1, dtype=np.int64)
        if not len(stars):
            return np.zeros((0, parks), np.float32), extra_of
        pull, total = attraction(stars, self.by_park(lam, stars.member))
        target = total.argmax(axis=1)
        star = np.repeat(np.arange(len(stars)), np.diff(stars.first))
        if at is not None:
            led = at[stars.lead] >= 0
            target[led] = at[stars.lead[led]] // self.per_park
            there = np.flatnonzero(at[stars.follower] >= 0)
            f = stars.follower[there]
            np.add.at(pull, star[there],
                      stars.bonus[f, None] * stars.closeness[at[f] // self.per_park])  # fmt: skip
        worth = stars.closeness[target[star]] * stars.bonus[stars.follower, None]
        extra_of[stars.lead] = np.arange(len(stars))
        extra_of[stars.follower] = len(stars) + np.arange(len(stars.follower))
        return np.concatenate([pull, worth]).astype(np.float32), extra_of

    # -- single placements ---------------------------------------------------------------------

    def reduced_at(self, lam: Floats, e: Ints, o: Ints) -> Floats:
        """(n,) score minus payments of the given placements, in float64, chains left out."""
        value = np.zeros(len(e))
        uses = self.uses
        score = self.layout.problem.score_at(e, *self.layout.unflat(o))
        kernels.reduced_of(
            score, e, o, uses.row, uses.shape_of, uses.shape, uses.first, uses.line, uses.amount,
            self.layout.from_row_on(np.abs(lam)), value,
        )  # fmt: skip
        return value

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


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


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
