"""Match: a case becomes a plan, by the exact model where that is small, else by the engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geodata.findings import Finding, Severity
from matching.answer import Answer
from matching.build import build_problem
from matching.certificate import certify
from matching.check import PlanFinding, check, figure, objective_of
from matching.constraints import rows_of
from matching.engine.layout import compile_layout
from matching.engine.ledger import Ledger
from matching.engine.minima import force
from matching.engine.pricing import Pricing
from matching.engine.search import Engine
from matching.exact import solve
from matching.figures import Figures
from matching.limits import idle_rules
from matching.plan import Plan, Status, relative_gap
from matching.problem import MOST_PLACEMENTS, Placements, Problem
from matching.ready import make_ready
from matching.relaxation import shadow_prices
from matching.report import plan_tables
from matching.rows import Rows
from matching.stopping import Clock, Stop, interruptible
from scenarios.case import Case

Progress = Callable[[str, float | None, str], None]
Method = Literal["auto", "exact", "heuristic"]

TINY = 500
"""Up to so many eligible placements the exact model is used alone and to the end (gap 1e-6)."""
SHARPEN_FROM = 200_000
"""Up to so many eligible placements the engine may hand over to the exact model."""
EXACT_LIMIT = 6_000
"""It does so if no more placements than this are left after it has ruled out the useless ones."""
ENGINE_SHARE = 0.4
IDLE_ROUNDS = 12
"""The engine hands over after this part of the time, or so many rounds without a gain."""
PROVEN = 1e-6
WHY_NOT_S = 20.0
"""Seconds to find out which minima cannot hold, on top of the search."""


@dataclass(frozen=True)
class Settings:
    """How to look for a plan.

    seconds: time for the search (building the problem and the report come on top).  gap: relative
    distance to the bound that is good enough.  rounds: most neighbourhoods of the engine, None = as
    time permits; with a fixed number and time enough the plan is repeatable.  solver: highs or cbc,
    for the exact model.
    """

    seconds: float = 60.0
    gap: float = 0.01
    threads: int = 2
    seed: int = 2016
    method: Method = "auto"
    rounds: int | None = None
    solver: str = "highs"


def match(
    case: Case,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    threads: int = 2,
    seed: int | None = None,
    progress: Progress | None = None,
    stop: Stop | threading.Event | None = None,
    method: Method = "auto",
    solver: str = "highs",
) -> Plan:
    """The best plan found in `seconds` for a case, checked before it is returned.

    stop: asked often (or an Event); when true, the best plan so far is returned, as after the first
    Ctrl-C.  progress(stage, share done or None, detail).  seed: None takes the case's.  method:
    "auto" uses the exact model for tiny cases, the engine for large ones and in between both, and
    tells so ("route").  Raises ValueError for an
    unknown method or solver.
    """
    if method not in ("auto", "exact", "heuristic"):
        raise ValueError(f"no method {method!r}; there are auto, exact and heuristic")
    problem = build_problem(case, progress)
    settings = Settings(
        seconds, gap, threads, case.seed if seed is None else seed, method, None, solver
    )
    return match_problem(problem, settings, progress=progress, stop=stop)


def match_problem(
    problem: Problem,
    settings: Settings | None = None,
    *,
    rows: Rows | None = None,
    progress: Progress | None = None,
    stop: Stop | threading.Event | None = None,
) -> Plan:
    """Like `match`, for a problem that is already built.

    Where the engine was never compiled on this machine that is done first (stage "compile", about a
    minute): it counts neither for `settings.seconds` nor for the plan's seconds.
    """
    settings = settings or Settings()
    if not _exact_alone(problem, settings):
        make_ready(progress)
    return search_plan(problem, settings, rows=rows, progress=progress, stop=stop)


def search_plan(
    problem: Problem,
    settings: Settings,
    *,
    rows: Rows | None = None,
    progress: Progress | None = None,
    stop: Stop | threading.Event | None = None,
) -> Plan:
    """`match_problem` with the engine as it is, compiled or not."""
    rows = rows_of(problem) if rows is None else rows
    tell = progress or (lambda stage, done, detail: None)
    with interruptible(stop) as asked:
        clock = Clock(settings.seconds, asked)
        answer, method = _route(problem, rows, settings, clock, tell)
        tell("report", None, "")
        return plan_of(problem, rows, answer, method, settings, clock.elapsed)


def _route(
    problem: Problem, rows: Rows, settings: Settings, clock: Clock, tell: Progress
) -> tuple[Answer, str]:
    """The answer, and "exact" or "heuristic": what looked for it."""
    eligible = problem.eligible_count
    if settings.method == "exact" and eligible > MOST_PLACEMENTS:
        raise ValueError(f"{eligible:,} placements are too many for the exact method")
    if _exact_alone(problem, settings):
        tell("route", None, f"exact: {eligible:,} placements")
        goal = min(settings.gap, PROVEN) if eligible <= TINY else settings.gap
        return _exact(problem, rows, settings, clock, tell, goal), "exact"
    tell("route", None, f"engine: {eligible:,} placements")
    engine = Engine(
        problem, rows, gap=settings.gap, seed=settings.seed,
        tell=lambda stage, best, bound: _news(
            tell, stage, clock, best, bound, engine.ledger.paid()
        ),
    )  # fmt: skip
    engine.begin(clock)
    if settings.method == "auto" and eligible <= SHARPEN_FROM:
        engine.improve(
            clock.part(ENGINE_SHARE * settings.seconds), settings.rounds,
            lambda: engine.idle_rounds >= IDLE_ROUNDS,
        )  # fmt: skip
        kept = engine.useful()
        if not engine.done and not clock.over and len(kept) <= EXACT_LIMIT:
            tell("route", None, f"exact: {len(kept):,} placements")
            return _sharpen(problem, rows, settings, clock, tell, engine, kept), "exact"
    engine.improve(clock, settings.rounds)
    return engine.answer(), "heuristic"


def _exact_alone(problem: Problem, settings: Settings) -> bool:
    """Whether the engine has no part in the search."""
    eligible = problem.eligible_count
    tiny = eligible <= TINY
    return settings.method == "exact" or not eligible or (settings.method == "auto" and tiny)


def _exact(
    problem: Problem, rows: Rows, settings: Settings, clock: Clock, tell: Progress, goal: float
) -> Answer:
    """The exact model alone, with the prices of its relaxation."""
    answer = solve(
        problem, rows, clock, solver=settings.solver, gap=goal, threads=settings.threads,
        watch=lambda best, bound: _news(tell, "exact", clock, best, bound),
    )  # fmt: skip
    if not answer.found:
        return _why_not(problem, rows, answer, tell)
    shadow = shadow_prices(problem, rows, max(5.0, clock.left))
    return replace(answer, shadow=shadow)


def _sharpen(
    problem: Problem,
    rows: Rows,
    settings: Settings,
    clock: Clock,
    tell: Progress,
    engine: Engine,
    kept: Placements,
) -> Answer:
    """The exact model from the engine's plan on, over the placements of any better plan.

    The bound of that smaller model, or the plan found, whichever is more, is a bound for all.
    """
    first = engine.answer()
    answer = solve(
        problem, rows, clock, solver=settings.solver, gap=settings.gap, threads=settings.threads,
        watch=lambda best, bound: _news(tell, "exact", clock, best, bound), start=first,
        placements=kept,
    )  # fmt: skip
    if not answer.found:
        return first
    bound = min(first.bound, max(answer.bound, _worth(problem, rows, answer)))
    return Answer(
        answer.e, answer.p, answer.t, answer.m, found=True, bound=bound, shadow=first.shadow,
        solver=f"engine + {answer.solver}", trace=first.trace,
    )  # fmt: skip


def _why_not(problem: Problem, rows: Rows, answer: Answer, tell: Progress) -> Answer:
    """The answer with the minima that cannot hold, found by letting them give way at a price."""
    make_ready(tell)
    layout = compile_layout(problem, rows)
    ledger = Ledger(layout, Pricing(layout))
    shortfall = force(ledger, Clock(WHY_NOT_S))
    if shortfall is None:  # there is a plan; the solver just did not find one in time
        e = np.flatnonzero(ledger.at >= 0)
        p, t, m = layout.unflat(ledger.at[e])
        return Answer(e, p, t, m, found=True, bound=answer.bound, solver=answer.solver)
    return Answer(
        bound=answer.bound, impossible=answer.impossible or shortfall.proven,
        missing=shortfall.missing or answer.missing, solver=answer.solver,
    )  # fmt: skip


def plan_of(
    problem: Problem, rows: Rows, answer: Answer, method: str, settings: Settings, seconds: float
) -> Plan:
    """The answer (of a search or a what-if) with all tables and an honest status.

    method: "exact" or "heuristic".  seconds: what the search took.  A plan that fails its check is
    a bug: AssertionError.
    """
    tables = plan_tables(problem, rows, answer)
    objective = bound = float("nan")
    certificate = None
    if answer.found:
        report = check(problem, tables["placements"], rows)
        if not report.ok:
            raise AssertionError(f"the plan breaks its own limits: {report.summary('en')}")
        objective = report.objective
        certificate = certify(problem, rows, answer.shadow, answer.bound)
        bound = max(min(answer.bound, certificate.bound), objective)
    plan = Plan(
        status=Status.NO_ANSWER,
        objective=objective,
        bound=bound,
        method=method,
        **tables,
        scenario=problem.case.scenario,
        case_fingerprint=problem.case.fingerprint,
        world_fingerprint=problem.case.world.fingerprint,
        synthetic=problem.case.world.synthetic,
        enterprises=problem.shape[0],
        eligible_placements=problem.eligible_count,
        seconds=seconds,
        solver=answer.solver,
        settings={
            "seconds": settings.seconds,
            "gap": settings.gap,
            "threads": settings.threads,
            "seed": settings.seed,
            "method": settings.method,
            "rounds": settings.rounds,
            "exact_limit": EXACT_LIMIT,
        },
        findings=tuple(_findings(problem, rows, answer)),
        certificate=certificate,
    )
    return replace(plan, status=_status(answer, plan, settings.gap))


def _status(answer: Answer, plan: Plan, gap: float) -> Status:
    if not answer.found:
        return Status.IMPOSSIBLE if answer.impossible else Status.NO_ANSWER
    if plan.method == "exact" and (plan.gap <= PROVEN or plan.bound - plan.objective <= PROVEN):
        return Status.OPTIMAL
    return Status.WITHIN_GAP if plan.gap <= max(gap, PROVEN) else Status.TIME_UP


def _findings(problem: Problem, rows: Rows, answer: Answer) -> list[Finding]:
    """Rules without rows; and where there is no plan, the minima that cannot hold."""
    findings: list[Finding] = [
        PlanFinding(Severity.DOUBT, "rule_without_rows", "policy", value=rule,
                    values={"rule": f"@rule.{rule}.name"})
        for rule in idle_rules(problem.case.policy, rows)
    ]  # fmt: skip
    if answer.found:
        return findings
    blocks = [block for block in rows for _ in block.bound]
    for row, amount in answer.missing:
        block = blocks[row]
        code = "minimum_impossible" if answer.impossible else "minimum_not_reached"
        values = {"rule": f"@rule.{block.rule}.name", "missing": figure(amount),
                  "bound": figure(abs(rows.bound[row])), "unit": f"@unit.{block.unit}"}  # fmt: skip
        findings.append(
            PlanFinding(Severity.BLOCKER, code, "policy", value=rows.names[row], values=values)
        )
    return findings


def _worth(problem: Problem, rows: Rows, answer: Answer) -> float:
    return objective_of(problem, rows, answer.e, answer.p, answer.t, answer.m)


def _news(
    tell: Progress, stage: str, clock: Clock, best: float | None, bound: float | None,
    paid: float = 0.0,
) -> None:  # fmt: skip
    """Tell progress in time used, with best plan, bound and gap as detail.

    paid: points that the best plan loses for soft limits.
    """
    done = min(1.0, clock.elapsed / clock.seconds) if clock.seconds > 0 else None
    parts = []
    if best is not None:
        parts.append(f"{best:,.2f}")
    if bound is not None:
        parts.append(f"<= {bound:,.2f}")
    gap = relative_gap(best, bound, paid) if best is not None and bound is not None else np.nan
    known = None if np.isnan(gap) else gap
    if known is not None:
        parts.append(f"({known:.2%})")
    tell(stage, done, Figures(" ".join(parts), best, bound, known))
