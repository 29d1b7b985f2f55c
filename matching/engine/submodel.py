"""Submodel: a few enterprises decided anew by HiGHS, all others kept where they are.

    maximise   sum score[e, o] x[e, o]  -  sum price[r] v[r]  -  sum penalty[r] w[r]
    subject to sum_o x[e, o] <= 1,    sum use[r, e, o] x[e, o] - v[r] - w[r] <= room[r]

over the free enterprises and the places offered to them, where room is what the others leave
(canonical form).  v exists for soft rows, w only when `elastic` asks how far minima can be met.
Rows that cannot bind are left out; every row is divided by its largest coefficient.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from matching.engine.highs import model_of, quiet_solver, run_bounded
from matching.engine.ledger import UNPLACED, Ledger
from matching.rows import Floats, Ints

HEURISTICS = 0.3
"""Share of HiGHS' work that looks for better plans: a submodel needs no proof."""


@dataclass(frozen=True)
class Effort:
    """How long a submodel may take: seconds guard the clock, nodes make the answer repeatable."""

    seconds: float = 2.0
    nodes: int = 400
    gap: float = 1e-5


@dataclass(frozen=True, eq=False)
class Elastic:
    """What is paid instead of meeting a minimum: (R,) penalty per unit, 0 = the row stays hard."""

    penalty: Floats


@dataclass(frozen=True, eq=False)
class Decision:
    """places: (F,) place or UNPLACED of each free enterprise.  bound: proven upper bound.

    proven: whether HiGHS closed the gap it was asked for, so that trying harder is no use.
    """

    places: Ints
    objective: float
    bound: float
    proven: bool


@dataclass(frozen=True, eq=False)
class Posed:
    """A submodel written down: it needs the ledger no more, so several can be solved at once."""

    free: Ints
    o: Ints
    owner: Ints
    score: Floats
    matrix: scipy.sparse.csc_matrix
    cost: Floats
    upper: Floats
    settled: float
    hint: Floats | None

    def decide(self, effort: Effort) -> Decision | None:
        """The best places found for the free enterprises, None if HiGHS found none in time."""
        columns = len(self.o)
        places = np.full(len(self.free), UNPLACED, dtype=np.int64)
        if not columns:
            return Decision(places, 0.0, 0.0, True)
        solved = _solve(self.matrix, self.cost, self.upper, columns, effort, self.hint)
        if solved is None:
            return None
        x, bound, proven = solved
        chosen = np.flatnonzero(x[:columns] > 0.5)
        places[self.owner[chosen]] = self.o[chosen]
        value = float(self.score[chosen].sum()) - self.settled
        return Decision(places, value, -bound, proven)


def pose(
    ledger: Ledger,
    free: Ints,
    e: Ints,
    o: Ints,
    *,
    elastic: Elastic | None = None,
    weight: Floats | None = None,
    start: Ints | None = None,
    fines: bool = True,
) -> Posed:
    """The submodel that lets the free enterprises choose among the offered placements.

    free: (F,) enterprises, none of them placed in the ledger now.  e, o: (n,) offered placements of
    free enterprises.  weight: (n,) what each is worth; the score by default.  start: (F,) places to
    begin with, all of them offered, or UNPLACED.  fines: whether violating soft rows costs points.
    """
    layout = ledger.layout
    score = layout.problem.score_at(e, *layout.unflat(o)) if weight is None else weight
    columns = len(e)
    row, position, value = layout.entries(e, o)
    value = value * layout.sign[row]
    if not fines:
        hard = ledger.hard[row]
        row, position, value = row[hard], position[hard], value[hard]
    kept = _may_bind(ledger, e, row, position, value)
    row, position, value = row[kept], position[kept], value[kept]
    used, local = np.unique(row, return_inverse=True)
    local = local.reshape(-1)
    scale = np.ones(len(used))
    np.maximum.at(scale, local, np.abs(value))
    scale = np.maximum(scale, np.abs(ledger.room[used]) * 1e-3)
    room = ledger.room[used] / scale
    soft = np.flatnonzero(~ledger.hard[used])
    penalty = np.zeros(len(used)) if elastic is None else elastic.penalty[used]
    loose = np.flatnonzero((penalty > 0) & ledger.hard[used])
    slack = np.concatenate([soft, loose])
    cost = np.concatenate([layout.price[used[soft]] * scale[soft], penalty[loose] * scale[loose]])
    owner = np.searchsorted(free, e)
    matrix = scipy.sparse.csc_matrix(
        (
            np.concatenate([value / scale[local], -np.ones(len(slack)), np.ones(columns)]),
            (
                np.concatenate([local, slack, len(used) + owner]),
                np.concatenate([position, columns + np.arange(len(slack)), np.arange(columns)]),
            ),
        ),
        shape=(len(used) + len(free), columns + len(slack)),
    )
    upper = np.concatenate([room + 1e-9 * np.maximum(1.0, np.abs(room)), np.ones(len(free))])
    hint = None
    if start is not None and columns:
        taken = (start[owner] == o).astype(np.float64)
        short = np.maximum(matrix[: len(used), :columns] @ taken - room, 0.0)
        hint = np.concatenate([taken, short[slack]])
    # what the others already lose to soft rows is not ours to win back
    settled = float((layout.price[used[soft]] * np.maximum(-ledger.room[used[soft]], 0.0)).sum())
    return Posed(free, o, owner, score, matrix, np.concatenate([-score, cost]), upper, settled,
                 hint)  # fmt: skip


def decide(
    ledger: Ledger,
    free: Ints,
    e: Ints,
    o: Ints,
    effort: Effort,
    *,
    elastic: Elastic | None = None,
    weight: Floats | None = None,
    start: Ints | None = None,
    fines: bool = True,
) -> Decision | None:
    """Pose a submodel and solve it; see `pose`."""
    posed = pose(ledger, free, e, o, elastic=elastic, weight=weight, start=start, fines=fines)
    return posed.decide(effort)


def _may_bind(ledger: Ledger, e: Ints, row: Ints, position: Ints, value: Floats) -> np.ndarray:
    """Which entries belong to rows that the offered placements could break or help to mend."""
    count = ledger.layout.count
    most = np.zeros(count)
    if len(row):
        # the most that one enterprise may use of a row, summed over enterprises
        key = row * (int(e.max()) + 1) + e[position]
        order = np.argsort(key, kind="stable")
        sorted_key = key[order]
        first = np.flatnonzero(np.r_[True, sorted_key[1:] != sorted_key[:-1]])
        peak = np.maximum(np.maximum.reduceat(value[order], first), 0.0)
        np.add.at(most, row[order][first], peak)
    binding = (most > ledger.room) | (ledger.room < 0)
    return np.flatnonzero(binding[row])


def _solve(
    matrix: scipy.sparse.csc_matrix,
    cost: Floats,
    upper: Floats,
    columns: int,
    effort: Effort,
    hint: Floats | None,
) -> tuple[Floats, float, bool] | None:
    """Minimise cost over 0/1 columns and slacks >= 0; None if nothing was found.

    Returns (solution, proven lower bound, whether the search came to its end).
    """
    solver = quiet_solver()
    solver.setOptionValue("mip_max_nodes", int(effort.nodes))
    solver.setOptionValue("mip_rel_gap", float(effort.gap))
    solver.setOptionValue("mip_heuristic_effort", HEURISTICS)
    solver.setOptionValue("mip_detect_symmetry", False)
    solver.passModel(model_of(cost, matrix, upper, columns))
    if hint is not None:
        start = highspy.HighsSolution()
        start.col_value = hint.tolist()
        solver.setSolution(start)
    if not run_bounded(solver, effort.seconds):
        return None
    information = solver.getInfo()
    if information.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.array(solver.getSolution().col_value), float(information.mip_dual_bound), proven
