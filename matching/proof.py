"""Proof: an upper bound on every plan, from one price per limit, in one pass over the data.

Whatever the prices lam, once each has the sign of its row (>= 0 for "<=", <= 0 for ">=") and a soft
row asks at most what missing it costs, no plan is worth more than Lagrange's

    sum_r lam[r] * bound[r]
      +  sum over enterprises of max(0, max_o ( score[e, o] - sum_r lam[r] * coefficient[r, e, o] ))

(Held, Wolfe & Crowder 1974; Fisher 1981): a plan that keeps the rows loses nothing by paying for
what it uses and being refunded for what there is.  A soft row may be broken by s >= 0 at its price
q; that adds lam * s - q * s <= 0.  So the figure needs no trust in whoever found the prices.

Left out of the maximum are placements that are not eligible and those that break a hard "<=" row
without negative coefficients on their own: all others could but add to it, so they are in no plan.

Chains (see `matching.chains`) pay a bonus for a pair of placements.  The maximum then runs over the
choices of a whole star: the lead at park p, or nowhere, and each follower at its best for that p.
Given the lead's park the followers do not meet in any term, so the star's maximum is

    max( sum_f max(0, best[f]),
         max_p ( best[lead, p] + sum_f max(0, max_q ( best[f, q] + bonus[f] * closeness[p, q] )) ) )

The pass is written from `Rows` and the terms alone and shares nothing with the engine but them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.caps import Cap, caps_alone
from matching.chains import Chains
from matching.exact_score import ExactScore
from matching.problem import Problem
from matching.rows import Block, Floats, Ints, Rows

CELLS = 250_000
"""Placements looked at together: 2 MB of float64, which stays in a processor's cache."""
PRODUCT = 500_000
"""Multiplications in one matrix product: too few for the library to wake other threads, which on a
busy machine took nine times as long as the product itself."""
ROUNDING = 1e-12
"""Relative error granted to float64 sums of some hundred parts: 200 roundings make 2e-14."""


@dataclass(frozen=True)
class Proof:
    """A bound and what it is made of, all in points.

    value: Lagrange's sum as computed.  rounding: what float64 sums may be off, at most.  tolerance:
    what plans may gain by using the tolerance that the check grants to hard rows (1e-6 of a row, at
    its price).
    """

    value: float
    rounding: float
    tolerance: float

    @property
    def bound(self) -> float:
        """Points that no plan which passes the check exceeds."""
        return self.value + self.rounding + self.tolerance


def valid_prices(rows: Rows, dual: Floats) -> Floats:
    """(R,) the prices with the sign of their row, soft ones at most their price, unknown ones 0.

    Raises ValueError where dual has not one price per row.
    """
    given = np.asarray(dual, dtype=np.float64)
    if given.shape != (len(rows),):
        raise ValueError(f"{len(rows)} rows need as many prices, not {given.shape}")
    known = np.where(np.isfinite(given), given, 0.0)
    sign = np.where(rows.at_least, -1.0, 1.0)
    return np.clip(known * sign, 0.0, rows.price) * sign


def prove(problem: Problem, rows: Rows, dual: Floats, cells: int = CELLS) -> Proof:
    """The proof that a price vector amounts to; dual: (R,) points per unit, any numbers at all.

    cells: placements looked at together; it changes memory and time, not the result.
    """
    lam = valid_prices(rows, dual)
    pays = [_pay(block, lam[start : start + len(block.bound)])
            for start, block in zip(rows.offsets, rows, strict=True)]  # fmt: skip
    pays = [pay for pay in pays if pay.cost.any()]
    caps = caps_alone(rows)
    chains: Chains | None = getattr(problem, "chains", None)
    members = np.zeros(0, np.int64) if chains is None else _members(chains)
    of_member = np.full(problem.shape[0], -1)
    of_member[members] = np.arange(len(members))
    best = np.zeros(problem.shape[0])
    by_park = np.full((len(members), problem.shape[1]), -np.inf)
    score, size = ExactScore(problem), float(np.abs(lam @ rows.bound))
    places = int(np.prod(problem.shape[1:]))
    for e in _groups(problem.shape[0], pays, caps, max(1, cells // max(1, places))):
        reduced = score.of(e).reshape(len(e), places)
        closed = ~problem.eligible_of(e).reshape(len(e), places)
        if pays:
            _charge(reduced, e, pays)
        for cap in caps:
            cap.closes(e, int(cap.class_of[e[0]]), closed)
        reduced[closed] = -np.inf
        best[e] = reduced.max(axis=1, initial=0.0)
        linked = np.flatnonzero(of_member[e] >= 0)
        if len(linked):
            cube = reduced[linked].reshape(len(linked), problem.shape[1], -1)
            by_park[of_member[e[linked]]] = cube.max(axis=2, initial=-np.inf)
    size += float(score.most().sum()) + sum(float(pay.weight @ pay.most) for pay in pays)
    if chains is not None and len(members):
        best[members] = 0.0
        value = float(best.sum()) + _stars(chains, of_member, by_park)
        size += float(chains.bonus.sum())
    else:
        value = float(best.sum())
    hard = np.isinf(rows.price)
    tolerance = float(np.abs(lam[hard]) @ rows.tolerance()[hard])
    return Proof(float(lam @ rows.bound) + value, ROUNDING * size, tolerance)


@dataclass(frozen=True, eq=False)
class _Pay:
    """What one block charges: weight[e] * cost[class, o] points.  most: (E,) max |cost| over o."""

    weight: Floats
    class_of: Ints
    cost: Floats

    @property
    def most(self) -> Floats:
        return np.abs(self.cost).max(axis=1, initial=0.0)[self.class_of]


def _pay(block: Block, lam: Floats) -> _Pay:
    """lam: (rows of the block,) valid prices; a placement pays for every row that counts it."""
    paid = np.append(lam, 0.0)
    for row in range(len(lam) - 2, -1, -1):
        if block.end[row] > row + 1:
            paid[row] += paid[row + 1]
    row_of = block.row_of.reshape(len(block.row_of), -1)
    cost = paid[row_of]  # -1, no row, is the 0 at the end
    if block.factor is not None:
        cost = cost * block.factor.reshape(row_of.shape)
    return _Pay(block.weight, block.class_of, cost)


def _charge(reduced: Floats, e: Ints, pays: list[_Pay]) -> None:
    """Take from `reduced` (n, O) what enterprises e, all of one class, pay; in place."""
    weight = np.stack([pay.weight[e] for pay in pays], axis=1)
    cost = np.stack([pay.cost[pay.class_of[e[0]]] for pay in pays])
    step = max(1, PRODUCT // max(1, cost.size))
    for lo in range(0, len(e), step):
        reduced[lo : lo + step] -= weight[lo : lo + step] @ cost


def _groups(enterprises: int, pays: list[_Pay], caps: list[Cap], most: int) -> Iterator[Ints]:
    """Enterprises in groups of the same class in every block, at most `most` at a time.

    Within a group all blocks charge by one table of costs, so that the payments of the group are
    one skinny matrix product.
    """
    classed: list[Ints] = [pay.class_of for pay in pays if len(pay.cost) > 1]
    classed += [cap.class_of for cap in caps if len(cap.cap) > 1]
    keys = list({class_of.tobytes(): class_of for class_of in classed}.values())
    if not enterprises:
        return
    joint = np.zeros(enterprises, dtype=np.int64)
    if keys:
        joint = np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(joint, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(joint[order]) != 0]).tolist()
    for start, end in zip(starts, [*starts[1:], enterprises], strict=True):
        for lo in range(start, end, most):
            yield order[lo : min(lo + most, end)]


def _members(chains: Chains) -> Ints:
    """Enterprises of all stars: followers with a bonus, and their leads, ascending."""
    return np.unique(np.concatenate([chains.followers, chains.lead[chains.followers]]))


def _stars(chains: Chains, of_member: Ints, by_park: Floats) -> float:
    """Sum of the stars' maxima.  by_park: (members, P) best reduced score, -inf where none."""
    followers = chains.followers
    alone = np.maximum(by_park.max(axis=1, initial=0.0), 0.0)
    leads = np.unique(chains.lead[followers])
    near = np.zeros(by_park.shape)  # of a lead: what its followers add if it stands at park p
    apart = np.zeros(len(by_park))  # and what they add if it stands nowhere
    for f in followers.tolist():
        own, lead = by_park[of_member[f]], of_member[chains.lead[f]]
        drawn = (own + chains.bonus[f] * chains.closeness).max(axis=1, initial=0.0)
        near[lead] += np.maximum(drawn, 0.0)
        apart[lead] += alone[of_member[f]]
    at = of_member[leads]
    led = (by_park[at] + near[at]).max(axis=1, initial=-np.inf)
    return float(np.maximum(led, apart[at]).sum())
