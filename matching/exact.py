"""The readable reference model: a Problem as a PuLP model, for small cases and as the judge.

    minimise   - sum_o score[o] x[o]  +  sum_r price[r] v[r]
               - sum_f,p,q bonus[f] closeness[p, q] y[f, p, q]         (chains: follower f, lead a)
    subject to sum_o coefficient[r, o] x[o]  - v[r] <= bound[r]     (rows "<=", v only if soft)
               sum_o coefficient[r, o] x[o]  + v[r] >= bound[r]     (rows ">=")
               sum of x over the placements of an enterprise <= 1,  x in {0, 1},  v >= 0
               sum_q y[f, p, q] <= sum of x of f in park p             (each f and p)
               sum_p y[f, p, q] <= sum of x of a in park q             (each f and q),  y >= 0

y is the flow from the park of f to the park of its lead: whole whenever x is, so it stays
continuous, and where one of the two is not placed nothing flows.

The problem is always minimised, names are generated and plain, and no solver's word is taken: what
counts is the values of x, rounded and checked against the rows (see `Answer`).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from matching.answer import Answer, Outcome, Watch
from matching.cbc import run_cbc
from matching.chains import Chains
from matching.engine.highs import greet_silently, run_watched
from matching.problem import Placements, Problem
from matching.rows import Floats, Ints, Rows
from matching.stopping import Clock

SOLVERS = ("highs", "cbc")


@dataclass(frozen=True, eq=False)
class Model:
    """A PuLP model and what its variables stand for.

    variables: one per placement, in order.  violations: row number -> slack of a soft row.
    together: (follower, its park, its lead's park) -> whether they stand there, where near enough
    to count.  hopeless: hard rows that no placement touches and that an empty plan breaks, with the
    amount.
    """

    problem: pulp.LpProblem
    placements: Placements
    rows: Rows
    variables: list[Any]
    violations: dict[int, Any]
    together: dict[tuple[int, int, int], Any]
    chains: Chains | None
    hopeless: tuple[tuple[int, float], ...]

    @property
    def columns(self) -> list[Any]:
        """All variables: x, then v, then y."""
        return [*self.variables, *self.violations.values(), *self.together.values()]


def build_model(problem: Problem, rows: Rows, placements: Placements | None = None) -> Model:
    """The model over all eligible placements, or over the given ones."""
    chosen = problem.placements() if placements is None else placements
    model = pulp.LpProblem("double_transfer", pulp.LpMinimize)
    x = [model.add_variable(f"x{i}", 0, 1, pulp.LpInteger) for i in range(len(chosen))]
    row, position, value = rows.triplets(chosen.e, chosen.p, chosen.t, chosen.m)
    order = np.argsort(row, kind="stable")
    starts = np.searchsorted(row[order], np.arange(len(rows) + 1))
    violations: dict[int, Any] = {}
    hopeless: list[tuple[int, float]] = []
    limits = []
    empty = rows.excess(np.zeros(len(rows)))
    for r, at_least in enumerate(rows.at_least):
        part = order[starts[r] : starts[r + 1]]
        soft = np.isfinite(rows.price[r])
        if not len(part) and not soft:
            if empty[r] > 0:
                hopeless.append((r, float(empty[r])))
            continue
        coefficients, touched = value[part].tolist(), [x[j] for j in position[part]]
        if soft:
            violations[r] = model.add_variable(f"v{r}", 0, None, pulp.LpContinuous)
            coefficients.append(1.0 if at_least else -1.0)
            touched.append(violations[r])
        bound = float(rows.bound[r])
        total = pulp.lpDot(coefficients, touched)
        limits.append((total >= bound if at_least else total <= bound, f"r{r}"))
    together, nearness = _add_chains(model, problem.chains, chosen, x)
    cost = [*(-chosen.score).tolist(), *rows.price[list(violations)].tolist(), *nearness]
    model += pulp.lpDot(cost, [*x, *violations.values(), *together.values()])
    for limit in limits:
        model += limit
    for e, part in _by_enterprise(chosen.e):
        model += (pulp.lpSum([x[j] for j in part]) <= 1, f"e{e}")
    return Model(model, chosen, rows, x, violations, together, problem.chains, tuple(hopeless))


def _add_chains(
    model: pulp.LpProblem, chains: Chains | None, chosen: Placements, x: list[Any]
) -> tuple[dict[tuple[int, int, int], Any], list[float]]:
    """Adds y and its two families of rows; returns Model.together and the cost of each y."""
    together: dict[tuple[int, int, int], Any] = {}
    cost: list[float] = []
    if chains is None:
        return together, cost
    placed_at: dict[int, dict[int, list[Any]]] = {}
    for e, p, variable in zip(chosen.e.tolist(), chosen.p.tolist(), x, strict=True):
        placed_at.setdefault(e, {}).setdefault(p, []).append(variable)
    for f in chains.followers.tolist():
        here, there = placed_at.get(f, {}), placed_at.get(int(chains.lead[f]), {})
        flows = {(p, q): chains.closeness[q, p] for p in here for q in there}
        flows = {pair: close for pair, close in flows.items() if close > 0}
        for (p, q), close in flows.items():
            together[f, p, q] = model.add_variable(f"y{f}_{p}_{q}", 0, 1, pulp.LpContinuous)
            cost.append(-float(chains.bonus[f] * close))
        for side, stands in enumerate((here, there)):
            for park, variables in stands.items():
                flow = [together[f, *pair] for pair in flows if pair[side] == park]
                if flow:
                    name = f"{'fl'[side]}{f}_{park}"
                    model += (pulp.lpSum(flow) <= pulp.lpSum(variables), name)
    return together, cost


def write_model(problem: Problem, rows: Rows, file: Path, names: bool = False) -> None:
    """Write the model as .lp or .mps, by the ending of the file.

    names: also write `<file>.names.csv`, which says what each variable and row stands for.  Raises
    ValueError for another ending.
    """
    if file.suffix not in (".lp", ".mps"):
        raise ValueError(f"a model is written as .lp or .mps, not {file.suffix!r}")
    model = build_model(problem, rows)
    if file.suffix == ".lp":
        model.problem.writeLP(str(file))
    else:
        model.problem.writeMPS(str(file))
    if names:
        chosen = model.placements
        lines = ["name,stands_for"]
        for j, (e, p, t, m) in enumerate(zip(chosen.e, chosen.p, chosen.t, chosen.m, strict=True)):
            who = f"{problem.enterprise_id[e]}>{problem.park_id[p]}/{problem.years[t]}"
            lines.append(f"x{j},{who}/{'plant' if m else 'land'}")
        for f, p, q in model.together:
            lead = problem.enterprise_id[model.chains.lead[f]] if model.chains else ""
            who = f"{problem.enterprise_id[f]}>{problem.park_id[p]}"
            lines.append(f"y{f}_{p}_{q},{who} & {lead}>{problem.park_id[q]}")
        lines += [f"r{r},{name}" for r, name in enumerate(rows.names)]
        Path(f"{file}.names.csv").write_text("\n".join(lines) + "\n", "utf-8")


def solve(
    problem: Problem,
    rows: Rows,
    clock: Clock,
    *,
    solver: str = "highs",
    gap: float = 0.0,
    threads: int = 1,
    watch: Watch | None = None,
    start: Answer | None = None,
    placements: Placements | None = None,
) -> Answer:
    """The best plan that `solver` ("highs" or "cbc") finds before the clock ends.

    gap: relative gap at which to stop.  start: a plan to begin with (kept if none is better).
    watch: called with (best objective or None, bound) whenever the solver tells.  placements: only
    these may be used (the bound then holds for them alone).  Raises ValueError for an unknown
    solver.
    """
    if solver not in SOLVERS:
        raise ValueError(f"no solver {solver!r}; there are {SOLVERS}")
    model = build_model(problem, rows, placements)
    if model.hopeless:
        return Answer(impossible=True, missing=model.hopeless, solver=solver)
    if not model.variables:
        return _empty(model, solver)
    hint = as_values(model, start)
    run = _run_highs if solver == "highs" else _run_cbc
    outcome = run(model, clock, gap, threads, watch, hint)
    best = start if start is not None and start.found else None
    for values in reversed(outcome.solutions):
        answer = _believe(model, values[: len(model.variables)])
        if answer is not None and (best is None or worth(model, answer) > worth(model, best)):
            best = answer
    bound = -outcome.bound if np.isfinite(outcome.bound) else float("inf")
    if best is None:
        return Answer(impossible=outcome.infeasible, bound=bound, solver=outcome.name)
    if bound < worth(model, best) - 1e-6 * max(1.0, abs(bound)):
        bound = float("inf")  # a bound below a plan that holds is no bound
    return Answer(
        best.e, best.p, best.t, best.m, found=True, bound=max(bound, worth(model, best)),
        solver=outcome.name,
    )  # fmt: skip


class _WatchedHighs(pulp.HiGHS):
    """PuLP's HiGHS, run so that it can be stopped, watched and started from a plan."""

    def __init__(self, columns: list[Any], clock: Clock, watch: Watch | None,
                 hint: Floats | None, **settings: Any) -> None:  # fmt: skip
        super().__init__(msg=False, **settings)
        self.columns, self.clock, self.watch, self.hint = columns, clock, watch, hint
        self.outcome: Outcome | None = None

    def callSolver(self, lp: pulp.LpProblem) -> None:
        """Run the model PuLP has built; the outcome is kept in the order of `columns`."""
        index = np.array([variable.index for variable in self.columns], dtype=np.int64)
        hint = None
        if self.hint is not None:
            hint = np.zeros(len(index))
            hint[index] = self.hint
        said = run_watched(lp.solverModel, self.clock, self.watch, hint)
        solutions = tuple(values[index] for values in said.solutions)
        self.outcome = Outcome(solutions, said.bound, said.infeasible, said.name)


def _run_highs(
    model: Model, clock: Clock, gap: float, threads: int, watch: Watch | None, hint: Floats | None
) -> Outcome:
    greet_silently()
    columns = model.columns
    solver = _WatchedHighs(columns, clock, watch, hint, gapRel=gap, threads=threads,
                           timeLimit=max(0.1, clock.left))  # fmt: skip
    try:
        model.problem.solve(solver)
    except (KeyError, IndexError, TypeError, pulp.PulpError):
        # PuLP stumbles over answers without values; what HiGHS said is kept beside it
        if solver.outcome is None:
            raise
    assert solver.outcome is not None
    return solver.outcome


def _run_cbc(
    model: Model, clock: Clock, gap: float, threads: int, watch: Watch | None, hint: Floats | None
) -> Outcome:
    bundled = getattr(pulp, "PULP_CBC_CMD", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        reader = (bundled or pulp.COIN_CMD)(msg=False)
    return run_cbc(model.problem, model.columns, reader, clock, gap, threads, watch, hint)


def worth(model: Model, answer: Answer) -> float:
    """Objective of an answer's placements, in points."""
    rows = model.rows
    used = rows.use(answer.e, answer.p, answer.t, answer.m)
    soft = np.isfinite(rows.price)
    lost = float(rows.price[soft] @ rows.excess(used)[soft])
    near = 0.0 if model.chains is None else float(model.chains.points(answer.e, answer.p).sum())
    return _score(model.placements, answer) + near - lost


def _score(placements: Placements, answer: Answer) -> float:
    where = {
        key: j
        for j, key in enumerate(
            zip(placements.e.tolist(), placements.p.tolist(), placements.t.tolist(),
                placements.m.tolist(), strict=True)
        )
    }  # fmt: skip
    keys = zip(answer.e.tolist(), answer.p.tolist(), answer.t.tolist(), answer.m.tolist(),
               strict=True)  # fmt: skip
    return float(sum(placements.score[where[key]] for key in keys))


def _believe(model: Model, values: Floats) -> Answer | None:
    """The plan a solver's values mean, or None if they are not whole or break a hard row."""
    whole = np.round(values)
    if np.abs(values - whole).max(initial=0.0) > 1e-4:
        return None
    j = np.flatnonzero(whole > 0.5)
    chosen = model.placements
    answer = Answer(chosen.e[j], chosen.p[j], chosen.t[j], chosen.m[j], found=True)
    if len(np.unique(answer.e)) < len(answer.e):
        return None
    used = model.rows.use(answer.e, answer.p, answer.t, answer.m)
    hard = np.isinf(model.rows.price)
    broken = hard & (model.rows.excess(used) > model.rows.tolerance())
    return None if broken.any() else answer


def _empty(model: Model, solver: str) -> Answer:
    """The answer where nothing can be placed: the empty plan, if the rows allow it."""
    rows = model.rows
    excess = rows.excess(np.zeros(len(rows)))
    soft = np.isfinite(rows.price)
    return Answer(found=True, bound=-float(rows.price[soft] @ excess[soft]), solver=solver)


def as_values(model: Model, start: Answer | None) -> Floats | None:
    """A plan as values of all variables, slacks and flows included."""
    if start is None or not start.found:
        return None
    chosen = model.placements
    keys = {
        key: j
        for j, key in enumerate(
            zip(chosen.e.tolist(), chosen.p.tolist(), chosen.t.tolist(), chosen.m.tolist(),
                strict=True)
        )
    }  # fmt: skip
    values = np.zeros(len(model.columns))
    for key in zip(start.e.tolist(), start.p.tolist(), start.t.tolist(), start.m.tolist(),
                   strict=True):  # fmt: skip
        values[keys[key]] = 1.0
    used = model.rows.use(start.e, start.p, start.t, start.m)
    excess = model.rows.excess(used)
    for i, r in enumerate(model.violations):
        values[len(model.variables) + i] = excess[r]
    park_of = dict(zip(start.e.tolist(), start.p.tolist(), strict=True))
    first = len(model.variables) + len(model.violations)
    for i, (f, p, q) in enumerate(model.together):
        assert model.chains is not None
        stands = (park_of.get(f), park_of.get(int(model.chains.lead[f])))
        values[first + i] = float(stands == (p, q))
    return values


def _by_enterprise(e: Ints) -> list[tuple[int, Ints]]:
    """(enterprise, positions of its placements); e is ascending."""
    if not len(e):
        return []
    starts = np.flatnonzero(np.r_[True, e[1:] != e[:-1]])
    ends = np.r_[starts[1:], len(e)]
    return [(int(e[a]), np.arange(a, b)) for a, b in zip(starts, ends, strict=True)]
