"""Explain: why each enterprise stands where it stands, or nowhere, as data.

For every pairing the two best other parks: what they lose, which limits stand in their way, how
much of each is lacking and what that is worth at the plan's prices.  For every enterprise without a
place the same of its two best parks.  Sentences are made of these tables by those who show them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.answer import Answer
from matching.chains import Chains
from matching.exact_score import ExactScore
from matching.plan import ALTERNATIVE_COLUMNS, FORGONE_COLUMNS, OBSTACLE_COLUMNS
from matching.problem import TENURES, Problem
from matching.room import Lacks, Room, Spots
from matching.rows import Floats, Ints, Rows

LIMIT, OUTSCORED, OPEN = "limit", "outscored", "open"
CHOICES = 2
CELLS = 500_000
"""Placements looked at together."""
MOVES = 20_000
"""Moves whose rows are looked up together: some million coefficients."""
EVEN = 1e-9
"""Points that count as none."""


@dataclass(frozen=True, eq=False)
class Choices:
    """The best parks of some enterprises beside the one each stands in, (n,) each.

    e, rank (1 = best); to: where.  score: points there.  chain: chain points there minus those
    where it stands.  soft: more points paid for soft rows.  gain: change of the objective, before
    limits: score + chain - soft, minus the points where it stands.  lacks: limits in the way.
    """

    e: Ints
    rank: Ints
    to: Spots
    score: Floats
    chain: Floats
    soft: Floats
    gain: Floats
    lacks: Lacks

    @property
    def standing(self) -> Ints:
        """(n,) index into (LIMIT, OUTSCORED, OPEN)."""
        limited = np.zeros(len(self.e), dtype=bool)
        limited[self.lacks.position] = True
        return np.where(limited, 0, np.where(self.gain > EVEN, 2, 1))


def explain(
    problem: Problem, rows: Rows, answer: Answer, room: Room
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables alternatives, forgone and obstacles of a plan."""
    order = np.argsort(answer.e, kind="stable")
    placed, held = answer.e[order], (answer.p[order], answer.t[order], answer.m[order])
    park_of = np.full(problem.shape[0], -1, dtype=np.int64)
    park_of[placed] = held[0]
    waiting = np.flatnonzero((park_of < 0) & (problem.eligible_per_enterprise > 0))
    there = choices(problem, room, placed, park_of, held)
    open_to = choices(problem, room, waiting, park_of, None)
    obstacles = pd.concat(
        [_obstacles(problem, rows, there), _obstacles(problem, rows, open_to)], ignore_index=True
    )
    alternatives = _table(problem, rows, there).assign(loss_points=-there.gain)
    forgone = _table(problem, rows, open_to).assign(forgone_points=open_to.gain)
    return alternatives[list(ALTERNATIVE_COLUMNS)], forgone[list(FORGONE_COLUMNS)], obstacles


def choices(
    problem: Problem, room: Room, e: Ints, park_of: Ints, held: Spots | None, most: int = CHOICES
) -> Choices:
    """The best placements of enterprises e in up to `most` parks, best first.

    park_of: (E,) park of everybody in the plan, -1 nowhere.  held: where e stand, None if nowhere;
    that park is left out.  A park counts by its best placement, chain points included, whether or
    not there is room.
    """
    index, rank, to, chain = _best_parks(problem, e, park_of, held, most)
    who = e[index]
    score = problem.score_at(who, *to)
    here = None if held is None else tuple(axis[index] for axis in held)
    now = np.zeros(len(who)) if here is None else problem.score_at(who, *here)
    soft = np.zeros(len(who))
    parts = []
    for lo in range(0, len(who), MOVES):
        part = slice(lo, lo + MOVES)
        spot = (to[0][part], to[1][part], to[2][part])
        left = None if here is None else (here[0][part], here[1][part], here[2][part])
        net = room.net(who[part], spot, left)
        soft[part] = room.soft_cost(*net, len(who[part]))
        lacks = room.lacks(*net)
        parts.append(Lacks(lacks.position + lo, lacks.row, lacks.lacking, lacks.price))
    gain = score + chain - soft - now
    return Choices(who, rank, to, score, chain, soft, gain, _joined(parts))


def _best_parks(
    problem: Problem, e: Ints, park_of: Ints, held: Spots | None, most: int
) -> tuple[Ints, Ints, Spots, Floats]:
    """(position in e, rank, placements, chain points gained) of the best parks."""
    _, parks, years, tenures = problem.shape
    inner = years * tenures
    score, chains = ExactScore(problem), getattr(problem, "chains", None)
    found_i, found_rank, found_o, found_chain = [], [], [], []
    step = max(1, CELLS // max(1, parks * inner))
    for lo in range(0, len(e) if parks else 0, step):
        chosen = e[lo : lo + step]
        line = np.arange(len(chosen))
        points = np.where(problem.eligible_of(chosen), score.of(chosen), -np.inf)
        points = points.reshape(len(chosen), parks, inner)
        drawn = chain_points(chains, chosen, park_of, parks)
        here = np.zeros(len(chosen))
        of_park = points.max(axis=2) + drawn
        if held is not None:
            own = held[0][lo : lo + step]
            of_park[line, own] = -np.inf
            here = drawn[line, own]
        for rank in range(1, min(most, parks) + 1):
            park = of_park.argmax(axis=1)
            some = np.flatnonzero(of_park[line, park] > -np.inf)
            found_i.append(some + lo)
            found_rank.append(np.full(len(some), rank))
            best = points[some, park[some]].argmax(axis=1)
            found_o.append(park[some] * inner + best)
            found_chain.append((drawn[line, park] - here)[some])
            of_park[line, park] = -np.inf
    index, ranks = _flat(found_i), _flat(found_rank)
    order = np.lexsort((ranks, index))
    rest, m = np.divmod(_flat(found_o)[order], tenures)
    p, t = np.divmod(rest, max(1, years))
    chain = np.concatenate([np.zeros(0), *found_chain])[order]
    return index[order], ranks[order], (p, t, m), chain


def chain_points(chains: Chains | None, e: Ints, park_of: Ints, parks: int) -> Floats:
    """(n, P) chain points of each enterprise at each park while all others stay where they are."""
    points = np.zeros((len(e), parks))
    if chains is None:
        return points
    lead = chains.lead[e]
    led = np.flatnonzero(lead >= 0)
    led = led[park_of[lead[led]] >= 0]
    points[led] = chains.bonus[e[led], None] * chains.closeness[park_of[lead[led]]]
    line_of = np.full(len(park_of), -1, dtype=np.int64)
    line_of[e] = np.arange(len(e))
    followers = chains.followers[park_of[chains.followers] >= 0]
    followers = followers[line_of[chains.lead[followers]] >= 0]
    drawn = chains.bonus[followers, None] * chains.closeness[park_of[followers]]
    np.add.at(points, line_of[chains.lead[followers]], drawn)
    return points


def _table(problem: Problem, rows: Rows, found: Choices) -> pd.DataFrame:
    """One line per choice with what both tables share."""
    first = found.lacks.first
    dearest = np.full(len(found.e), len(rows))
    dearest[found.lacks.position[first]] = found.lacks.row[first]
    count = np.bincount(found.lacks.position, minlength=len(found.e))
    priced = np.bincount(found.lacks.position, weights=found.lacks.priced, minlength=len(found.e))
    p, t, m = found.to
    return pd.DataFrame(
        {
            "enterprise_id": _pick(problem.enterprise_id, found.e),
            "rank": found.rank,
            "park_id": _pick(problem.park_id, p),
            "year": np.asarray(problem.years, dtype=np.int64)[t],
            "tenure": _pick(TENURES, m),
            "score_points": found.score,
            "chain_points": found.chain,
            "soft_points": found.soft,
            "standing": _pick((LIMIT, OUTSCORED, OPEN), found.standing),
            "blocked_by": _pick((*rows.names, ""), dearest),
            "obstacles": count.astype(np.int64),
            "priced_points": priced,
        }
    )


def _obstacles(problem: Problem, rows: Rows, found: Choices) -> pd.DataFrame:
    """One line per choice and limit in its way, dearest first."""
    lacks = found.lacks
    units = tuple(block.unit for block in rows for _ in block.bound)
    bound = rows.bound[lacks.row]
    needed = np.where(rows.at_least[lacks.row], bound - lacks.lacking, bound + lacks.lacking)
    frame = pd.DataFrame(
        {
            "enterprise_id": _pick(problem.enterprise_id, found.e[lacks.position]),
            "rank": found.rank[lacks.position],
            "limit": _pick(rows.names, lacks.row),
            "unit": _pick(units, lacks.row),
            "lacking": lacks.lacking,
            "needed_bound": needed,
            "shadow_price_points": lacks.price,
            "priced_points": lacks.priced,
        }
    )
    return frame[list(OBSTACLE_COLUMNS)]


def _joined(parts: list[Lacks]) -> Lacks:
    none = np.zeros(0, dtype=np.int64)
    return Lacks(
        np.concatenate([none, *(part.position for part in parts)]),
        np.concatenate([none, *(part.row for part in parts)]),
        np.concatenate([np.zeros(0), *(part.lacking for part in parts)]),
        np.concatenate([np.zeros(0), *(part.price for part in parts)]),
    )


def _flat(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _pick(names: tuple[str, ...], index: Ints) -> np.ndarray:
    return np.array([*names, ""], dtype=object)[index]
