"""Report: a solver's answer as a Plan with all its tables, vectorised over the enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matching.answer import Answer
from matching.exact_score import ExactScore
from matching.explain import CELLS, LIMIT, OUTSCORED, chain_points, explain
from matching.limits import limits_table, rules_table
from matching.plan import CHAIN, PLACEMENT_COLUMNS, TERM_COLUMNS, UNMATCHED_COLUMNS
from matching.problem import TENURES, Problem
from matching.room import Room
from matching.rows import Ints, Rows
from matching.why import main_reason, why_none

ELIGIBILITY, VALUE = "eligibility", "value"


def plan_tables(problem: Problem, rows: Rows, answer: Answer) -> dict[str, pd.DataFrame]:
    """All tables of a Plan for an answer, by their names there."""
    used = rows.use(answer.e, answer.p, answer.t, answer.m)
    limits = limits_table(rows, used, answer.shadow)
    room = Room(rows, used, answer.shadow)
    alternatives, forgone, obstacles = explain(problem, rows, answer, room)
    return {
        "placements": placements_table(problem, answer),
        "limits": limits,
        "rules": rules_table(problem.case.policy, limits),
        "unmatched": unmatched_table(problem, rows, answer, room),
        "terms": terms_table(problem, answer),
        "alternatives": alternatives,
        "forgone": forgone,
        "obstacles": obstacles,
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


def unmatched_table(problem: Problem, rows: Rows, answer: Answer, room: Room) -> pd.DataFrame:
    """One line per enterprise without a place, with UNMATCHED_COLUMNS.

    kind eligibility: no placement is eligible; reason is the main one, detail "placements it
    blocks/all placements".  kind limit: every eligible placement is closed by some limit; reason is
    the rule and detail the row that closes the one worth most.  kind value, reason outscored: there
    is room, but not one that would gain points (detail: the most it would gain, negative where a
    soft minimum would suffer more; positive only if time ran out).
    """
    placed = np.zeros(problem.shape[0], dtype=bool)
    placed[answer.e] = True
    waiting = np.flatnonzero(~placed)
    able = problem.eligible_per_enterprise[waiting] > 0
    lines = [
        *_never_eligible(problem, waiting[~able]),
        *_no_room(problem, rows, answer, waiting[able], room),
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
    problem: Problem, rows: Rows, answer: Answer, enterprises: Ints, room: Room
) -> list[tuple[int, str, str, str]]:
    """Limit or value for enterprises that have eligible placements."""
    places = int(np.prod(problem.shape[1:]))
    best_o = np.zeros(len(enterprises), dtype=np.int64)
    gain = np.full(len(enterprises), -np.inf)
    score, chains = ExactScore(problem), getattr(problem, "chains", None)
    park_of = np.full(problem.shape[0], -1, dtype=np.int64)
    park_of[answer.e] = answer.p
    step = max(1, CELLS // max(1, places))
    for lo in range(0, len(enterprises), step):
        chosen = enterprises[lo : lo + step]
        value = np.where(problem.eligible_of(chosen), score.of(chosen), -np.inf)
        drawn = chain_points(chains, chosen, park_of, problem.shape[1])
        value = (value + drawn[:, :, None, None]).reshape(len(chosen), places)
        best_o[lo : lo + step] = value.argmax(axis=1)
        value[room.closed(chosen, places)] = -np.inf
        some = np.flatnonzero((value > -np.inf).any(axis=1))
        value[some] -= room.soft_costs(chosen[some], places)
        gain[lo : lo + step] = value.max(axis=1)
    closed = np.flatnonzero(gain == -np.inf)
    rest, m = np.divmod(best_o[closed], problem.shape[3])
    lacks = room.lacks(*room.net(enterprises[closed], (*np.divmod(rest, problem.shape[2]), m)))
    row_of = dict(zip(closed[lacks.position[lacks.first]].tolist(),
                      lacks.row[lacks.first].tolist(), strict=True))  # fmt: skip
    rules = [block.rule for block in rows for _ in block.bound]
    lines = []
    for i, e in enumerate(enterprises.tolist()):
        if i in row_of:
            lines.append((e, rules[row_of[i]], LIMIT, rows.names[row_of[i]]))
        else:
            lines.append((e, OUTSCORED, VALUE, f"{gain[i]:.4f}" if gain[i] > -np.inf else ""))
    return lines


def _ordered(answer: Answer) -> tuple[Ints, Ints, Ints, Ints]:
    order = np.argsort(answer.e, kind="stable")
    return answer.e[order], answer.p[order], answer.t[order], answer.m[order]


def _pick(names: tuple[str, ...], index: Ints) -> np.ndarray:
    return np.array([*names, ""], dtype=object)[index]
