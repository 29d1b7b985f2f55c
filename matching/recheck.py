"""Recheck: everything a plan file says, recomputed: placements, figures, tables, certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geodata.findings import Finding
from matching.certified import check_certificate
from matching.check import CheckReport, check_plan
from matching.constraints import rows_of
from matching.plan import Plan
from matching.problem import Problem
from matching.proof import Proof
from matching.restated import differing
from matching.rows import Rows

UNUSABLE = (
    "plan_unknown_enterprise_id", "plan_unknown_park_id", "plan_unknown_year",
    "plan_unknown_tenure", "plan_twice",
)  # fmt: skip
"""With one of these there is no plan whose tables could be made again."""


@dataclass(frozen=True, eq=False)
class Recheck:
    """report: all findings.  proof: what the certificate's prices prove, None if not asked for."""

    report: CheckReport
    proof: Proof | None = None


def recheck(
    problem: Problem, plan: Plan, rows: Rows | None = None, *, certificate: bool = False
) -> Recheck:
    """Recompute a plan: its placements, its figures, each of its tables and, if asked, its bound.

    The tables are compared only where every placement exists once.
    """
    rows = rows_of(problem) if rows is None else rows
    report = check_plan(problem, plan, rows)
    findings: list[Finding] = list(report.findings)
    if not any(finding.code in UNUSABLE for finding in findings):
        findings += differing(problem, rows, plan)
    proof = None
    if certificate:
        again = check_certificate(problem, rows, plan, report.objective)
        proof = again.proof
        findings += again.findings
    return Recheck(replace(report, findings=tuple(findings)), proof)
