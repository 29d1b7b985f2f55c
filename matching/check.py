"""Check: everything a plan claims, recomputed from the data, without a solver.

Also for plans edited by hand.  Each thing wrong is a finding in words; a soft minimum that is
missed is a doubt, because the plan pays for it and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.findings import Finding, Severity, blockers, findings_table
from geodata.words import Lang, known, say
from matching.build import build_problem
from matching.cells import numbers, positions, texts
from matching.constraints import rows_of
from matching.limits import limits_table
from matching.plan import Plan
from matching.problem import TENURES, Problem
from matching.rows import Ints, Rows
from scenarios.case import Case

TABLE = "placements"
WORTH_TOLERANCE = 1e-6


class PlanFinding(Finding):
    """A finding about a plan; values that begin with "@" are keys of texts."""

    def _say(self, part: str, lang: Lang) -> str:
        spoken = {
            name: say(value[1:], lang)
            if isinstance(value, str) and value.startswith("@") and known(value[1:])
            else value
            for name, value in self.values.items()
        }
        return say(
            f"finding.{self.code}.{part}", lang, table=self.table, row=self.row,
            column=self.column, value=self.value, **spoken,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class CheckReport:
    """What a recheck found.

    findings: blockers (the plan does not hold) and doubts (soft minima missed).  objective: points,
    recomputed over the placements that exist.  limits: LIMIT_COLUMNS.  placements: how many were
    given.
    """

    findings: tuple[Finding, ...]
    objective: float
    limits: pd.DataFrame
    placements: int

    @property
    def violations(self) -> tuple[Finding, ...]:
        """What makes the plan invalid."""
        return tuple(blockers(self.findings))

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every hard limit and every rule of placing."""
        return not self.violations

    def table(self, lang: Lang = "zh") -> pd.DataFrame:
        """All findings in words, blockers first."""
        return findings_table(self.findings, lang)

    def summary(self, lang: Lang = "zh", most: int = 20) -> str:
        """A paragraph: whether the plan holds, and the first `most` things that are wrong."""
        wrong = self.violations
        lines = [
            say(
                "plan.check.ok" if self.ok else "plan.check.broken",
                lang,
                placed=self.placements,
                limits=len(self.limits),
                wrong=len(wrong),
                objective=f"{self.objective:,.3f}",
            )
        ]
        lines += [f"- {finding.problem(lang)} {finding.remedy(lang)}" for finding in wrong[:most]]
        if len(wrong) > most:
            lines.append(say("plan.check.more", lang, more=len(wrong) - most))
        doubts = len(self.findings) - len(wrong)
        if doubts:
            lines.append(say("plan.check.doubts", lang, doubts=doubts))
        return "\n".join(lines)


def check(case: Case | Problem, placements: pd.DataFrame, rows: Rows | None = None) -> CheckReport:
    """Recompute eligibility, one place per enterprise, every limit and the objective.

    placements: columns enterprise_id, park_id, year, tenure ("land" or "plant"); no others count.
    Raises ValueError if one of the four is missing.
    """
    missing = [c for c in ("enterprise_id", "park_id", "year", "tenure") if c not in placements]
    if missing:
        raise ValueError(f"placements lack the columns {missing}")
    problem = case if isinstance(case, Problem) else build_problem(case)
    rows = rows_of(problem) if rows is None else rows
    findings: list[Finding] = []
    e, p, t, m, line = _indices(problem, placements, findings)
    findings += _twice(problem, e, line)
    findings += _not_eligible(problem, e, p, t, m, line)
    used = rows.use(e, p, t, m)
    limits = limits_table(rows, used)
    findings += _broken(limits)
    return CheckReport(
        tuple(findings), objective_of(problem, rows, e, p, t, m), limits, len(placements)
    )


def check_plan(case: Case | Problem, plan: Plan, rows: Rows | None = None) -> CheckReport:
    """`check`, and whether the plan's own figures (objective, scores, bound) are true."""
    problem = case if isinstance(case, Problem) else build_problem(case)
    report = check(problem, plan.placements, rows)
    findings = list(report.findings)
    size = WORTH_TOLERANCE * max(1.0, abs(report.objective))
    if not abs(report.objective - plan.objective) <= size:
        findings.append(
            _blocker("plan_objective_differs", stated=f"{plan.objective:,.6f}",
                     true=f"{report.objective:,.6f}")
        )  # fmt: skip
    if plan.bound < plan.objective - size:
        findings.append(
            _blocker(
                "plan_above_bound", stated=f"{plan.objective:,.6f}", bound=f"{plan.bound:,.6f}"
            )
        )
    if plan.case_fingerprint != problem.case.fingerprint:
        findings.append(
            _blocker("plan_of_other_case", stated=plan.case_fingerprint,
                     true=problem.case.fingerprint)
        )  # fmt: skip
    else:  # of other data every figure differs, and that has been said in one sentence
        findings += _points_differ(problem, plan)
    return CheckReport(tuple(findings), report.objective, report.limits, report.placements)


def _points_differ(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A blocker for each pairing whose stated score or chain points are not the true ones."""
    e, p, t, m, line = _indices(problem, plan.placements, [])
    for column, true in (
        ("score_points", problem.score_at(e, p, t, m)),
        ("chain_points", problem.chain_points(e, p)),
    ):
        stated = numbers(plan.placements[column])[line - 2]
        same = np.abs(stated - true) <= WORTH_TOLERANCE * np.maximum(1.0, np.abs(true))
        for i in np.flatnonzero(~same).tolist():
            yield _blocker(
                "plan_points_differ", row=int(line[i]), value=problem.enterprise_id[e[i]],
                which=f"@plan.points.{column}", stated=f"{stated[i]:,.6f}", true=f"{true[i]:,.6f}",
            )  # fmt: skip


def objective_of(problem: Problem, rows: Rows, e: Ints, p: Ints, t: Ints, m: Ints) -> float:
    """Points of a plan: scores of its placements, chains included, minus what soft rows cost."""
    used = rows.use(e, p, t, m)
    soft = np.isfinite(rows.price)
    lost = float(rows.price[soft] @ rows.excess(used)[soft])
    return float(problem.score_at(e, p, t, m).sum() + problem.chain_points(e, p).sum()) - lost


def _blocker(code: str, row: int | None = None, value: str = "", **values: object) -> Finding:
    return PlanFinding(Severity.BLOCKER, code, TABLE, row=row, value=value, values=values)


def _indices(
    problem: Problem, placements: pd.DataFrame, findings: list[Finding]
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Axis indices of the placements that exist, and the line (header = 1) each stands on."""
    asked = {
        "enterprise_id": (texts(placements["enterprise_id"]), problem.enterprise_id),
        "park_id": (texts(placements["park_id"]), problem.park_id),
        "year": (numbers(placements["year"]).tolist(), problem.years),
        "tenure": (texts(placements["tenure"]), TENURES),
    }
    found = {name: positions(list(wanted), axis) for name, (wanted, axis) in asked.items()}
    exists = np.ones(len(placements), dtype=bool)
    for name, index in found.items():
        exists &= index >= 0
        for i in np.flatnonzero(index < 0).tolist():
            value = asked[name][0][i]
            text = f"{value:g}" if isinstance(value, float) else str(value)
            findings.append(_blocker(f"plan_unknown_{name}", row=i + 2, value=text))
    kept = np.flatnonzero(exists)
    return (
        found["enterprise_id"][kept], found["park_id"][kept], found["year"][kept],
        found["tenure"][kept], kept + 2,
    )  # fmt: skip


def _twice(problem: Problem, e: Ints, line: Ints) -> Iterator[Finding]:
    seen: dict[int, int] = {}
    for firm, row in zip(e.tolist(), line.tolist(), strict=True):
        if firm in seen:
            yield _blocker("plan_twice", row=row, value=problem.enterprise_id[firm],
                           first=seen[firm])  # fmt: skip
        seen.setdefault(firm, row)


def _not_eligible(
    problem: Problem, e: Ints, p: Ints, t: Ints, m: Ints, line: Ints
) -> Iterator[Finding]:
    for i in np.flatnonzero(~problem.eligible_at(e, p, t, m)).tolist():
        place = (e[[i]], p[[i]], t[[i]], m[[i]])
        reason = next(
            (name for name, mask in problem.reasons.items() if mask.at(*place)[0]), "unknown"
        )
        yield _blocker(
            "plan_not_eligible", row=int(line[i]), value=problem.enterprise_id[e[i]],
            park=problem.park_id[p[i]], year=problem.years[t[i]], reason=f"@reason.{reason}.name",
        )  # fmt: skip


def _broken(limits: pd.DataFrame) -> Iterator[Finding]:
    for line in limits[limits["excess"] > 0].itertuples():
        code = "plan_limit_broken" if line.sense == "<=" else "plan_minimum_missed"
        hard = bool(line.hard)
        yield PlanFinding(
            Severity.BLOCKER if hard else Severity.DOUBT,
            code if hard else "plan_soft_missed",
            TABLE,
            value=str(line.name),
            values={
                "rule": f"@rule.{line.rule}.name",
                "resource": f"@resource.{line.resource}",
                "scope": line.scope,
                "year": line.year or "",
                "used": figure(line.used),
                "bound": figure(line.bound),
                "excess": figure(line.excess),
                "unit": f"@unit.{line.unit}",
            },
        )


def figure(value: object) -> str:
    """A figure with at most three decimals, more only where that would show 0."""
    number = float(value)  # type: ignore[arg-type]
    return f"{number:,.3f}".rstrip("0").rstrip(".") if abs(number) >= 1e-3 else f"{number:.3g}"
