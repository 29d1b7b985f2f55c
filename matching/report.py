"""Report: a solver's answer as a Plan with all its tables, vectorised over the enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matching.answer import Answer
from matching.engine.layout import Layout, compile_layout
from matching.limits import limits_table, rules_table
from matching.plan import (
    ALTERNATIVE_COLUMNS,
    CHAIN,
    PLACEMENT_COLUMNS,
    TERM_COLUMNS,
    UNMATCHED_COLUMNS,
)
from matching.problem import NEVER, TENURES, Problem
from matching.room import Room
from matching.rows import Floats, Ints, Rows
from matching.why import main_reason, why_none

ELIGIBILITY, LIMIT, VALUE = "eligibility", "limit", "value"
OUTSCORED = "outscored"
NOBODY = float(NEVER) / 2


def plan_tables(problem: Problem, rows: Rows, answer: Answer) -> dict[str, pd.DataFrame]:
    """All tables of a Plan for an answer, by their names there."""
    layout = compile_layout(problem, rows)
    used = rows.use(answer.e, answer.p, answer.t, answer.m)
    limits = limits_table(rows, used, answer.shadow)
    room = Room(layout, used, answer.shadow)
    return {
        "placements": placements_table(problem, answer),
        "limits": limits,
        "rules": rules_table(problem.case.policy, limits),
        "unmatched": unmatched_table(layout, answer, room),
        "terms": terms_table(problem, answer),
        "alternatives": alternatives_table(layout, answer, room),
    }


def placements_table(problem: Problem, answer: Answer) -> pd.DataFrame:
    """One line per pairing with PLACEMENT_COLUMNS, in the order of the enterprises."""
    e, p, t, m = _ordered(answer)
    frame = pd.DataFrame(
        {
            "enterprise_id": _pick(problem.enterprise_id, e),
            "park_id": _pick(problem.park_id, p),
            "year": np.asarray(problem.years, dtype=np.int64)[t],
            "tenure": _pick(TENURES, m),
            "score_points": problem.score_at(e, p, t, m),
            "match_share": problem.match_share_at(e, p, t, m),
            "chain_points": problem.chain_points(e, p),
            "chain_with": _near_in_chain(problem, e, p),
        }
    )
    return frame[list(PLACEMENT_COLUMNS)]


def _near_in_chain(problem: Problem, e: Ints, p: Ints) -> list[str]:
    """Of each pairing the ids of the chain that stand near enough to count, ";" between them."""
    near: dict[int, list[int]] = {int(firm): [] for firm in e}
    counted = np.flatnonzero(problem.chain_points(e, p) > 0)
    for follower in e[counted].tolist():
        assert problem.chains is not None
        lead = int(problem.chains.lead[follower])
        near[follower].append(lead)
        near[lead].append(follower)
    return [";".join(problem.enterprise_id[other] for other in near[int(firm)]) for firm in e]


def terms_table(problem: Problem, answer: Answer) -> pd.DataFrame:
    """One line per pairing and term with TERM_COLUMNS; the points of a pairing sum to its score.

    Pairings with chain points have one more line, term CHAIN: value = closeness to the lead, weight
    = points at closeness 1 (not a share of the weights).
    """
    e, p, t, m = _ordered(answer)
    values = problem.term_values(e, p, t, m)
    names = list(values.columns)
    weight = np.array([problem.weights[name] for name in names])
    value = values.to_numpy(dtype=np.float64)
    worth = problem.size_share[e] * problem.discount[t]
    frame = pd.DataFrame(
        {
            "enterprise_id": np.repeat(_pick(problem.enterprise_id, e), len(names)),
            "term": np.tile(np.array(names, dtype=object), len(e)),
            "value": value.ravel(),
            "weight": np.tile(weight, len(e)),
            "points": (value * weight * worth[:, None]).ravel(),
        }
    )
    chain = _chain_lines(problem, e, p)
    if len(chain):
        at = np.r_[np.repeat(np.arange(len(e)), len(names)), chain.index.to_numpy()]
        frame = pd.concat([frame, chain]).iloc[np.argsort(at, kind="stable")]
    return frame[list(TERM_COLUMNS)].reset_index(drop=True)


def _chain_lines(problem: Problem, e: Ints, p: Ints) -> pd.DataFrame:
    """The CHAIN lines of a plan, indexed by the position of the pairing."""
    points = problem.chain_points(e, p)
    counted = np.flatnonzero(points > 0)
    bonus = np.zeros(0) if problem.chains is None else problem.chains.bonus[e[counted]]
    columns = {
        "enterprise_id": _pick(problem.enterprise_id, e[counted]),
        "term": CHAIN,
        "value": points[counted] / bonus,
        "weight": bonus,
        "points": points[counted],
    }
    return pd.DataFrame(columns, index=counted)


def unmatched_table(layout: Layout, answer: Answer, room: Room) -> pd.DataFrame:
    """One line per enterprise without a place, with UNMATCHED_COLUMNS.

    kind eligibility: no placement is eligible; reason is the main one, detail "placements it
    blocks/all placements".  kind limit: every eligible placement is closed by some limit; reason is
    the rule and detail the row that closes the one worth most.  kind value, reason outscored: there
    is room, but not one that would gain points (detail: the most it would gain, negative where a
    soft minimum would suffer more; positive only if time ran out).
    """
    problem = layout.problem
    placed = np.zeros(problem.shape[0], dtype=bool)
    placed[answer.e] = True
    waiting = np.flatnonzero(~placed)
    able = problem.eligible_per_enterprise[waiting] > 0
    lines = [
        *_never_eligible(problem, waiting[~able]),
        *_no_room(layout, answer, waiting[able], room),
    ]
    frame = pd.DataFrame(lines, columns=["e", *UNMATCHED_COLUMNS[1:]])
    frame = frame.sort_values("e", kind="stable", ignore_index=True)
    frame.insert(0, "enterprise_id", _pick(problem.enterprise_id, frame["e"].to_numpy(np.int64)))
    return frame[list(UNMATCHED_COLUMNS)]


def _never_eligible(problem: Problem, enterprises: Ints) -> list[tuple[int, str, str, str]]:
    if not len(enterprises):
        return []
    if not int(np.prod(problem.shape[1:])):
        return [(int(e), "not_receiving", ELIGIBILITY, "0/0") for e in enterprises]
    main = main_reason(why_none(problem, enterprises))
    total = int(np.prod(problem.shape[1:]))
    return [
        (int(e), str(reason), ELIGIBILITY, f"{count}/{total}")
        for e, reason, count in zip(
            main["enterprise"].to_numpy(), main["reason"], main["count"].to_numpy(), strict=True
        )
    ]


def _no_room(
    layout: Layout, answer: Answer, enterprises: Ints, room: Room
) -> list[tuple[int, str, str, str]]:
    """Limit or value for enterprises that have eligible placements."""
    problem = layout.problem
    best_o = np.zeros(len(enterprises), dtype=np.int64)
    open_o = np.full(len(enterprises), -1, dtype=np.int64)
    gain = np.full(len(enterprises), np.nan)
    for lo, hi in _spans(enterprises, layout.places):
        chosen = enterprises[lo:hi]
        score = _scores(problem, chosen) + _near(problem, answer, chosen)
        best_o[lo:hi] = score.argmax(axis=1)
        score -= room.fines(chosen)
        room.close(score, chosen)
        top = score.argmax(axis=1)
        value = score[np.arange(len(chosen)), top]
        open_o[lo:hi] = np.where(value > NOBODY, top, -1)
        gain[lo:hi] = value
    closed = np.flatnonzero(open_o < 0)
    rows = room.closing(enterprises[closed], best_o[closed])
    names = layout.rows.names
    rules = [block.rule for block in layout.rows for _ in block.bound]
    lines = []
    row_of = dict(zip(closed.tolist(), rows.tolist(), strict=True))
    for i, e in enumerate(enterprises.tolist()):
        row = row_of.get(i, -1)
        if row >= 0:
            lines.append((e, rules[row], LIMIT, names[row]))
        else:
            lines.append((e, OUTSCORED, VALUE, "" if i in row_of else f"{gain[i]:.4f}"))
    return lines


def alternatives_table(layout: Layout, answer: Answer, room: Room) -> pd.DataFrame:
    """Two lines per pairing with ALTERNATIVE_COLUMNS: the best placements in other parks.

    loss_points: points of the pairing minus those of the alternative, chains of the others where
    they stand included (negative: it would be better, if there were room).  blocked_by: the row
    without room for it, once the enterprise has left its place; empty if it is free.
    """
    problem = layout.problem
    e, p, t, m = _ordered(answer)
    _, parks, years, tenures = problem.shape
    place = np.full((len(e), 2), -1, dtype=np.int64)
    for lo, hi in _spans(e, layout.places):
        score = _scores(problem, e[lo:hi]) + _near(problem, answer, e[lo:hi])
        score = score.reshape(hi - lo, parks, years * tenures)
        of_park = score.max(axis=2)
        of_park[np.arange(hi - lo), p[lo:hi]] = NEVER
        for choice in range(min(2, parks)):
            park = of_park.argmax(axis=1)
            value = of_park[np.arange(hi - lo), park]
            inner = score[np.arange(hi - lo), park].argmax(axis=1)
            found = park * years * tenures + inner
            place[lo:hi, choice] = np.where(value > NOBODY, found, -1)
            of_park[np.arange(hi - lo), park] = NEVER
    which, rank = np.nonzero(place >= 0)
    o = place[which, rank]
    other = layout.unflat(o)
    loss = problem.score_at(e, p, t, m)[which] - problem.score_at(e[which], *other)
    if problem.chains is not None:
        around = problem.chains.around(answer.e, answer.p, e)
        loss += around[which, p[which]] - around[which, other[0]]
    row = room.closing(e[which], o, instead_of=layout.flat(p, t, m)[which])
    names = np.array([*layout.rows.names, ""], dtype=object)
    frame = pd.DataFrame(
        {
            "enterprise_id": _pick(problem.enterprise_id, e[which]),
            "rank": rank + 1,
            "park_id": _pick(problem.park_id, other[0]),
            "year": np.asarray(problem.years, dtype=np.int64)[other[1]],
            "tenure": _pick(TENURES, other[2]),
            "loss_points": loss,
            "blocked_by": names[row],
        }
    )
    return frame[list(ALTERNATIVE_COLUMNS)]


def _near(problem: Problem, answer: Answer, enterprises: Ints) -> Floats:
    """(n, O) what chains would add if each went to each placement, (n, 1) zeros without chains."""
    if problem.chains is None:
        return np.zeros((len(enterprises), 1))
    around = problem.chains.around(answer.e, answer.p, enterprises)
    return np.repeat(around, int(np.prod(problem.shape[2:])), axis=1)


def _scores(problem: Problem, enterprises: Ints) -> Floats:
    """(n, O) points of all placements of the given enterprises (ascending), NEVER if not any."""
    lo, hi = int(enterprises[0]), int(enterprises[-1]) + 1
    if hi - lo <= 2 * len(enterprises):
        return problem.score(lo, hi).reshape(hi - lo, -1)[enterprises - lo].astype(np.float64)
    parts = [problem.score(int(e), int(e) + 1).reshape(1, -1) for e in enterprises]
    return np.concatenate(parts).astype(np.float64)


def _spans(enterprises: Ints, places: int, cells: int = 1_000_000) -> list[tuple[int, int]]:
    step = max(1, cells // max(1, places))
    count = len(enterprises)
    return [(lo, min(lo + step, count)) for lo in range(0, count, step)]


def _ordered(answer: Answer) -> tuple[Ints, Ints, Ints, Ints]:
    order = np.argsort(answer.e, kind="stable")
    return answer.e[order], answer.p[order], answer.t[order], answer.m[order]


def _pick(names: tuple[str, ...], index: Ints) -> np.ndarray:
    return np.array([*names, ""], dtype=object)[index]
